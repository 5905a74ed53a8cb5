import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// An hour counts once, and where two who could not see each other entered it twice, it shows.
@Suite struct EnteredTwiceTests {
    private let place: RecordPlace
    private var station: Workplace { place.station }
    private var county: Workplace { place.county }

    init() throws {
        place = try RecordPlace(addresses: ["127.0.0.1:1"])
        try place.register()
        try place.exchange()
    }

    private func add(
        _ at: Workplace? = nil, volunteer: String = RecordPlace.idNumber, _ activity: String = "清扫",
        from start: String = "09:00", to end: String = "17:00"
    ) throws -> HoursAdded {
        try HoursCommands.add(
            at ?? station,
            HoursFields(
                volunteer: volunteer, activity: activity, start: "2026-11-01 \(start)",
                end: "2026-11-01 \(end)"))
    }

    /// The county refuses what created a record; what the station calls it then.
    private func refused(_ record: String) throws -> String {
        _ = try QuarantineCommands.refuse(county, record, reason: "时间不对")
        try place.exchange()
        return try #require(try QuarantineCommands.list(station).changes.first).ref
    }

    private func overlapping(_ at: Workplace) throws -> [String] {
        try HoursCommands.list(at, overlapping: true).records.map(\.id)
    }

    private func findings(_ at: Workplace) throws -> [String] {
        try DoctorCommands.examine(at).findings.map(\.code)
    }

    @Test func `hours that were entered anew keep the refused ones from being sent again`() throws {
        let first = try #require(try add().records.first).id
        try place.exchange()
        let ref = try refused(first)
        let second = try #require(try add().records.first).id
        let no = try problem { try QuarantineCommands.requeue(station, ref) }
        #expect(no.code == "overlaps-record" && no.exit == .badInput)
        #expect(no.message.text(in: .zh).contains(second.prefix(12)))
        #expect(no.remedy?.text(in: .en).contains("quarantine close \(ref)") == true)
        #expect(try place.total().records == 1 && place.total().seconds == 8 * 3_600)
        _ = try HoursCommands.reverse(station, second, reason: "重复")
        #expect(try QuarantineCommands.requeue(station, ref).result == "requeued")
        #expect(try place.total().records == 1 && place.total().seconds == 8 * 3_600)
        #expect(try overlapping(station).isEmpty)
    }

