import Interchange
import ServiceRecords

/// One station's made-up volunteers and records, in order of time.
///
/// Every day has three sittings that lie apart. A volunteer is dealt from a shuffled deck and never
/// twice into one sitting, so no two records of a person overlap.
struct GeneratedStation {
    let township: GeneratedTownship
    /// Positions of its volunteers among all persons of the seed.
    let people: Range<Int>
    let records: Int
    /// Positions of its teams among all.
    let teams: Range<Int>
    /// Half hours that the records must come to; nil leaves them to chance.
    let halfHours: Int?

    static let volunteerHeader = ["姓名", "身份证号", "手机号", "志愿者编号", "服务区域", "服务类别"]
    static let hoursHeader = HoursSheet.Column.allCases.map(\.rawValue)

    /// 2024-01-01 to 2026-10-31: whatever the clock says, nothing lies after that.
    private static let days = 1_035
    /// Minutes after midnight at which the first activity of a sitting may begin.
    private static let sittings = [8 * 60 + 30, 14 * 60, 18 * 60 + 30]
    /// Of a record, in half hours. A sitting has room for the longest with an hour to begin in.
    private static let lengths = 2...6
    private static let groupSize = 30
    private static let allSittings = days * sittings.count
    /// So many records a sitting, while there are sittings to spare.
    private static let usualSitting = 12

    /// The most records that fit without an overlap.
    var mostRecords: Int { people.count * Self.allSittings }

    /// How many sittings are used: no more than needed for gatherings of a usual size, and enough for
    /// nobody to sit in one twice.
    private var sittingCount: Int {
        let least = (records + max(1, people.count) - 1) / max(1, people.count)
        return min(Self.allSittings, max(1, least, records / Self.usualSitting))
    }

    func writeVolunteers(_ people: GeneratedPeople, to sink: inout GeneratedFile) throws {
        try sink.row(Self.volunteerHeader)
        var chance = SplitMix64(seed: sink.seed, stream: "service" + township.code)
        for (offset, index) in self.people.enumerated() {
            let person = people.person(index)
            let activity = chance.pick(GeneratedWords.activities)
            try sink.row([
                person.name, person.idNumber, person.phone,
                "V" + township.code + GeneratedPeople.digits(offset + 1, 6), township.code,
                activity.category,
            ])
        }
    }

    /// - Returns: the seconds of all records.
    func writeHours(_ people: GeneratedPeople, to sink: inout GeneratedFile) throws -> Int64 {
        try sink.row(Self.hoursHeader)
        var dealer = Dealer(
            count: self.people.count, chance: SplitMix64(seed: sink.seed, stream: township.code))
        var lengths = Lengths(records: records, halfHours: halfHours, within: Self.lengths)
        var chance = SplitMix64(seed: sink.seed, stream: "hours" + township.code)
        var team = teams.lowerBound
        for number in 0..<sittingCount {
            let sitting = number * Self.allSittings / sittingCount
            var rest = Self.share(of: records, number, of: sittingCount)
            dealer.begin(with: rest)
            while rest > 0 {
                let size = min(rest, 4 + chance.below(Self.groupSize - 3))
                let gathering = Gathering(
                    sitting, of: township, team: team, named: &chance, days: Self.days,
                    sittings: Self.sittings)
                for _ in 0..<size {
                    let person = people.person(self.people.lowerBound + dealer.next())
                    let length = lengths.next(&chance)
                    try sink.row(gathering.row(person, halfHours: length))
                }
                team = team + 1 < teams.upperBound ? team + 1 : teams.lowerBound
                rest -= size
            }
        }
        return Int64(lengths.given) * 1_800
    }

    /// The part of a whole that falls to one of equal portions, so that all come to the whole.
    static func share(of whole: Int, _ index: Int, of count: Int) -> Int {
        whole * (index + 1) / count - whole * index / count
    }
}
