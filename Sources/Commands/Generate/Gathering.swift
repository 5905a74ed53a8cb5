import Interchange
import ServiceRecords

/// One activity with everything that its participants' records share.
struct Gathering {
    private let activity: (name: String, content: String, category: String)
    private let start: Int64
    private let place: String
    private let team: String
    private let teamNumber: Int
    private let persons: (leader: String, recorder: String, approver: String)

    init(
        _ sitting: Int, of township: GeneratedTownship, team: Int,
        named chance: inout SplitMix64, days: Int, sittings: [Int]
    ) {
        activity = chance.pick(GeneratedWords.activities)
        let first = LocalDay(year: 2024, month: 1, day: 1) ?? LocalDay(daysSinceEpoch: 0)
        let day = first.adding(days: sitting / sittings.count)
        let minute = sittings[sitting % sittings.count] + 15 * chance.below(5)
        start = day.start + Int64(minute) * 60_000
        place = township.name + chance.pick(GeneratedWords.places)
        let name = GeneratedWords.teams[team % GeneratedWords.teams.count]
        self.team = "\(township.name)\(name)志愿服务队"
        teamNumber = team + 1
        let staff = (0..<3).map { offset in
            let names = GeneratedWords.staffNames
            return GeneratedWords.surnames[(team * 7 + offset * 31) % GeneratedWords.surnames.count]
                + names[(team + offset) % names.count]
        }
        persons = (staff[0], staff[1], staff[2])
    }

    func row(_ person: GeneratedPeople.Person, halfHours: Int) -> [String] {
        let end = start + Int64(halfHours) * 1_800_000
        return HoursSheet.Column.allCases.map { column in
            switch column {
            case .name: person.name
            case .idType: "居民身份证"
            case .idNumber: person.idNumber
            case .phone: person.phone
            case .organisation: "\(team)（\(teamNumber)队）"
            case .activityName: activity.name
            case .place: place
            case .content: activity.content
            case .start: CivilTime.local(start)
            case .end: CivilTime.local(end)
            case .hours: Seconds.hours(Int64(halfHours) * 1_800)
            case .entryMode: "团体录入"
            case .leader: persons.leader
            case .recorder: persons.recorder
            case .volunteerNumber, .projectName, .projectNumber, .post, .evaluation, .remark,
                .approver:
                ""
            }
        }
    }
}