    @Test func `other hours of that time keep them out too, and those of another day do not`()
        throws
    {
        let ref = try refused(try sent().id)
        _ = try add(station, "巡逻", from: "16:00", to: "18:00")
        let no = try problem { try QuarantineCommands.requeue(station, ref) }
        #expect(no.code == "overlaps-record")
        _ = try HoursCommands.reverse(
            station, try #require(try HoursCommands.list(station).records.last).id, reason: "重复")
        _ = try HoursCommands.add(
            station,
            HoursFields(
                volunteer: RecordPlace.idNumber, activity: "清扫", start: "2026-11-02 09:00",
                end: "2026-11-02 17:00"))
        #expect(try QuarantineCommands.requeue(station, ref).result == "requeued")
    }

    private func sent() throws -> HoursAdded.Record {
        let record = try #require(try add().records.first)
        try place.exchange()
        return record
    }

    @Test func `a correction whose halves were both refused is sent again, the new record first`()
        throws
    {
        let first = try sent().id
        let corrected = try HoursCommands.reverse(
            station, first, reason: "时间", replacement: .init(start: "2026-11-01 10:00"))
        try place.exchange()
        let record = try refused(try #require(corrected.replacement.value))
        let dot = record.split(separator: ":")
        let correction = "\(dot[0]):\(try #require(Int(dot[1])) + 1)"
        _ = try QuarantineCommands.refuse(county, correction, reason: "时间不对")
        try place.exchange()
        #expect(try place.total().seconds == 8 * 3_600)
        for ref in [record, correction] {
            #expect(try QuarantineCommands.requeue(station, ref).result == "requeued")
        }
        #expect(try place.total().records == 1 && place.total().seconds == 7 * 3_600)
    }

    @Test func `a person who was registered anew is not sent again beside themselves`() throws {
        let person = try VolunteerCommands.show(station, RecordPlace.idNumber).volunteer.id
        let ref = try refused(person)
        #expect(try VolunteerCommands.list(station).count == 0)
        try place.register()
        let no = try problem { try QuarantineCommands.requeue(station, ref) }
        #expect(no.code == "volunteer-exists" && no.exit == .badInput)
        #expect(try VolunteerCommands.list(station).count == 1)
    }

    @Test
    func `what is sent again elsewhere and overlaps then is found, said, and ended by reversing`()
        throws
    {
        let first = try sent().id
        _ = try QuarantineCommands.refuse(county, first, reason: "时间不对")
        try place.exchange()
        let ref = try #require(try QuarantineCommands.list(county).changes.first).ref
        // Neither sees what the other does.
        #expect(try QuarantineCommands.requeue(county, ref).result == "requeued")
        let second = try #require(try add().records.first).id
        #expect(try place.total().overlaps == 0)
        try place.exchange()
        try place.exchange()
        for at in [station, county] {
            #expect(Set(try overlapping(at)) == [first, second])
            let total = try HoursCommands.total(at)
            #expect(total.overlaps == 1 && total.columns.underReview.records == 2)
            #expect(total.text(in: .zh).contains("hours list --overlapping"))
            let list = try HoursCommands.list(at)
            #expect(list.records.count(where: \.isOverlapping) == 2)
            #expect(list.text(in: .zh).components(separatedBy: "▲与另一条时间重叠").count == 3)
            let one = try HoursCommands.show(at, first)
            #expect(one.text(in: .en).contains("overlaps another"))
            #expect(try findings(at).contains("hours-overlap"))
        }
        // Nobody approves one of them unlooked: with the other reversed it would be confirmed at once.
        let approval = try HoursCommands.approve(station, .records([first]), by: "王主任")
        #expect(approval.refused.map(\.reason) == ["overlapping"] && approval.approved == 0)
        #expect(try HoursCommands.approve(station, .all(code: nil), by: "王主任").approved == 0)
        _ = try HoursCommands.reverse(station, second, reason: "重复")
        #expect(try place.total().overlaps == 0 && place.total().seconds == 8 * 3_600)
        #expect(try place.total().columns.underReview.records == 0)
        #expect(try !findings(station).contains("hours-overlap"))
    }

    // MARK: One person twice

    /// Both sides register one person and one service, each without a line.
    private func twice() throws -> (station: String, county: String) {
        var fields = VolunteerFields()
        fields.name = "王芳"
        fields.idNumber = "110105194912310038"
        let here = try VolunteerCommands.add(station, fields).id
        let there = try VolunteerCommands.add(county, fields, code: "620102001").id
        _ = try add(volunteer: here)
        _ = try add(county, volunteer: there)
        try place.exchange()
        try place.exchange()
        return (here, there)
    }

    @Test func `two volunteers under one number are listed together, and the doctor says so`()
        throws
    {
        #expect(try !findings(station).contains("volunteers-twice"))
        let (here, there) = try twice()
        for at in [station, county] {
            let found = try VolunteerCommands.duplicates(at)
            #expect(found.groups.map { Set($0.map(\.volunteer.id)) } == [[here, there]])
            #expect(found.groups.first?.map(\.records) == [1, 1])
            #expect(!found.text(in: .zh).contains("110105194912310038"))
            #expect(try findings(at).contains("volunteers-twice"))
        }
        let no = try problem {
            try add(volunteer: "110105194912310038", from: "18:00", to: "19:00")
        }
        #expect(no.remedy?.text(in: .zh).contains("--duplicates") == true, "no dead end")
    }

    @Test
    func `merged they are one: nothing is lost, what is there twice shows, and it can be undone`()
        throws
    {
        let (here, there) = try twice()
        let before = try place.total()
        #expect(before.overlaps == 0 && before.records == 2)
        let merged = try VolunteerCommands.merge(station, there, into: here)
        #expect(merged.into.value == here)
        #expect(try VolunteerCommands.duplicates(station).groups.isEmpty)
        #expect(try !findings(station).contains("volunteers-twice"))
        #expect(try place.total().seconds == before.seconds, "a merge moves no hour")
        #expect(try place.total().overlaps == 1)
        #expect(try HoursCommands.list(station, volunteer: here).records.count == 2)
        // The number means who stays, at the desk and in a file; their time is one time.
        let no = try problem {
            try add(volunteer: "110105194912310038", from: "16:00", to: "18:00")
        }
        #expect(no.code == "overlaps-record")
        #expect(
            try place.hours("王芳,110105194912310038,巡逻,2026-11-03 09:00,2026-11-03 10:00,1,,").taken
                == 1)
        #expect(try VolunteerCommands.show(station, "110105194912310038").volunteer.id == here)
        let extra = try #require(
            try HoursCommands.list(station, volunteer: there, overlapping: false).records.first)
        _ = try HoursCommands.reverse(station, extra.id, reason: "重复")
        #expect(try place.total().overlaps == 0)
        try place.exchange()
        #expect(try VolunteerCommands.show(county, "110105194912310038").volunteer.id == here)
        _ = try VolunteerCommands.unmerge(station, there)
        #expect(try VolunteerCommands.duplicates(station).groups.count == 1)
    }

