import Foundation
import GRDB
import SyncCore

/// The latest checkpoint of each author, with which their log can be handed on (I5).
struct CheckpointTable {
    let db: Database

    struct Kept {
        let checkpoint: SignedCheckpoint
        /// How much of the log is proved to be a prefix of it.
        let joined: UInt64
        /// Consistency proof from `joined` to the checkpoint; empty where they meet.
        let proof: [Hash]
    }

    /// Keeps the signature of a run that has just been appended.
    func keep(_ run: Run, in log: Int64) throws {
        try keep(run.checkpoint, joined: run.last, proof: run.proof, in: log)
    }

    private func keep(
        _ checkpoint: SignedCheckpoint, joined: UInt64, proof: [Hash], in log: Int64
    ) throws {
        try Prepared(
            db,
            """
            INSERT OR REPLACE INTO checkpoint(log, size, note, joined, proof)
            VALUES(?, ?, ?, ?, ?)
            """
        ).run {
            $0.int(1, log)
            $0.int(2, Int64(clamping: checkpoint.checkpoint.size))
            $0.text(3, checkpoint.note)
            $0.int(4, Int64(clamping: joined))
            $0.bytes(5, proof.flatMap(\.bytes))
        }
    }

    func keep(_ kept: Kept, in log: Int64) throws {
        try keep(kept.checkpoint, joined: kept.joined, proof: kept.proof, in: log)
    }

    /// Keeps a signature over all that is held of a log.
    func keep(_ checkpoint: SignedCheckpoint, in log: Int64) throws {
        try keep(checkpoint, joined: checkpoint.checkpoint.size, proof: [], in: log)
    }

    func latest(of log: Int64) throws -> Kept? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT note, joined, proof FROM checkpoint WHERE log = ?"),
            arguments: [log])
        guard let row else { return nil }
        let bytes = try row.blob("proof")
        let proof = stride(from: 0, to: bytes.count, by: 32).compactMap {
            Hash(bytes: bytes[$0..<min($0 + 32, bytes.count)])
        }
        guard let checkpoint = try? SignedCheckpoint(note: row.cell("note")),
            let joined = try UInt64(exactly: row.cell("joined") as Int64)
        else { throw StoreError.damaged("checkpoint") }
        return Kept(checkpoint: checkpoint, joined: joined, proof: proof)
    }
}
