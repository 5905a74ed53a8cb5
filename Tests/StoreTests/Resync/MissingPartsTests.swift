import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A PC that has a log by commitments alone asks its county for the parts.
@Suite struct MissingPartsTests {
    private let world: World
    private let pc: Replica
    private let people: [Entity]
    private var county: Replica { world.county }
    private var above: Peer {
        Peer(key: county.signer.publicKey, standpoint: .above, scopes: [world.scope])
    }

    init() throws {
        world = try World(stations: 1)
        try world.settle()
        let station = world.stations[0]
        people = try ["张三", "李四", "王五"].map { try station.register($0) }
        try world.settle()
        pc = try Replica(
            seed: 901, scope: world.scope, authority: world.county.signer.publicKey)
        try pc.store.add(above)
        try pc.take(message(withParts: false))
    }

    /// Everything that the county holds, row by row.
    private func message(withParts: Bool) throws -> Message {
        let peer = Peer(
            key: pc.signer.publicKey, standpoint: withParts ? .below : .above, scopes: [world.scope]
        )
        var outline = Outline(summary: .zero)
        outline.spans = try county.vector().entries.map {
            Outline.Span(
                scope: world.scope, origin: $0.origin, first: 1, last: $0.length, isLiteral: true)
        }
        var message = try county.store.compose(
            outline, to: peer, schemaVersion: Schema.version, room: 1 << 20, at: county.clock)
        message.chain = nil
        return message
    }

    private func names() throws -> [String] {
        try people.compactMap { try pc.volunteer($0)?.name }
    }

    private func asked() throws -> Int {
        try pc.store.missingParts(from: above, at: pc.clock).reduce(0) {
            $0 + Int($1.last - $1.first) + 1
        }
    }

    @Test func `they are taken by their commitments, and everybody is found by them`() throws {
        #expect(try names() == [] && asked() == 3)
        let given = try message(withParts: true).runs
        #expect(try pc.store.takeParts(given, from: above, at: pc.clock) == 3)
        #expect(try names() == ["张三", "李四", "王五"] && asked() == 0)
        let found = try pc.store.view { try $0.volunteers(named: "李四") }
        #expect(found.map(\.entity) == [people[1]])
        #expect(try pc.check().findings.isEmpty)
        #expect(try pc.store.takeParts(given, from: above, at: pc.clock) == 0)
    }

    @Test func `I13: a part that is another change's is not taken, and is asked for later`() throws
    {
        let given = try message(withParts: true).runs.map { run in
            let parts = run.rows.map(\.personal).filter { $0.part != nil }
            var others = (parts.dropFirst() + parts.prefix(1))[...]
            return Run(
                scope: run.scope, origin: run.origin, first: run.first,
                rows: run.rows.map { row in
                    guard row.personal.part != nil, let other = others.popFirst() else {
                        return row
                    }
                    return Run.Row(canonical: row.canonical, personal: other)
                }, checkpoint: run.checkpoint, proof: run.proof)
        }
        #expect(try pc.store.takeParts(given, from: above, at: pc.clock) == 0)
        #expect(try names() == [] && asked() == 0)
        pc.clock += 3_600_000
        #expect(try asked() == 3)
        #expect(try pc.check().findings.isEmpty)
    }

    @Test func `what was erased is asked for of nobody`() throws {
        try world.stations[0].commit { try $0.askErasure(of: people[0], reason: "本人要求") }
        try world.settle()
        let clerk = Store.Author(actor: Entity(raw: RawIdentifier(high: 1, low: 9)))
        try county.store.commit(to: world.scope, by: clerk, at: county.clock) {
            _ = try $0.erase(people[0])
        }
        let fresh = try Replica(seed: 902, scope: world.scope, authority: county.signer.publicKey)
        try fresh.store.add(above)
        try fresh.take(message(withParts: false))
        let asked = try fresh.store.missingParts(from: above, at: fresh.clock)
        #expect(asked.reduce(0) { $0 + Int($1.last - $1.first) + 1 } == 2)
    }

    @Test func `I19: whoever stands above a county asks nobody`() throws {
        let city = try Replica(seed: 903, scope: world.scope, authority: county.signer.publicKey)
        let below = Peer(
            key: county.signer.publicKey, standpoint: .below, scopes: [world.scope])
        try city.store.add(below)
        try city.take(message(withParts: false))
        #expect(try city.store.missingParts(from: below, at: city.clock) == [])
        #expect(try city.store.missingPartCount() == 0)
    }
}
