import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I13: a run is taken whole or not at all, alone; and nothing is acknowledged before it is durable.
@Suite struct RunTests {
    let world: World
    var a: Replica { world.stations[0] }
    var b: Replica { world.stations[1] }

    init() throws {
        world = try World()
        for station in world.stations {
            for name in ["甲", "乙", "丙"] { try station.register(name) }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: RunError
        let spoil: @Sendable (Run, World) throws -> Run

        init(
            _ description: String, _ error: RunError,
            _ spoil: @escaping @Sendable (Run, World) throws -> Run
        ) {
            testDescription = description
            self.error = error
            self.spoil = spoil
        }
    }

    static let cases: [Case] = [
        Case("a gap", .gap(expected: 1)) { run, _ in
            run.changed(first: 2, rows: Array(run.rows.dropFirst()))
        },
        Case("a change missing in the middle", .malformed(sequence: 2)) { run, _ in
            run.changed(rows: [run.rows[0], run.rows[2]])
        },
        Case("a change too few", .brokenRoot) { run, _ in
            run.changed(rows: Array(run.rows.dropLast()))
        },
        Case("a foreign scope", .foreignScope) { run, _ in
            run.changed(scope: SeededRandomness(5).identifier())
        },
        Case("a row of another time", .brokenRoot) { run, _ in
            try run.changed(row: 1) { header, open in
                Header(
                    scope: header.scope, origin: header.origin, sequence: header.sequence, time: 9,
                    context: header.context, actor: nil, kind: header.kind, entity: header.entity)
            }
        },
        Case("another personal part", .brokenRoot) { run, _ in
            let row = Run.Row(canonical: run.rows[1].canonical, personal: run.rows[0].personal)
            return run.changed(rows: [run.rows[0], row, run.rows[2]])
        },
        Case("no personal part", .brokenRoot) { run, _ in
            let row = Run.Row(canonical: run.rows[1].canonical, personal: .none)
            return run.changed(rows: [run.rows[0], row, run.rows[2]])
        },
        Case("a row that is cut", .malformed(sequence: 2)) { run, _ in
            let row = Run.Row(
                canonical: Array(run.rows[1].canonical.dropLast()), personal: run.rows[1].personal)
            return run.changed(rows: [run.rows[0], row, run.rows[2]])
        },
        Case("a row of another log", .malformed(sequence: 1)) { run, world in
            let other = try world.stations[1].message(world.stations[1].origin, 1...1)
            return run.changed(rows: [other.runs[0].rows[0]] + run.rows.dropFirst())
        },
        Case("another's signature", .badCheckpoint) { run, world in
            run.changed(
                checkpoint: try SignedCheckpoint(
                    signing: run.checkpoint.checkpoint, with: world.stations[1].signer))
        },
        Case("another log's checkpoint", .badCheckpoint) { run, world in
            let other = try world.stations[1].message(world.stations[1].origin, 1...3)
            return run.changed(checkpoint: other.runs[0].checkpoint)
        },
        Case("a checkpoint of less", .badCheckpoint) { run, world in
            let shorter = try world.stations[0].message(world.stations[0].origin, 1...2)
            return run.changed(checkpoint: shorter.runs[0].checkpoint)
        },
        Case("an origin of which nobody knows the key", .unknownOrigin) { run, _ in
            run.changed(origin: SeededRandomness(5).identifier())
        },
        Case("more of my own log than I have, signed by somebody else", .badCheckpoint) {
            run, world in run.changed(origin: world.county.origin, first: 3)
        },
    ]

    @Test(arguments: cases)
    func `a bad run changes nothing, and the others go on`(_ given: Case) throws {
        let good = try b.message(b.origin, 1...2).runs[0]
        var message = try a.message(a.origin, 1...3)
        message.runs = [good, try given.spoil(message.runs[0], world)]
        message.keys.append(b.signer.publicKey)
        let before = try world.county.vector()
        let results = world.county.store.apply([
            world.county.intake(message),
            world.county.intake(try b.message(b.origin, 3...3)),
        ])
        let report = try results[0].get()
        #expect(report.turnedAway.map(\.error) == [given.error])
        #expect(report.changes == 2)
        #expect(try results[1].get().changes == 1)
        var expected = before
        expected[b.origin] = 3
        #expect(try world.county.vector() == expected)
        #expect(try world.county.volunteerNames() == ["丙", "乙", "甲"])
        #expect(try world.county.check().isSound)
        try world.settle()
        #expect(try world.county.vector()[a.origin] == 3)
    }

    @Test func `a run again, or a part of it, changes nothing`() throws {
        let county = world.county
        let whole = try a.message(a.origin, 1...3)
        #expect(try county.take(whole).changes == 3)
        let digest = try county.digest()
        for again in [whole, try a.message(a.origin, 2...3), try a.message(a.origin, 1...2)] {
            let report = try county.take(again)
            #expect(report.changes == 0)
            #expect(report.turnedAway == [])
        }
        try a.register("丁")
        #expect(try county.take(try a.message(a.origin, 2...4)).changes == 1)
        #expect(try county.take(whole).changes == 0)
        #expect(try county.vector()[a.origin] == 4)
        #expect(try county.digest() != digest)
        #expect(try county.check().isSound)
    }

    @Test func `a relay cuts a log where it likes, and the piece can be relayed on`() throws {
        try world.exchange(a)
        let piece = try world.county.message(a.origin, 1...2)
        #expect(piece.runs[0].checkpoint.checkpoint.size == 3)
        #expect(try b.take(piece).turnedAway == [])
        let third = try world.invite()
        #expect(try third.take(try b.message(a.origin, 1...2)).changes == 2)
        #expect(try third.take(try world.county.message(a.origin, 1...3)).changes == 1)
        #expect(try third.check().isSound)
    }

    @Test func `a relay that holds a part below a later signature cuts that part again`() throws {
        for number in 0..<40 { try a.register("\(number)") }
        try world.exchange(a)
        #expect(try b.take(try world.county.message(a.origin, 1...29)).changes == 29)
        let third = try world.invite()
        var held: UInt64 = 0
        while held < 29 {
            let piece = try b.message(a.origin, held + 1...29, room: 700)
            let run = try #require(piece.runs.first)
            #expect(run.last < 29 ? piece.hasMore && run.rows.count < 9 : !piece.hasMore)
            #expect(run.checkpoint.checkpoint.size == 43)
            #expect(try third.take(piece).turnedAway == [])
            held = run.last
            #expect(try third.vector()[a.origin] == held)
        }
        #expect(try third.take(try world.county.message(a.origin, 30...43)).changes == 14)
        #expect(try third.check().isSound)
    }

    @Test func `in a message own logs come first, and the shorter before the longer`() throws {
        for number in 0..<9 { try b.register("\(number)") }
        let third = try world.invite()
        try third.register("丁")
        try world.settle()
        let spans = [(a.origin, 2), (b.origin, 12), (third.origin, 1)].map {
            Outline.Span(scope: world.scope, origin: $0.0, first: 1, last: $0.1)
        }
        #expect(
            try b.message(spans).runs.map(\.origin) == [b.origin, third.origin, a.origin])
    }

