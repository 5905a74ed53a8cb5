import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Somebody was registered twice, and a station holds both under one record.
@Suite struct ProfileNeedsTests {
    private let county: Replica
    private let stations: [Scope]

    init() throws {
        let first: Scope = SeededRandomness(1).identifier()
        let county = try Replica(seed: 1_000, scope: first)
        let others: [Scope] = [2, 3].map { SeededRandomness($0).identifier() }
        for (index, scope) in others.enumerated() {
            try county.store.addScope(
                scope, authorityKey: county.signer.publicKey, code: "62010200\(index + 2)",
                name: "站")
        }
        self.county = county
        stations = [first] + others
    }

    private func write(to scope: Scope, _ body: (CommitDoor) throws -> Void) throws {
        try county.store.commit(to: scope, by: county.author, at: county.clock, body)
    }

    private func register(in scope: Scope) throws -> Entity {
        var made: Entity?
        try write(to: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            made = try door.write(draft)
        }
        return try #require(made)
    }

    /// Released and accepted under a record of the taker; the epoch.
    private func move(
        _ subject: Subject, _ record: Entity, from giver: Scope, to taker: Scope,
        on base: [Entity] = [], under taken: Entity
    ) throws -> Entity {
        var release: Entity?
        county.clock += 1_000
        try write(to: giver) { door in
            release = try door.write(
                TransferWord(
                    .release(
                        .init(
                            volunteer: record, taker: taker, restsOn: base, asOf: county.clock)),
                    of: subject))
        }
        let id = try #require(release)
        try write(to: taker) { door in
            try door.write(
                TransferWord(.accept(release: id, .init(volunteer: taken)), of: subject))
        }
        try county.store.settleTransfers(in: [giver, taker], at: county.clock)
        return id
    }

    private func close(_ epoch: Entity, of subject: Subject, at station: Scope) throws -> Int {
        let custody = try #require(
            try county.store.view { try $0.custodies(in: station) }.first { $0.subject == subject })
        try write(to: station) { try $0.close(epoch, of: custody) }
        return try county.store.view { try $0.erasures(in: station) }.requests.count
    }

    @Test func `a record is asked to be erased when nobody is held under it any more`() throws {
        let (a, b, c) = (stations[0], stations[1], stations[2])
        let held = try register(in: b)
        let elsewhere = try register(in: c)
        var epochs: [(Subject, Entity)] = []
        for _ in 0..<2 {
            let root = try register(in: a)
            let subject = Subject(home: a, root: root)
            epochs.append((subject, try move(subject, root, from: a, to: b, under: held)))
        }
        var requests: [Int] = []
        for (subject, epoch) in epochs {
            let next = try move(
                subject, held, from: b, to: c, on: [epoch], under: elsewhere)
            requests.append(try close(next, of: subject, at: b))
        }
        #expect(requests == [0, 1])
    }
}
