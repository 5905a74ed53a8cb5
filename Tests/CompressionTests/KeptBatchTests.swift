import Compression
import Foundation
import SyncCore
import Testing

/// Batches that were packed once and lie in `KeptBatches`: each has to give the same changes for ever, whatever a later
/// program packs. The first line of a file is the SHA-256 of what has to come out, the rest is the batch in hexadecimal.
@Suite struct KeptBatchTests {
    /// What a file shows that the others do not.
    enum Kept: String, CaseIterable, CustomTestStringConvertible {
        /// Columns packed by zstd, personal parts among them.
        case packed
        /// The changes after those, leaning on them.
        case leaning
        /// The first ones again for somebody above the county.
        case withheld

        var testDescription: String { rawValue }

        func read() throws -> (digest: Hash, batch: [UInt8]) {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let file = folder.appendingPathComponent("KeptBatches/\(rawValue).hex")
            var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let digest = try #require(Hash(hex: String(lines.removeFirst())))
            return (digest, try #require(Hex.decode(lines.joined())))
        }
    }

    private func rows(_ kept: Kept) throws -> [Run.Row] {
        let batch = try Batch(bytes: kept.read().batch)
        guard batch.prefixCount > 0 else { return try batch.rows(packer: ZstdFrames()) }
        let before = try rows(.packed)
        return try batch.rows(
            after: before.suffix(batch.prefixCount).flatMap(\.canonical), packer: ZstdFrames(),
            resolve: { try? Self.record(made: $0, by: before) })
    }

    /// The record that a change made.
    private static func record(made dot: Dot, by rows: [Run.Row]) throws -> Entity? {
        try rows.map {
            Change(try CanonicalChange(bytes: $0.canonical), personal: $0.personal)
        }.first { $0.dot == dot && $0.createsEntity }?.entity
    }

    private static func digest(_ rows: [Run.Row]) -> Hash {
        Hash.sha256(rows.flatMap { $0.canonical + $0.personal.commitment.bytes })
    }

    @Test(arguments: Kept.allCases)
    func `I4 a batch of long ago gives what was packed`(kept: Kept) throws {
        let (digest, bytes) = try kept.read()
        let rows = try rows(kept)
        #expect(Self.digest(rows) == digest)
        for row in rows {
            #expect(try CanonicalChange(bytes: row.canonical).bytes == row.canonical)
        }
        #expect(try Batch(bytes: bytes).bytes == bytes)
    }

    @Test func `the kept batches are what they are kept for`() throws {
        let batches = try Kept.allCases.map { try Batch(bytes: $0.read().batch) }
        #expect(batches.map(\.prefixCount).map { $0 > 0 } == [false, true, false])
        let rows = try Kept.allCases.map(rows)
        #expect(rows[0].contains { if case .held = $0.personal { true } else { false } })
        #expect(rows[2].contains { if case .withheld = $0.personal { true } else { false } })
        #expect(rows[2].map(\.canonical) == rows[0].map(\.canonical))
        // Packed indeed: a third of what the changes take.
        for (batch, rows) in zip(batches, rows) {
            #expect(batch.wireBytes < rows.reduce(0) { $0 + $1.canonical.count } / 3)
        }
    }

    @Test func `what a batch leans on is not guessed`() throws {
        let batch = try Batch(bytes: Kept.leaning.read().batch)
        #expect(throws: BatchError.self) {
            try batch.rows(packer: ZstdFrames())
        }
    }
}
