import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A log of somebody else is cut before its hole, and comes again of somebody who has none of its personal parts:
/// those that lie whole on the disk are there then, but for what was erased.
@Suite(.timeLimit(.minutes(2))) struct KeptPartsTests {
    private static let names = ["张三丰", "李四光", "王五洲", "赵六合"]

    private let world: World
    private let people: [Entity]
    private var county: Replica { world.county }
    private var author: Replica { world.stations[0] }
    /// Another PC of the station, whose disk goes.
    private var holder: Replica { world.stations[1] }

    init() throws {
        world = try World(seed: 6, stations: 2)
        try world.settle()
        let author = world.stations[0]
        people = try Self.names.map { try author.register($0) }
        try world.settle()
    }

    /// Takes changes out of the author's log at the PC, past the triggers; what `personal` says of them is left.
    /// - Returns: the sequence of the first.
    @discardableResult
    private func remove(_ names: [Int]) throws -> UInt64 {
        let dots = try names.map { index in
            try #require(try holder.changes().first { $0.entity == people[index] }).dot
        }
        try holder.store.write { db in
            let name = "change_is_never_dropped"
            let trigger = try #require(
                try String.fetchOne(
                    db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [name]))
            try db.execute(sql: "DROP TRIGGER \(name)")
            let log = LogTable(db: db)
            let scope = try #require(try log.scope(world.scope))
            let row = try #require(try log.log(author.origin, in: scope.id))
            for dot in dots {
                try db.execute(
                    sql: "DELETE FROM change WHERE dot = ?",
                    arguments: [LocalDot(log: row.id, sequence: dot.sequence)])
            }
            try db.execute(sql: trigger)
        }
        holder.store.writer.forget()
        try holder.store.checkpointFile()
        return try #require(dots.map(\.sequence).min())
    }

    /// What is made of the PC's file without some changes.
    private func salvaged(without names: [Int]) throws -> Replica {
        let first = try remove(names)
        let place = try TemporaryPlace()
        for (name, bytes) in holder.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        try Data(contentsOf: Self.file(holder.place)).write(to: Self.file(place))
        let report = try BrokenStore(in: place.url).salvage(
            vaultKey: Replica.vaultKey, randomness: SeededRandomness(9), at: holder.clock)
        #expect(report.cuts.map(\.length) == [first - 1])
        let node = try Replica(
            seed: 6_002, scope: world.scope, authority: county.signer.publicKey, in: place)
        node.clock = holder.clock
        return node
    }

    private static func file(_ place: TemporaryPlace) -> URL {
        place.url.appendingPathComponent(Store.fileName)
    }

    /// All of a log, as the level above the county has it.
    private func withheld(_ origin: Origin) throws -> Message {
        let above = Peer(
            key: try Replica.signer(77).publicKey, standpoint: .above, scopes: [world.scope])
        var outline = Outline(summary: .zero)
        let length = try county.vector()[origin]
        outline.spans = [
            .init(
                scope: world.scope, origin: origin, first: 1, last: length, isLiteral: true)
        ]
        var message = try county.store.compose(
            outline, to: above, schemaVersion: Schema.version, room: 1 << 20, at: county.clock)
        message.chain = nil
        return message
    }

    private func clerk(_ number: UInt64) -> Store.Author {
        Store.Author(actor: Entity(raw: RawIdentifier(high: 1, low: number)))
    }

    /// At the county, which answers by another of its people.
    private func ask() throws {
        try county.store.commit(to: world.scope, by: clerk(8), at: county.clock) {
            try $0.askErasure(of: people[1], reason: "本人要求")
        }
    }

    private func erase() throws {
        let count = try county.store.commit(to: world.scope, by: clerk(9), at: county.clock) {
            try $0.erase(people[1])
        }
        #expect(count == 1)
    }

    private func names(at node: Replica) throws -> [String] {
        try people.compactMap { try node.volunteer($0)?.name }
    }

    private func kept(at node: Replica) throws -> Int {
        try node.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kept_part") ?? 0 }
    }

    @Test(arguments: [[1], [0, 2]])
    func `I16 names in a hole and behind it are there when their changes come without them`(
        hole: [Int]
    ) throws {
        let digest = try holder.digest()
        let node = try salvaged(without: hole)
        #expect(try names(at: node) == Array(Self.names.prefix(hole[0])))
        #expect(
            try withheld(author.origin).runs.flatMap(\.rows).allSatisfy { $0.personal.part == nil })
        try node.take(try withheld(author.origin))
        #expect(try names(at: node) == Self.names)
        #expect(
            try node.store.view { try $0.volunteers(named: Self.names[1]) }.map(\.entity)
                == [people[1]])
        #expect(try node.digest() == digest)
        #expect(try node.check().isSound)
    }

    @Test func `I18 what is erased before its change comes again is in no file, and stays away`()
        throws
    {
        let remains = try Remains(of: [people[1]], at: holder, texts: [Self.names[1]])
        let node = try salvaged(without: [1])
        #expect(try !remains.found(at: node.place).isEmpty)
        try author.commit { try $0.askErasure(of: people[1], reason: "本人要求") }
        try world.exchange(author)
        try erase()
        // The answer comes before what it is about, and the request with that.
        try node.take(try withheld(county.origin))
        try node.take(try withheld(author.origin))
        #expect(try names(at: node) == [Self.names[0], Self.names[2], Self.names[3]])
        #expect(try remains.found(at: node.place) == [])
        #expect(try node.check().isSound)
    }

    @Test func `I18 an erasure takes out what waits for a change that nobody brings`() throws {
        let remains = try Remains(of: [people[1]], at: holder, texts: [Self.names[1]])
        try ask()
        try world.settle()
        let node = try salvaged(without: [1])
        try erase()
        try node.take(try withheld(county.origin))
        #expect(try remains.found(at: node.place) == [])
        #expect(try kept(at: node) == 2)
    }

    @Test func `what nobody brings a change for is given up after 400 days`() throws {
        let node = try salvaged(without: [1])
        #expect(try kept(at: node) == 3)
        try node.take(try withheld(county.origin))
        node.clock += 399 * 86_400_000
        try node.take(try withheld(county.origin))
        #expect(try kept(at: node) == 3)
        node.clock += 2 * 86_400_000
        try node.take(try withheld(county.origin))
        #expect(try kept(at: node) == 0)
    }

    @Test(arguments: [false, true])
    func `I16 a refetch has the names that wait, and I18 takes out what was erased meanwhile`(
        isErased: Bool
    ) throws {
        let remains = try Remains(of: [people[1]], at: holder, texts: [Self.names[1]])
        try ask()
        try world.settle()
        let node = try salvaged(without: [1])
        if isErased { try erase() }
        let above = Peer(
            key: county.signer.publicKey, standpoint: .above, scopes: [world.scope])
        let id: Entity = SeededRandomness(5).identifier()
        for origin in [author.origin, county.origin] {
            _ = try node.store.refetchTake(
                id, try withheld(origin).runs, from: above, at: node.clock)
        }
        _ = try node.store.refetchFinish(id)
        try node.store.scrub()
        try county.commit { _ = try $0.withdrawErasure(of: people[1], reason: "误登") }
        try node.take(try withheld(county.origin))
        #expect(
            try names(at: node)
                == Self.names.enumerated().filter { !isErased || $0.offset != 1 }.map(\.element))
        #expect(try remains.found(at: node.place).isEmpty == isErased)
        #expect(try node.check().isSound)
    }

    /// Taken out by a hand, with what lay beside it left.
    @Test func `I18 an erasure is taken in though parts lie here of changes that are gone`() throws
    {
        let remains = try Remains(of: [people[1]], at: holder, texts: [Self.names[1]])
        try ask()
        try world.settle()
        try remove([3])
        try holder.store.rebuild()
        try erase()
        try holder.take(try withheld(county.origin))
        #expect(try remains.found(at: holder.place) == [])
        try holder.take(try withheld(author.origin))
        #expect(try names(at: holder) == [Self.names[0], Self.names[2], Self.names[3]])
        #expect(try holder.check().isSound)
    }
}
