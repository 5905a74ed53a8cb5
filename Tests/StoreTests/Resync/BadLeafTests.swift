import Foundation
import GRDB
import SyncCore
import Testing

@testable import Store

/// The leaf beside a change went bad, in more than one place of it, and the change did not (decision 0055).
@Suite struct BadLeafTests {
    private let world: World
    private var county: Replica { world.county }
    private var station: Replica { world.stations[0] }
    private var above: Peer {
        Peer(key: county.signer.publicKey, standpoint: .above, scopes: [world.scope])
    }

    init() throws {
        world = try World(stations: 1)
        try world.settle()
        for name in ["张三", "李四", "王五"] { try world.stations[0].register(name) }
        try world.settle()
    }

    private enum Harm: CaseIterable { case leaf, both }

    /// - Parameter harm: of a change of the station's log, at the station.
    private func spoil(_ sequence: UInt64, _ harm: Harm = .leaf) throws {
        try station.store.write { db in
            let log = LogTable(db: db)
            let scope = try #require(try log.scope(world.scope))
            let row = try #require(try log.log(station.origin, in: scope.id))
            let dot = LocalDot(log: row.id, sequence: sequence)
            let trigger = try #require(
                try String.fetchOne(
                    db,
                    sql: "SELECT sql FROM sqlite_schema WHERE name = 'change_is_never_altered'"))
            try db.execute(sql: "DROP TRIGGER change_is_never_altered")
            if harm == .both {
                // Another change altogether, with the leaf that it gives.
                let other = LocalDot(log: row.id, sequence: sequence - 1)
                try db.execute(
                    sql: """
                        UPDATE change SET bytes = (SELECT bytes FROM change WHERE dot = ?2) WHERE dot = ?1
                        """, arguments: [dot, other])
            }
            let leaf = try #require(
                harm == .both ? try log.givenLeaf(at: dot) : try log.leaf(at: dot))
            let bytes = leaf.bytes.enumerated().map { harm == .leaf && $0 < 9 ? ~$1 : $1 }
            try db.execute(
                sql: "UPDATE change SET leaf = ? WHERE dot = ?", arguments: [Data(bytes), dot])
            try db.execute(sql: trigger)
        }
        station.store.writer.forget()
    }

    @Test func `what a neighbour gives in the same bytes puts a leaf right that is wrong all over`()
        throws
    {
        try spoil(2)
        let damages = try station.store.damages()
        #expect(damages.map(\.sequence) == [2])
        #expect(try station.store.recover(damages, at: 1) == 0, "by itself it cannot")
        let given = try county.message(station.origin, 1...3).runs
        #expect(try station.store.mend(given, at: 1) == 1)
        #expect(try station.store.damages().isEmpty)
        #expect(try station.check().isSound)
    }

    /// A bundle shows what the node once signed.
    @Test func `I2 a bad leaf is no loss that a peer could prove, and another change is one`()
        throws
    {
        let shown = try county.store.read { db in
            try Proofs(log: LogTable(db: db)).checkpoints(of: station.origin, in: [world.scope])
        }
        #expect(!shown.isEmpty)
        var message = try county.message([])
        message.shown = shown
        let intake = Intake(message, from: above, at: station.clock, isCarried: true)
        for (harm, origins) in [(Harm.leaf, 1), (.both, 2)] {
            try spoil(2, harm)
            _ = try station.store.apply([intake])[0].get()
            #expect(try station.store.ownOrigins().count == origins, "\(harm)")
        }
    }
}
