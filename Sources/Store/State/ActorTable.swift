import GRDB
import SyncCore

/// How much of the authority's logs the users had seen who wrote something that is held: a word about a
/// role that arrives later, and that one of them had seen already, judges what is here.
final class ActorTable {
    private let db: Database
    private let scope: Int64
    /// What was noted so far, or will be read.
    @exclusivity(unchecked) private var known: [Origin: UInt64] = [:]

    init(db: Database, scope: Int64) {
        self.db = db
        self.scope = scope
    }

    /// To be called where the table was emptied.
    func forget() { known = [:] }

    func note(_ change: Change, seenBy authorities: Set<Origin>) throws {
        var write = change.canonical
        while write.header.kind == SystemKind.copy, let inner = write.carried { write = inner }
        guard write.header.actor != nil else { return }
        for entry in write.header.context.entries where authorities.contains(entry.origin) {
            guard entry.length > known[entry.origin] ?? 0 else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO actor_reach(scope, origin, length) VALUES(?, ?, ?)
                    ON CONFLICT(scope, origin) DO UPDATE SET length = max(length, excluded.length)
                    """
            ).execute(
                arguments: [scope, entry.origin.databaseBytes, Int64(clamping: entry.length)])
            known[entry.origin] = entry.length
        }
    }

    /// Whether somebody's context that is held covers one of the dots.
    func haveSeen(_ dots: [Dot]) throws -> Bool {
        try dots.contains { dot in
            let length = try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT length FROM actor_reach WHERE scope = ? AND origin = ?"),
                arguments: [scope, dot.origin.databaseBytes])
            return UInt64(clamping: length ?? 0) >= dot.sequence
        }
    }
}
