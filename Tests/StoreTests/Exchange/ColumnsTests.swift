import Compression
import SyncCore
import Testing

@testable import Store

/// Runs in columns through the store: what they lean on, and what happens where that is not held.
@Suite struct ColumnsTests {
    let world: World
    var a: Replica { world.stations[0] }
    var county: Replica { world.county }

    init() throws {
        world = try World()
        for number in 1...40 {
            try world.stations[0].register(
                "甲\(number)", area: "酒泉路街道第\(number % 7)社区\(number * number)号院")
        }
    }

    private func message(
        _ sequences: ClosedRange<UInt64>, known: UInt64 = 0, room: Int = 1 << 20
    ) throws -> Message {
        try a.message(
            [
                Outline.Span(
                    scope: world.scope, origin: a.origin, first: sequences.lowerBound,
                    last: sequences.upperBound, known: VersionVector([(a.origin, known)]))
            ], room: room)
    }

    @Test("A run goes in columns, and is taken")
    func taken() throws {
        let message = try message(1...6)
        #expect(message.runs.map(\.isPacked) == [true])
        let literal = try a.message(a.origin, 1...6)
        #expect(message.bytes.count < literal.bytes.count)
        let report = try county.take(try Message(bytes: message.bytes))
        #expect(report.turnedAway.isEmpty)
        #expect(report.changes == 6)
        #expect(try county.vector()[a.origin] == 6)
    }

    @Test("Whoever holds the log needs less of it")
    func prefixed() throws {
        try county.take(try message(1...30))
        let alone = try message(31...40)
        let leaning = try message(31...40, known: 30)
        #expect(leaning.bytes.count < alone.bytes.count)
        #expect(try county.take(leaning).changes == 10)
        #expect(try county.vector()[a.origin] == 40)
    }

    @Test(
        "Columns that lean on what is held otherwise are asked for row by row, and nothing is taken"
    )
    func leaningOnAnother() throws {
        try county.take(try message(1...4))
        var spoilt = try message(5...6, known: 4)
        let batch = try #require(spoilt.runs.first?.batch)
        // Packed after other changes than the receiver has.
        let rows = try a.message(a.origin, 5...6).runs[0].rows
        let others = Batch.Prefix(of: try a.message(a.origin, 1...3).runs[0].rows.map(\.canonical))
        let other = Batch(
            rows, scope: batch.scope, origin: batch.origin, first: 5, after: others,
            packer: ZstdFrames())
        spoilt.runs = [
            Run(other, checkpoint: spoilt.runs[0].checkpoint, proof: spoilt.runs[0].proof)
        ]
        let report = try county.take(spoilt)
        #expect(report.turnedAway.map(\.error) == [.unreadable])
        #expect(try county.vector()[a.origin] == 4)
        #expect(try county.take(try a.message(a.origin, 5...6)).changes == 2)
    }

    @Test("A gap is a gap, in columns too")
    func gap() throws {
        let report = try county.take(try message(3...6, known: 2))
        #expect(report.turnedAway.map(\.error) == [.gap(expected: 1)])
    }

    @Test("A damaged batch is unreadable; only a literal run is an alarm", arguments: 0..<40)
    func damaged(seed: Int) throws {
        let message = try message(1...6)
        var bytes = try #require(message.runs.first?.batch).bytes
        // Behind the heads of batch and frame, which say of themselves what is wrong with them.
        let head = 60
        let place = head + seed * 7 % (bytes.count / 2 - head)
        bytes[place] ^= 1 << UInt8(seed % 8)
        let batch = try Batch(bytes: bytes)
        var spoilt = message
        spoilt.runs = [
            Run(batch, checkpoint: message.runs[0].checkpoint, proof: message.runs[0].proof)
        ]
        let report = try county.take(spoilt)
        #expect(report.turnedAway.map(\.error) == [.unreadable])
        #expect(report.changes == 0)
        #expect(try county.vector()[a.origin] == 0)
    }

    @Test("Nothing is unpacked of a run that its author has not signed")
    func unsigned() throws {
        let message = try message(1...6)
        let batch = try #require(message.runs.first?.batch)
        var bytes = batch.bytes
        bytes[bytes.count / 2] ^= 1
        let checkpoint = try SignedCheckpoint(
            signing: message.runs[0].checkpoint.checkpoint, with: world.stations[1].signer)
        var spoilt = message
        spoilt.runs = [Run(try Batch(bytes: bytes), checkpoint: checkpoint, proof: [])]
        #expect(try county.take(spoilt).turnedAway.map(\.error) == [.badCheckpoint])
    }

    @Test("A prefix that nobody packs after is not read")
    func longPrefix() throws {
        var dice = Dice(3)
        for number in 41...46 {
            let scalars = (0..<5_000).compactMap { _ in
                UnicodeScalar(UInt32.random(in: 0x4E00..<0x5E00, using: &dice))
            }
            try a.register("乙\(number)", area: String(String.UnicodeScalarView(scalars)))
        }
        try county.take(try message(1...45))
        let literal = try a.message(a.origin, 46...46).runs[0]
        let other = Batch(
            literal.rows, scope: literal.scope, origin: literal.origin, first: 46,
            after: Batch.Prefix(of: try a.message(a.origin, 41...45).runs[0].rows.map(\.canonical)),
            packer: ZstdFrames())
        var bytes = other.bytes
        // Of 45 changes, with five texts of 15,000 bytes among them: beyond 64 KiB.
        #expect(Int(bytes[37]) == other.prefixCount && (1..<45).contains(other.prefixCount))
        bytes[37] = 45
        var message = try a.message(a.origin, 46...46)
        message.runs = [
            Run(try Batch(bytes: bytes), checkpoint: literal.checkpoint, proof: literal.proof)
        ]
        #expect(try county.take(message).turnedAway.map(\.error) == [.unreadable])
    }

    @Test("What a message brings first, the next run of it leans on")
    func leaningWithin() throws {
        let text = String(repeating: "长", count: 5_000)
        let people = try (1...230).map { try a.register("丙\($0)", area: text) }
        let before = try a.vector()[a.origin]
        for person in people.prefix(40) { try a.record(60, of: person) }
        let length = try a.vector()[a.origin]
        let message = try message(1...length)
        let batch = try #require(message.runs.last?.batch)
        #expect(message.runs.count > 1 && batch.first <= before && batch.last == length)
        let rows = try (batch.first...length).flatMap {
            try a.message(a.origin, $0...$0).runs[0].rows
        }
        let alone = Batch(
            rows, scope: batch.scope, origin: batch.origin, first: batch.first,
            packer: ZstdFrames())
        #expect(batch.wireBytes + 16 * 30 < alone.wireBytes)
        let report = try county.take(try Message(bytes: message.bytes))
        #expect(report.turnedAway.isEmpty)
        #expect(try county.vector()[a.origin] == length)
    }

    @Test("What does not fit is cut, and the rest follows")
    func room() throws {
        let small = try message(1...40, room: 500)
        let run = try #require(small.runs.first)
        #expect(small.runs.count == 1)
        #expect((1..<40).contains(run.count))
        #expect(small.hasMore)
        #expect(run.wireBytes <= 500 + 104)
        #expect(try county.take(small).changes == run.count)
        let rest = try message(UInt64(run.count) + 1...40, known: run.last)
        #expect(try county.take(rest).changes == 40 - run.count)
    }
}

extension Run {
    fileprivate var batch: Batch? {
        guard case .batch(let batch) = content else { return nil }
        return batch
    }
}
