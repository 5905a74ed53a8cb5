import Foundation
import GRDB
import SyncCore

/// One scope as this store numbers it.
struct ScopeRow: Hashable, Sendable {
    let id: Int64
    let scope: Scope
    /// The origin that created the scope and governs it.
    let authority: Origin
}

/// One log as this store numbers it.
struct LogRow: Hashable, Sendable {
    let id: Int64
    let scope: Int64
    let origin: Origin
    let key: [UInt8]
}

/// Reading and appending of logs. Lengths are derived, never stored: two processes share the file.
struct LogTable {
    let db: Database

    func scope(_ scope: Scope) throws -> ScopeRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT scope, id, authority FROM scope WHERE id = ?"),
            arguments: [Data(scope.bytes)]
        ).map(scopeRow)
    }

    func scopes() throws -> [ScopeRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT scope, id, authority FROM scope ORDER BY id")
        ).map(scopeRow)
    }

    private func scopeRow(_ row: Row) throws -> ScopeRow {
        guard let scope = Scope(bytes: row[1] as Data), let origin = Origin(bytes: row[2] as Data)
        else { throw StoreError.damaged("scope") }
        return ScopeRow(id: row[0], scope: scope, authority: origin)
    }

    func log(_ origin: Origin, in scope: Int64) throws -> LogRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT log, scope, origin, key FROM log WHERE scope = ? AND origin = ?"),
            arguments: [scope, Data(origin.bytes)]
        ).map(logRow)
    }

    func log(_ id: Int64) throws -> LogRow {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT log, scope, origin, key FROM log WHERE log = ?"),
            arguments: [id])
        guard let row else { throw StoreError.damaged("log") }
        return try logRow(row)
    }

    /// Sorted by origin.
    func logs(in scope: Int64) throws -> [LogRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT log, scope, origin, key FROM log WHERE scope = ? ORDER BY origin"),
            arguments: [scope]
        ).map(logRow)
    }

    private func logRow(_ row: Row) throws -> LogRow {
        guard let origin = Origin(bytes: row[2] as Data) else { throw StoreError.damaged("log") }
        return LogRow(id: row[0], scope: row[1], origin: origin, key: [UInt8](row[3] as Data))
    }

    /// Opens an empty log for the origin of `key`.
    func create(key: [UInt8], in scope: Int64) throws -> LogRow {
        let origin = Origin(publicKey: key)
        try db.execute(
            sql: "INSERT INTO log(scope, origin, key) VALUES(?, ?, ?)",
            arguments: [scope, Data(origin.bytes), Data(key)])
        return LogRow(id: db.lastInsertedRowID, scope: scope, origin: origin, key: key)
    }

    func length(_ log: Int64) throws -> UInt64 {
        let last = try LocalDot.fetchOne(
            db.cachedStatement(
                sql: "SELECT dot FROM change WHERE dot >= ? AND dot < ? ORDER BY dot DESC LIMIT 1"),
            arguments: [LocalDot(log: log, sequence: 0), LocalDot(log: log + 1, sequence: 0)])
        return last?.sequence ?? 0
    }

    func vector(of scope: Int64) throws -> VersionVector {
        VersionVector(try logs(in: scope).map { ($0.origin, try length($0.id)) })
    }

    /// Appends one change whose sequence follows the last, and the hash of a subtree it completes.
    func append(_ change: Change, to log: Int64) throws -> LocalDot {
        let dot = LocalDot(log: log, sequence: change.header.sequence)
        try db.cachedStatement(sql: "INSERT INTO change(dot, leaf, bytes) VALUES(?, ?, ?)")
            .execute(arguments: [dot, Data(change.leaf.bytes), Data(change.canonical.bytes)])
        if dot.sequence.isMultiple(of: LogTree.blockSize) {
            try LogTree(db: db, log: log).sealBlock(endingAt: dot.sequence)
        }
        return dot
    }

    func canonical(at dot: LocalDot) throws -> CanonicalChange? {
        let bytes = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM change WHERE dot = ?"), arguments: [dot])
        guard let bytes else { return nil }
        guard let canonical = try? CanonicalChange(bytes: [UInt8](bytes)) else {
            throw StoreError.damaged("change \(dot.value)")
        }
        return canonical
    }

    func leaf(at dot: LocalDot) throws -> Hash? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT leaf FROM change WHERE dot = ?"), arguments: [dot]
        ).flatMap { Hash(bytes: $0) }
    }
}