    @Test func `nobody is merged into themselves, in a ring, twice, or into another station's`()
        throws
    {
        let (here, there) = try twice()
        let itself = try problem { try VolunteerCommands.merge(station, here, into: here) }
        #expect(itself.code == "same-volunteer" && itself.exit == .badInput)
        _ = try VolunteerCommands.merge(station, there, into: here)
        #expect(
            try problem { try VolunteerCommands.merge(station, here, into: there) }.code
                == "same-volunteer")
        #expect(
            try problem { try VolunteerCommands.merge(station, there, into: here) }.exit == .no)
        _ = try VolunteerCommands.unmerge(station, there)
        #expect(try problem { try VolunteerCommands.unmerge(station, there) }.exit == .no)
    }

    @Test func `I18 whoever erases one of two that were merged is told of the other`() throws {
        let (here, there) = try twice()
        func ask(_ id: String) throws -> ErasureDone {
            try VolunteerCommands.erase(station, id, .ask(reason: "本人要求"))
        }
        _ = try VolunteerCommands.merge(station, there, into: here)
        let asked = try ask(here)
        #expect(asked.others == [there])
        #expect(asked.text(in: .zh).contains(there.prefix(12)))
        #expect(try ask(there).others.isEmpty, "both are asked for")
    }

    private func person(_ name: String, number: String? = nil, code: String? = nil) throws
        -> String
    {
        var fields = VolunteerFields()
        (fields.name, fields.idNumber) = (name, number)
        return try VolunteerCommands.add(code == nil ? station : county, fields, code: code).id
    }

    @Test func `somebody who moved stands at two stations, and is no two people to be merged`()
        throws
    {
        _ = try StationCommands.invite(
            county, .init(code: "620102002", name: "乙", file: place.folder.path("second.json")))
        let other = try person("张三", number: RecordPlace.idNumber, code: "620102002")
        #expect(try VolunteerCommands.duplicates(county).groups.isEmpty)
        let own = try VolunteerCommands.show(station, RecordPlace.idNumber).volunteer.id
        for (one, kept) in [(own, other), (other, own)] {
            let no = try problem { try VolunteerCommands.merge(county, one, into: kept) }
            #expect(no.code == "other-station" && no.exit == .badInput)
        }
    }

    @Test func `who was voided is no second one of anybody`() throws {
        let person = try #require(Entity(hex: try twice().station))
        let scope = try #require(try station.home.stationScope())
        try station.store.commit(to: scope, by: station.home.author, at: RecordPlace.now) { door in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Lifecycle.state] = .int(Lifecycle.voided)
            draft[Lifecycle.reason] = .text("重复")
            try door.write(draft)
        }
        #expect(try VolunteerCommands.duplicates(station).groups.isEmpty)
        #expect(try !findings(station).contains("volunteers-twice"))
    }

    @Test
    func `hours that are entered for who was merged are of who stays, and overlap with theirs`()
        throws
    {
        let (here, there) = try (person("王芳"), person("王方"))
        _ = try VolunteerCommands.merge(station, there, into: here)
        _ = try add(volunteer: here)
        let no = try problem { try add(volunteer: there, "巡逻", from: "16:00", to: "18:00") }
        #expect(no.code == "overlaps-record")
        let late = try #require(
            try add(volunteer: there, "巡逻", from: "18:00", to: "19:00").records.first
        ).id
        #expect(
            try HoursCommands.list(station).records.first { $0.id == late }?.volunteer.value == here
        )
    }

    @Test func `of three who are one, merged one after the other, an hour counts once`() throws {
        let people = try [person("王芳"), person("王方"), person("汪芳")]
        let records = try people.map { try #require(try add(volunteer: $0).records.first).id }
        _ = try VolunteerCommands.merge(station, people[0], into: people[1])
        #expect(try place.total().overlaps == 1)
        _ = try VolunteerCommands.merge(station, people[1], into: people[2])
        #expect(try place.total().overlaps == 2)
        #expect(try Set(overlapping(station)) == Set(records))
        for record in records.dropFirst() {
            _ = try HoursCommands.reverse(station, record, reason: "重复")
        }
        #expect(try place.total().overlaps == 0 && place.total().seconds == 8 * 3_600)
        let no = try problem { try add(volunteer: people[2], "巡逻", from: "16:00", to: "18:00") }
        #expect(no.message.text(in: .zh).contains(records[0].prefix(12)), "the first one's record")
    }

    @Test func `refused hours of who was merged since are held against those of who stays`() throws
    {
        let (here, there) = try (person("王芳"), person("王方"))
        let record = try #require(try add(volunteer: there).records.first).id
        try place.exchange()
        let ref = try refused(record)
        _ = try VolunteerCommands.merge(station, there, into: here)
        _ = try add(volunteer: here)
        let no = try problem { try QuarantineCommands.requeue(station, ref) }
        #expect(no.code == "overlaps-record")
        #expect(try place.total().seconds == 8 * 3_600)
    }
}
