import GRDB
import SyncCore

/// What a county writes in scopes that have ended, without being asked: what a station still brings is
/// named by another word, and whoever it has registered since is carried on. A function of what is held,
/// so nothing is forgotten by a crash.
struct BoundaryDuties {
    let store: Store
    let log: LogTable
    let time: Int64
    private var db: Database { log.db }

    /// - Parameter touched: scopes to which something came.
    /// - Returns: scopes that were written to.
    func run(in touched: Set<Scope>) throws -> Set<Scope> {
        let hasEnded = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM dissolved)"))
        guard hasEnded == true else { return [] }
        var written: Set<Scope> = []
        for scope in touched.sorted() {
            guard let row = try log.scope(scope), row.kind == .station,
                try BoundaryTable.isDissolved(row, in: db)
            else { continue }
            let standing = try store.standing(of: row, in: db)
            guard standing.authorities.contains(try store.identity.refresh(db).origin) else {
                continue
            }
            if try closeAgain(row, standing) { written.insert(scope) }
            let continuation = Continuation(store: store, log: log, scope: row, time: time)
            written.formUnion(try continuation.run().carriedOn.keys)
        }
        return written
    }

    private func closeAgain(_ row: ScopeRow, _ standing: Standing) throws -> Bool {
        let boundaries = try BoundaryTable(log: log, scope: row).boundaries(by: standing)
        let held = try log.vector(of: row.id)
        let grown = boundaries.unnamed(in: held, besides: standing.authorities)
        guard let first = boundaries.dissolution, !grown.isEmpty else { return false }
        let word = BoundaryChange.Dissolution(
            at: boundaries.timeToCloseAgain(at: time),
            successors: Array(boundaries.successors.prefix(BoundaryChange.successorLimit)),
            ends: try log.ends(of: grown.prefix(BoundaryChange.endLimit), in: row),
            reason: first.reason)
        try store.commit(to: row.scope, at: time, in: db) { try $0.write(.dissolve(word)) }
        return true
    }
}

extension LogTable {
    /// How far logs go here.
    func ends(of origins: some Sequence<Origin>, in scope: ScopeRow) throws -> [LogEnd] {
        try origins.compactMap { origin in
            guard let row = try log(origin, in: scope.id) else { return nil }
            let length = try length(row.id)
            return LogEnd(
                origin: origin, length: length,
                root: try LogTree(statements, log: row.id).root(size: length))
        }
    }
}

extension CommitDoor {
    /// Writes what is said of a station's end or beginning; it says something only where this node is the
    /// scope's authority.
    func write(_ change: BoundaryChange) throws {
        try append(
            kind: SystemKind.boundary, entity: nil, open: change.open, content: .none,
            context: context)
    }
}
