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

    /// Those of the scope that hold something.
    func origins() throws -> [Origin] {
        guard try PeerTable(db: db).upstream() != nil else { return [] }
        return try OwnOrigins(db: db).all().filter { try store.identity.signer(of: $0) == nil }
    }

    func run() throws {
        for origin in try origins() {
            guard let row = try log.log(origin, in: scope.id) else { continue }
            try handOn(row)
        }
    }

    private func handOn(_ row: LogRow) throws {
        let signed = try lastSigned(row)
        let point = signed?.checkpoint.size ?? 0
        guard try log.length(row.id) > point else { return }
        let tail = try EvidenceTable(log: log).setAside(row, beyond: point, vault: store.vault)
        if let signed { try CheckpointTable(db: db).keep(signed, in: row.id) }
        store.writer.forget()
        try store.writer.projector(of: scope.scope, in: db)?.rederive()
        try OwnCopies(store: store, log: log, scope: scope, time: time)
            .write(tail, of: row.origin, beyond: point, isFork: false)
        try IncidentTable(db: db).note(
            .setAside, at: time, scope: scope.id, origin: row.origin, point: point,
            count: tail.count)
    }

    /// The author's checkpoint that reaches furthest: as a peer has sent it, or as a receipt cosigns it.
    private func lastSigned(_ row: LogRow) throws -> SignedCheckpoint? {
        let length = try log.length(row.id)
        var found = try ReceiptTable(log: log).receipts(of: row.id).map(\.receipt.signed)
        if let kept = try CheckpointTable(db: db).latest(of: row.id) {
            found.append(kept.checkpoint)
        }
        return found.filter { $0.checkpoint.size <= length }
            .max { $0.checkpoint.size < $1.checkpoint.size }
    }
}
