import Compression
import SyncCore

extension FuzzTarget {
    /// A run in columns, and the rows that it unpacks to.
    static let batch = FuzzTarget("batch", seeds: Seeds.batches) { bytes throws(Violation) in
        let result = try outcome { () throws(BatchError) in try Batch(bytes: bytes) }
        guard case .success(let batch) = result else { return false }
        try claim(batch.bytes == bytes, "a batch has one spelling of what it says")
        let unpacked = try outcome { () throws(BatchError) in
            try batch.rows(packer: ZstdFrames(), resolve: Seeds.record)
        }
        guard case .success(let rows) = unpacked else { return false }
        try claim(rows.count == batch.count, "as many changes as it says")
        try claim(
            rows.reduce(0) { $0 + $1.canonical.count } == batch.byteCount, "as long as it says")
        let again = Batch(
            rows, scope: batch.scope, origin: batch.origin, first: batch.first,
            packer: ZstdFrames())
        let back = try claim("what was unpacked can be packed, and sent") {
            try Batch(bytes: again.bytes).rows(packer: ZstdFrames())
        }
        try claim(back == Array(rows.prefix(again.count)), "and says the same")
        return true
    }
}

extension Seeds {
    /// Pieces of logs, packed or not, with and without records that the reader holds.
    static func batches() throws -> [[UInt8]] {
        (UInt64(0)..<24).map { seed in
            let log = SampleLog(seed: seed, count: 1 + Int(seed) * 2)
            let locate: (Entity) -> Dot? = {
                let dot = Dot(origin: log.origin, sequence: log.first - 1)
                return log.first > 1 && record(dot) == $0 ? dot : nil
            }
            let batch =
                seed % 2 == 0
                ? Batch(
                    log.rows, scope: log.scope, origin: log.origin, first: log.first,
                    packer: StoredFrames(), locate: locate)
                : Batch(
                    log.rows, scope: log.scope, origin: log.origin, first: log.first,
                    packer: ZstdFrames(), locate: locate)
            return batch.bytes
        }
    }

    /// A record that every dot is said to have made whose sequence is even.
    static func record(_ dot: Dot) -> Entity? {
        dot.sequence % 2 == 0 ? Entity(raw: dot.origin.raw) : nil
    }
}
