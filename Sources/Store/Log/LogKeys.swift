import Foundation
import GRDB
public import SyncCore

/// The public keys that stand beside logs. The origin of a log is the hash of its key: that one of both was altered
/// shows by itself. Which one, the log's changes tell; and whether another key is the right one, too.
struct LogKeys {
    let log: LogTable
    private var db: Database { log.db }

    /// Logs whose key is not that of their origin.
    func altered() throws -> [LogRow] {
        try log.scopes().flatMap { try log.logs(in: $0.id) }.filter(Self.isAltered)
    }

    static func isAltered(_ row: LogRow) -> Bool { Origin(publicKey: row.key) != row.origin }

    /// Puts right what can be told.
    /// - Returns: the logs whose key nobody here knows.
    func mend(_ rows: [LogRow]) throws -> [LogRow] {
        try rows.filter { row in
            if try mendName(of: row) { return false }
            guard let key = try key(of: row) else { return true }
            try db.execute(
                sql: "UPDATE log SET key = ? WHERE log = ?", arguments: [Data(key), row.id])
            return false
        }
    }

    /// Gives a log that stands here under another name its own again.
    /// - Returns: whether there was such a log.
    func mendName(of origin: Origin, in scope: ScopeRow) throws -> Bool {
        guard
            let row = try log.logs(in: scope.id).first(where: {
                $0.origin != origin && Origin(publicKey: $0.key) == origin
            })
        else { return false }
        return try mendName(of: row)
    }

    /// Puts the name right, where the log's first change was written under that of its key, and no other log is
    /// here that has it.
    private func mendName(of row: LogRow) throws -> Bool {
        let origin = Origin(publicKey: row.key)
        guard origin != row.origin, try author(of: row) == origin,
            try log.log(origin, in: row.scope) == nil
        else { return false }
        try db.execute(
            sql: "UPDATE log SET origin = ? WHERE log = ?",
            arguments: [origin.databaseBytes, row.id])
        return true
    }

    private func author(of row: LogRow) throws -> Origin? {
        var author: Origin?
        try log.forEachChange(of: row.id, 1...1) { change in
            author = change.bytes.flatMap { Header(leading: [UInt8]($0))?.origin }
        }
        return author
    }

    /// Puts the keys of this node's own logs right: with another one no receipt of theirs is believed.
    /// - Returns: whether any was altered.
    func mendOwn() throws -> Bool {
        let rows = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT log.log FROM log JOIN own_origin USING(origin)
                    WHERE log.key IS NOT own_origin.key
                    """)
        ).map(log.log).filter(Self.isAltered)
        return try !rows.isEmpty && mend(rows).count < rows.count
    }

    /// From whatever else has it here; else what stands there, with one place put right.
    private func key(of row: LogRow) throws -> [UInt8]? {
        func isRight(_ key: [UInt8]) -> Bool { Origin(publicKey: key) == row.origin }
        let kept = try DatabaseValue.fetchAll(
            db,
            sql: """
                SELECT key FROM own_origin WHERE origin = ?1 UNION SELECT key FROM peer WHERE origin = ?1
                UNION SELECT key FROM log WHERE origin = ?1
                """, arguments: [row.origin.databaseBytes]
        ).compactMap { Data.fromDatabaseValue($0).map { [UInt8]($0) } }
        return try kept.first(where: isRight) ?? said(of: row).first(where: isRight)
            ?? OneOff.first(near: row.key, within: 16 << 10, where: isRight)
    }

    /// Keys that were named in the log's scope.
    private func said(of row: LogRow) throws -> [[UInt8]] {
        guard let scope = try log.scopes().first(where: { $0.id == row.scope }) else { return [] }
        return try StandingTable(log: log, scope: scope).changes().flatMap { change in
            switch change.content {
            case .authority(.admit(_, let key)): [key]
            case .lineage(.succeed(let succession, _)):
                [succession.publicKey, succession.predecessorKey]
            case .authority, .lineage, .people: [[UInt8]]()
            }
        }
    }
}

extension Store {
    /// Puts right the public keys of logs that were altered.
    /// - Returns: the origins of logs whose key nobody here knows.
    /// - Throws: `StoreError`; the store is as it was.
    public func mendKeys() throws -> [Origin] {
        guard try !read({ try LogKeys(log: LogTable(db: $0)).altered() }).isEmpty else { return [] }
        return try write { db in
            let keys = LogKeys(log: writer.log(db))
            let left = try keys.mend(keys.altered())
            writer.forget()
            return left.map(\.origin)
        }
    }
}