    /// An end of the group that fails, whoever brought it about: here the last word of one peer's
    /// change makes the commit itself fail.
    @Test func `when the outer commit fails, each is tried alone and only the bad one is refused`()
        throws
    {
        let county = world.county
        let poison = try #require(try a.change(Dot(origin: a.origin, sequence: 2))).leaf
        try county.tamper(
            """
            CREATE TABLE doomed(scope REFERENCES scope DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER doom AFTER INSERT ON change WHEN NEW.leaf = x'\(Hex.encode(poison.bytes))'
                BEGIN INSERT INTO doomed VALUES(99); END;
            """)
        let third = try world.invite()
        try third.register("丁")
        let results = county.store.apply([
            county.intake(try b.message(b.origin, 1...3)),
            county.intake(try a.message(a.origin, 1...3)),
            county.intake(try third.message(third.origin, 1...1)),
        ])
        #expect(try results[0].get().changes == 3)
        #expect(throws: StoreError.self) { try results[1].get() }
        #expect(try results[2].get().changes == 1)
        #expect(try county.vector()[a.origin] == 0)
        #expect(try county.vector()[b.origin] == 3)
        #expect(try county.volunteerNames() == ["丁", "丙", "乙", "甲"])
        try county.tamper("DROP TRIGGER doom")
        try world.settle()
        #expect(try county.vector()[a.origin] == 3)
        #expect(try county.check().isSound)
    }

    @Test func `on a full disk nothing is acknowledged, and nothing half done`() throws {
        let county = world.county
        for index in 0..<200 { try a.register("人\(index)", area: "很长很长的一个村名") }
        let before = try county.vector()
        let pages = try county.store.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        }
        try county.tamper("PRAGMA max_page_count = \(pages)")
        let message = try a.message(a.origin, 1...203)
        #expect(throws: StoreError.full) { try county.take(message) }
        #expect(try county.vector() == before)
        try county.tamper("PRAGMA max_page_count = 1000000")
        #expect(try county.take(message).changes == 203)
        #expect(try county.check().isSound)
    }

    @Test(arguments: UInt64(1)...6)
    func `S13 S14 over a line that loses a third of everything, all arrives once`(seed: UInt64)
        throws
    {
        let world = try World(seed: seed, stations: 3, lossPercent: 33)
        for round in 0..<4 {
            for station in world.stations {
                for _ in 0..<3 { try station.record(60, of: try station.register("\(round)")) }
                try world.exchange(station, room: 600)
            }
        }
        world.line.lossPercent = 0
        for _ in 0..<3 { for station in world.stations { try world.exchange(station, room: 600) } }
        for station in world.stations {
            #expect(try station.vector() == world.county.vector())
            #expect(try station.digest() == world.county.digest())
            #expect(try station.total().all == HoursSum(seconds: 36 * 60, records: 36))
            #expect(try station.delivery().pending == 0)
        }
    }
}

extension Replica {
    fileprivate func volunteerNames() throws -> [String] {
        try store.view { try $0.volunteers(limit: 1_000).compactMap(\.name).sorted() }
    }
}

extension Run {
    fileprivate func changed(
        scope: Scope? = nil, origin: Origin? = nil, first: UInt64? = nil, rows: [Row]? = nil,
        checkpoint: SignedCheckpoint? = nil
    ) -> Run {
        Run(
            scope: scope ?? self.scope, origin: origin ?? self.origin, first: first ?? self.first,
            rows: rows ?? self.rows, checkpoint: checkpoint ?? self.checkpoint, proof: proof)
    }

    fileprivate func changed(
        row index: Int, _ header: (Header, OpenPart) -> Header
    ) throws -> Run {
        var rows = rows
        let change = try CanonicalChange(bytes: rows[index].canonical)
        rows[index] = Row(
            canonical: CanonicalChange(
                header: header(change.header, change.open), open: change.open
            ).bytes, personal: rows[index].personal)
        return changed(rows: rows)
    }
}
