import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What is written again of a branch that was set aside, and what is not.
@Suite struct CopiedHopTests {
    private let county: Replica
    private let giver: Scope = SeededRandomness(1).identifier()
    private let taker: Scope = SeededRandomness(2).identifier()

    init() throws {
        county = try Replica(seed: 1_000, scope: giver)
        try county.store.addScope(
            taker, authorityKey: county.signer.publicKey, code: "620102002", name: "站")
    }

    private func write<T>(to scope: Scope, _ body: (CommitDoor) throws -> T) throws -> T {
        try county.store.commit(to: scope, by: county.author, at: county.clock, body)
    }

    private func register(in scope: Scope) throws -> Entity {
        try write(to: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            return try door.write(draft)
        }
    }

    /// A registration, and a release from the giver's scope on its way.
    private func carry() throws -> Change {
        let volunteer = try register(in: giver)
        let release = try write(to: giver) { door in
            try door.write(
                TransferWord(
                    .release(
                        .init(volunteer: volunteer, taker: taker, restsOn: [], asOf: county.clock)),
                    of: Subject(home: giver, root: volunteer)),
                personal: Fields([1: .bytes([1, 2, 3])]))
        }
        let held = try #require(
            try county.store.view { try $0.transferStatements(in: giver) }.first {
                $0.statement.id == release
            })
        _ = try register(in: taker)
        try hop(held.change)
        return held.change
    }

    private func hop(_ change: Change) throws {
        _ = try write(to: taker) { door in
            try door.wrap(change, as: SystemKind.hop, context: door.context)
        }
    }

    /// What is set aside of the county's log at the taker beyond a length.
    private func setAside(beyond point: UInt64) throws -> [Change] {
        try county.store.append(at: county.clock) { db in
            let log = county.store.writer.log(db)
            let scope = try #require(try log.scope(taker))
            let row = try #require(try log.log(county.origin, in: scope.id))
            let tail = try EvidenceTable(log: log).setAside(
                row, beyond: point, vault: county.store.vault)
            county.store.writer.forget()
            try county.store.writer.projector(of: taker, in: db)?.rederive()
            return tail
        }
    }

    @Test func `a hop that was set aside waits for no copy, and gets none`() throws {
        _ = try carry()
        let tail = try setAside(beyond: 0)
        #expect(tail.map(\.header.kind) == [Volunteer.kind.number, SystemKind.hop])
        try county.store.append(at: county.clock) { db in
            let log = county.store.writer.log(db)
            let scope = try #require(try log.scope(taker))
            let evidence = EvidenceTable(log: log)
            let waiting = try evidence.uncarried(in: scope.id, vault: county.store.vault)
            #expect(waiting.map(\.change.header.kind) == [Volunteer.kind.number])
            try OwnCopies(store: county.store, log: log, scope: scope, time: county.clock)
                .write(tail, of: county.origin, beyond: 0, isFork: false)
            let row = try #require(try log.log(county.origin, in: scope.id))
            #expect(try log.length(row.id) == 1)
            #expect(try evidence.uncarried(in: scope.id, vault: county.store.vault).isEmpty)
        }
    }

    /// Nobody else may hold it: whoever makes the hop anew may have been put back.
    @Test func `I21: the part of a hop that was set aside goes to the one in its place`() throws {
        let release = try carry()
        _ = try setAside(beyond: 1)
        try hop(Change(release.canonical, personal: .withheld(release.personal.commitment)))
        func part() throws -> PersonalPart? {
            try county.store.view {
                try $0.personalPart(of: Entity(creatingLeaf: release.originalLeaf), in: taker)
            }
        }
        #expect(try part() == nil)
        try county.store.append(at: county.clock) { db in
            let log = county.store.writer.log(db)
            try Settlement(
                store: county.store, log: log, scope: #require(try log.scope(taker)),
                time: county.clock
            ).run()
        }
        #expect(try part() == release.personal.part)
    }
}
