import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Two writes that each claim to have seen the other: no honest node can make them, and none of the
/// others may be led apart by them (I3). Neither survives.
@Suite struct CrossedContextTests {
    let world: World
    let person: Entity
    let record: Entity
    var station: Replica { world.stations[0] }

    init() throws {
        world = try World(stations: 1)
        let station = world.stations[0]
        try station.pull(from: world.county)
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("张三")
        draft[Volunteer.serviceArea] = .text("620102001")
        let person = try station.commit { [draft] in try $0.write(draft) }
        record = try station.record(100, of: person)
        try station.approve(record, at: 3)
        self.person = person
    }

    /// What both write.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let draft: @Sendable (_ side: Int64, _ person: Entity, _ record: Entity) -> Draft
    }

    static let cases: [Case] = [
        Case(testDescription: "a group of the creation") { side, person, _ in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.serviceArea] = .text("62010200\(side)")
            return draft
        },
        Case(testDescription: "a group that nobody had written") { side, person, _ in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.education] = .text("\(side)0")
            return draft
        },
        Case(testDescription: "an approval") { side, _, record in
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[ServiceRecord.approvedAt] = .int(side)
            return draft
        },
        Case(testDescription: "a correction") { side, _, record in
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[ServiceRecord.reversed] = .bool(side == 1)
            return draft
        },
        Case(testDescription: "a void") { side, person, _ in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Lifecycle.state] = .int(side == 1 ? Lifecycle.voided : Lifecycle.active)
            return draft
        },
        Case(testDescription: "a void of the record") { side, _, record in
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[Lifecycle.state] = .int(Lifecycle.voided)
            return draft
        },
    ]

    static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    @Test(arguments: cases)
    func `two writes that claim to have seen each other leave one state in any order`(
        _ given: Case
    ) throws {
        var forgers = try [77, 78].map { try Forger(seed: $0, scope: world.scope) }
        let seen = Context([(station.origin, UInt64(3))] + forgers.map { ($0.origin, UInt64(1)) })
        for index in 0..<2 {
            var context = seen
            context[forgers[index].origin] = 0
            forgers[index].write(given.draft(Int64(index + 1), person, record), seen: context)
            try world.county.admit(forgers[index].signer.publicKey)
        }
        try compareOrders(of: [try station.message(station.origin, 1...3)] + forgers.map(message))
    }

    @Test func `a creation and a write that claim to have seen each other leave one state`() throws
    {
        var creator = try Forger(seed: 77, scope: world.scope)
        var editor = try Forger(seed: 78, scope: world.scope)
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.seconds] = .int(60)
        draft[ServiceRecord.approvedAt] = .int(1)
        let created = creator.write(draft, seen: Context([(editor.origin, UInt64(1))]))
        var edit = Draft(ServiceRecord.kind, entity: created.entity)
        edit[ServiceRecord.approvedAt] = .int(2)
        editor.write(edit, seen: Context([(creator.origin, UInt64(1))]))
        for forger in [creator, editor] { try world.county.admit(forger.signer.publicKey) }
        try compareOrders(
            of: [try station.message(station.origin, 1...3), message(creator), message(editor)])
    }

    private func message(_ forger: Forger) throws -> Message { try forger.message() }

    private func compareOrders(of messages: [Message]) throws {
        var states: Set<Derived> = []
        var views: Set<Seen> = []
        for order in Self.orders {
            let reader = try Replica(
                seed: 900, scope: world.scope, authority: world.county.signer.publicKey)
            try reader.pull(from: world.county)
            for index in order {
                #expect(try reader.take(messages[index]).turnedAway == [])
            }
            #expect(try reader.check().findings == [], "\(order)")
            for isRebuilt in [false, true] {
                if isRebuilt { try reader.store.rebuild() }
                states.insert(try Derived(reader))
                views.insert(try Seen(reader, persons: [person]))
                let oracle = try reader.oracle()
                #expect(try reader.registers() == oracle.registers, "\(order)")
                #expect(try reader.total() == oracle.total, "\(order)")
                #expect(try reader.voided() == oracle.voided, "\(order)")
            }
        }
        #expect(states.count == 1)
        #expect(views.count == 1)
    }
}
