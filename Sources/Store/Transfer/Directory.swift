import GRDB
import SyncCore

/// The stations that are known, here and elsewhere: what aggregators have said of their scopes.
struct Directory {
    let log: LogTable

    /// By code. Of two lines about one scope that which is so from later on counts, else the later one of the
    /// list. In the order of the logs' own names: not of their arrival. All are by the scope's opener, whoever
    /// has passed them on.
    func entries() throws -> [Announcement] {
        var known: [Scope: Announcement] = [:]
        let rows = try log.scopes().filter { $0.kind == .shared || $0.kind == .desk }
        for row in rows.sorted(by: { $0.scope < $1.scope }) {
            let standing = try StandingTable(log: log, scope: row).standing()
            for (entry, author) in try TransferTable(log: log, scope: row)
                .announcements([.listed, .raised], by: standing)
            {
                if let last = known[entry.scope], last.from > entry.from { continue }
                guard try isCredible(entry, by: author, in: row) else { continue }
                known[entry.scope] = entry
            }
        }
        return known.values.sorted { ($0.code, $0.scope) < ($1.code, $1.scope) }
    }

    /// Whether a line may be believed beside what is held of its scope: that was opened by the same key,
    /// and is spoken for by this node where it opened it, in a desk by the neighbour that it is held from.
    func isCredible(
        _ line: Announcement, by author: Origin, in row: ScopeRow
    ) throws -> Bool {
        guard let held = try log.scope(line.scope) else { return true }
        guard held.authority == Origin(publicKey: line.founderKey) else { return false }
        let own = OwnOrigins(db: log.db)
        if try own.contains(author) { return true }
        if try own.contains(held.authority) { return false }
        return try row.kind != .desk || PeerTable(db: log.db).isShared(held.id, with: row.id)
    }

    func entry(of scope: Scope) throws -> Announcement? {
        try entries().first { $0.scope == scope }
    }
}
