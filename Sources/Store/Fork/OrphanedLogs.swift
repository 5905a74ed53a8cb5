import GRDB
import SyncCore

/// Logs of a node whose private key it has lost. Their author can sign nothing any more, so nothing beyond
/// his last checkpoint can be handed on from there: it is set aside and written again as copies in the
/// present origin's log (docs/PROTOCOL.md, Lost keys). A node below does so; an aggregator's own words
/// are held by those below it.
struct OrphanedLogs {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let time: Int64

    private var db: Database { log.db }

    func run() throws {
        for origin in try Self.origins(of: store, in: db) {
            guard let row = try log.log(origin, in: scope.id) else { continue }
            try handOn(row)
        }
    }

    /// Own origins whose key is not here.
    static func origins(of store: Store, in db: Database) throws -> [Origin] {
        guard try PeerTable(db: db).upstream() != nil else { return [] }
        return try OwnOrigins(db: db).all().filter { try store.identity.signer(of: $0) == nil }
    }

    private func handOn(_ row: LogRow) throws {
        let length = try log.length(row.id)
        let checkpoints = CheckpointTable(db: db)
        // The author's word that came with a run, and the furthest that a receipt cosigns.
        let kept = try checkpoints.latest(of: row.id)
        let receipted = try ReceiptTable(log: log).receipts(of: row.id).map(\.receipt.signed)
            .filter { $0.checkpoint.size <= length }
            .max { $0.checkpoint.size < $1.checkpoint.size }
        let point = max(kept?.joined ?? 0, receipted?.checkpoint.size ?? 0)
        if length > point { try writeAgain(row, beyond: point) }
        // Without it nobody could be shown what is left of the log.
        if let kept, kept.joined == point {
            try checkpoints.keep(kept, in: row.id)
        } else if let receipted {
            try checkpoints.keep(receipted, in: row.id)
        }
    }

    private func writeAgain(_ row: LogRow, beyond point: UInt64) throws {
        let tail = try EvidenceTable(log: log).setAside(row, beyond: point, vault: store.vault)
        store.writer.forget()
        try store.writer.projector(of: scope.scope, in: db)?.rederive()
        let lost = try tail.filter { try !$0.isLineage && !log.holds($0, in: scope.id) }
        try OwnCopies(store: store, log: log, scope: scope, time: time)
            .write(lost, of: row.origin, beyond: point, isFork: false)
        try IncidentTable(db: db).note(
            .setAside, at: time, scope: scope.id, origin: row.origin, point: point,
            count: lost.count)
    }
}
