import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A register belongs to a group of a kind: whoever writes of a record under another kind than its own
/// writes registers that the record does not have, and replaces nothing in those that it has, even
/// where the numbers of the groups are the same.
@Suite struct OtherKindTests {
    static let begin: Int64 = 1_767_225_600_000

    let world: World
    let person: Entity
    let record: Entity
    /// Writes a volunteer with an approved service record.
    var a: Replica { world.stations[0] }
    /// Errs about kinds, with all seen that the first has written.
    var b: Replica { world.stations[1] }

    init() throws {
        world = try World()
        let (a, b) = (world.stations[0], world.stations[1])
        for station in [a, b] { try station.pull(from: world.county) }
        let person = try a.register("张三", phone: "13800138000")
        record = try a.commit { try $0.write(Self.hours(of: person, seconds: 5_400)) }
        try a.approve(record)
        self.person = person
        try b.pull(from: a)
    }

    private static func hours(
        of person: Entity, seconds: Int64, entity: Entity? = nil
    ) -> Draft {
        var draft = Draft(ServiceRecord.kind, entity: entity)
        draft[ServiceRecord.volunteer] = .reference(person)
        draft[ServiceRecord.seconds] = .int(seconds)
        draft[ServiceRecord.start] = .int(begin)
        draft[ServiceRecord.end] = .int(begin + seconds * 1_000)
        return draft
    }

    /// What is written of a record that is of another kind.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let draft: @Sendable (_ record: Entity, _ person: Entity) -> Draft

        init(_ name: String, _ draft: @escaping @Sendable (Entity, Entity) -> Draft) {
            testDescription = name
            self.draft = draft
        }

        /// Fields of a volunteer, written of the service record.
        init(ofRecord name: String, _ field: Field, _ value: Value) {
            self.init(name) { record, _ in
                var draft = Draft(Volunteer.kind, entity: record)
                draft[field] = value
                return draft
            }
        }

        /// Fields of a service record, written of the volunteer.
        init(ofPerson name: String, _ field: Field, _ value: Value) {
            self.init(name) { _, person in
                var draft = Draft(ServiceRecord.kind, entity: person)
                draft[field] = value
                return draft
            }
        }
    }

    static let cases: [Case] = [
        Case(ofRecord: "identity over entry", Volunteer.gender, .text("1")),
        Case(ofRecord: "contact over evidence", Volunteer.residenceArea, .text("甲村")),
        Case(ofRecord: "service over approval", Volunteer.serviceArea, .text("620102001")),
        Case(ofRecord: "profile over correction", Volunteer.ethnicity, .text("04")),
        Case(ofRecord: "guardian over evaluation", Volunteer.guardians, .list([])),
        Case(ofRecord: "a volunteer's void", Lifecycle.state, .int(Lifecycle.voided)),
        Case(ofPerson: "evidence over contact", ServiceRecord.attachments, .list([])),
        Case(ofPerson: "approval over service", ServiceRecord.approvedAt, .int(7)),
        Case(ofPerson: "correction over profile", ServiceRecord.reversed, .bool(true)),
        Case(ofPerson: "a service record's void", Lifecycle.state, .int(Lifecycle.voided)),
        Case("an entry over identity") { _, person in
            hours(of: person, seconds: 60, entity: person)
        },
    ]

    @Test(arguments: cases)
    func `a write under another kind replaces nothing, come before the record or after it`(
        _ given: Case
    ) throws {
        try check(given)
    }

    /// What is asked for by name, by number or by time is looked up in tables of its own.
    static let lookedUp: [Case] = [
        Case(ofRecord: "a name", Volunteer.name, .text("李四")),
        Case(ofRecord: "a telephone", Volunteer.phones, .list([.text("13900139000")])),
        Case(ofRecord: "a volunteer number", Volunteer.volunteerNumber, .text("V-1")),
    ]

    @Test(arguments: lookedUp)
    func `nothing is found by what was written under another kind`(_ given: Case) throws {
        try check(given)
    }

    private func check(_ given: Case) throws {
        try b.commit { door in _ = try door.write(given.draft(record, person)) }
        let stray = try #require(try b.lastOwn())
        #expect(try stray.header.context[a.origin] == a.vector()[a.origin], "all was seen")
        let readers = try (0..<3).map { _ in try world.invite() }
        for reader in readers { try reader.pull(from: world.county) }
        let (without, after, before) = (readers[0], readers[1], readers[2])
        let strayLog = try b.message(b.origin, 1...1)

        try without.pull(from: a)
        try after.pull(from: a)
        try after.take(strayLog)
        try before.take(strayLog)
        #expect(try seen(before) == Seen(world.county, names: Self.names, persons: persons))
        try before.pull(from: a)

        let expected = try seen(without)
        #expect(expected.total[.confirmed] == HoursSum(seconds: 5_400, records: 1))
        #expect(try Derived(after) == Derived(before))
        #expect(try after.digest() != without.digest(), "the write is kept")
        for reader in [after, before] {
            #expect(try seen(reader) == expected)
            #expect(try reader.check().findings == [])
            let live = try Derived(reader)
            try reader.store.rebuild()
            #expect(try seen(reader) == expected)
            #expect(try Derived(reader) == live)
        }
    }

    private static let names = ["张三", "李四", "13800138000", "13900139000", "V-1"]
    private var persons: [Entity] { [person, record] }

    private func seen(_ replica: Replica) throws -> Seen {
        try Seen(replica, names: Self.names, persons: persons)
    }
}
