import GRDB
import SyncCore
import Synchronization
import Testing

@testable import Store

/// A store that is filled knows its scopes and logs by the numbers of the node's own, whatever that meets
/// meanwhile, and in whichever order: one log taken for another would look like a fork.
@Suite struct RefetchNumberTests {
    private let world: World
    private let stranger: Replica
    private let scopes: [Scope]
    private let id: Entity = SeededRandomness(5).identifier()
    private var station: Replica { world.stations[0] }

    /// Three scopes at a station, in each of which somebody else writes, too.
    init() throws {
        world = try World(stations: 1)
        try world.stations[0].register("甲")
        try world.settle()
        let county = world.county.signer.publicKey
        stranger = try Replica(seed: 77, scope: world.scope, authority: county)
        let random = SeededRandomness(9)
        scopes = [world.scope, random.identifier(), random.identifier()]
        for scope in scopes.dropFirst() {
            for replica in [stranger, world.stations[0]] {
                try replica.store.addScope(scope, authorityKey: county, code: nil, name: nil)
            }
        }
        for scope in scopes {
            for number in 1...3 {
                _ = try stranger.store.commit(to: scope, by: stranger.author, at: 1) { door in
                    try door.write(.report(.init(on: id, .begun, reason: "\(scope)\(number)")))
                }
            }
        }
    }

    private var sender: Peer {
        Peer(key: stranger.signer.publicKey, standpoint: .above, scopes: Set(scopes))
    }

    private func message(_ scope: Scope) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = [
            .init(scope: scope, origin: stranger.origin, first: 1, last: 3)
        ]
        let reader = Peer(
            key: station.signer.publicKey, standpoint: .below, scopes: Set(scopes))
        return try stranger.store.compose(
            outline, to: reader, schemaVersion: 1, room: 1 << 20, at: 1)
    }

    /// What an ordinary exchange brings.
    private func meet(_ scope: Scope) throws {
        let intake = Intake(try message(scope), from: sender, at: 1, isCarried: true)
        let report = try station.store.apply([intake])[0].get()
        #expect(report.changes == 3)
    }

    @Test func `logs that both meet while a store is filled do not cross`() throws {
        try meet(scopes[0])
        #expect(try !station.store.refetchWants(id, from: sender).isEmpty)
        try meet(scopes[1])
        try meet(scopes[2])
        // The neighbour gives them the other way round.
        var taken = 0
        for scope in [scopes[2], scopes[1], scopes[0]] {
            taken += try station.store.refetchTake(
                id, try message(scope).runs, from: sender, at: 1)
        }
        #expect(taken == 9)
        let before = try scopes.map { scope in
            try station.store.view { try $0.heldVector(of: scope) }
        }
        let figures = try station.store.refetchFinish(id)
        #expect(figures.fetched == 9)
        let after = try scopes.map { scope in
            try station.store.view { try $0.heldVector(of: scope) }
        }
        #expect(before == after)
        #expect(try station.check().findings == [])
        for scope in scopes {
            let log = try station.store.view {
                try $0.canonicalBytes(of: stranger.origin, in: scope)
            }
            let theirs = try stranger.store.view {
                try $0.canonicalBytes(of: stranger.origin, in: scope)
            }
            #expect(log == theirs)
        }
    }

    @Test func `a log that the node has not met yet is not taken before it has`() throws {
        try meet(scopes[0])
        _ = try station.store.refetchWants(id, from: sender)
        #expect(
            try station.store.refetchTake(id, try message(scopes[2]).runs, from: sender, at: 1)
                == 0)
        try meet(scopes[1])
        try meet(scopes[2])
        #expect(try station.store.refetchWants(id, from: sender).count >= 3)
        _ = try station.store.refetchFinish(id)
        #expect(try station.check().findings == [])
    }

    @Test func `numbers that have crossed already are noticed, and it begins anew`() throws {
        try meet(scopes[0])
        _ = try station.store.refetchWants(id, from: sender)
        let refetch = try #require(station.store.refetch.withLock { $0 })
        // What an older program may have left.
        try refetch.fresh.write { db in
            try db.execute(
                sql: "UPDATE log SET log = log + 100 WHERE origin = ?",
                arguments: [stranger.origin.databaseBytes])
            try db.execute(
                sql:
                    "INSERT INTO log SELECT log - 100, scope, x'00', x'00' FROM log WHERE log > 100"
            )
        }
        station.store.refetch.withLock { $0 = nil }
        #expect(
            try station.store.refetchTake(id, try message(scopes[0]).runs, from: sender, at: 1)
                == 3)
        #expect(try station.store.refetchFinish(id).fetched >= 3)
        #expect(try station.check().findings == [])
    }
}
