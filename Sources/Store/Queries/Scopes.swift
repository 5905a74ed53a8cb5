import Foundation
import GRDB
public import SyncCore

/// A scope as this node knows it: its id for ever, its code and name as they are today.
public struct ScopeCard: Sendable, Hashable {
    public let scope: Scope
    public let authority: Origin
    public let code: String?
    public let name: String?
    /// Changes held over all its logs.
    public let changes: Int
    /// Origins other than the authority that were admitted or have written here.
    public let stations: [Origin]
    /// Milliseconds, when a node of this scope last spoke with us; nil before the first time.
    public let lastContact: Int64?
}

extension Store {
    /// Opens a scope here: a county for a new station, or a station by its join file.
    public func addScope(
        _ scope: Scope, authorityKey: [UInt8], code: String?, name: String?,
        kind: ScopeKind = .station
    ) throws {
        try write { db in
            try Self.addScope(
                scope, authorityKey: authorityKey, code: code, name: name, kind: kind, in: db)
        }
    }

    /// Opens a scope and writes its first changes, in one transaction: it is there with them, or not at all.
    /// - Throws: `StoreError`, or whatever `body` throws.
    public func addScope<T>(
        _ scope: Scope, authorityKey: [UInt8], code: String?, name: String?, kind: ScopeKind,
        by author: Author, at time: Int64, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        try append(at: time) { db in
            try Self.addScope(
                scope, authorityKey: authorityKey, code: code, name: name, kind: kind, in: db)
            return try commit(to: scope, by: author, at: time, in: db, body)
        }
    }

    static func addScope(
        _ scope: Scope, authorityKey: [UInt8], code: String?, name: String?,
        kind: ScopeKind = .station, in db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO scope(id, authority, code, name, scope_kind) VALUES(?, ?, ?, ?, ?)
                """,
            arguments: [
                scope.databaseBytes, Origin(publicKey: authorityKey).databaseBytes, code, name,
                kind.rawValue,
            ])
        let log = LogTable(db: db)
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        if try log.log(row.authority, in: row.id) == nil {
            _ = try log.create(key: authorityKey, in: row.id)
        }
    }
}

extension Store {
    /// The public key of the origin that opened a scope; nil where that is what this node is now.
    public func founderKey(of scope: Scope) throws -> [UInt8]? {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope),
                let founder = try log.log(row.authority, in: row.id),
                founder.key != identity.present?.publicKey
            else { return nil }
            return founder.key
        }
    }
}

extension Store {
    /// The scope that this aggregator shares with nobody; made where there is none yet.
    /// - Throws: `StoreError`.
    public func openOwnScope() throws -> Scope { try write(ownScope) }
}

extension StoreView {
    /// The scope that this aggregator shares with nobody; nil where nothing has needed it yet, and at a
    /// station.
    public func ownScope() throws -> Scope? { try heldScopes(.own).first }

    /// The scopes in which instructions may stand: the stations', and this aggregator's own.
    public func instructionScopes() throws -> [ScopeCard] { try scopes() + scopes(.own) }

    /// A scope by its code and name as they are today; empty where it has none, or is not held.
    public func named(_ scope: Scope) throws -> NamedScope { try log.named(scope) }

    /// The scopes of one kind alone, in the order of `scopes`, which counts all their logs.
    public func heldScopes(_ kind: ScopeKind = .station) throws -> [Scope] {
        try Data.fetchAll(
            db.cachedStatement(
                sql: "SELECT id FROM scope WHERE scope_kind = ? ORDER BY code, id"),
            arguments: [kind.rawValue]
        ).map { id in
            guard let scope = Scope(bytes: id) else { throw StoreError.damaged("scope") }
            return scope
        }
    }

    /// The stations that are held, sorted by code.
    public func scopes() throws -> [ScopeCard] { try scopes(.station) }

    /// Scopes of one kind, sorted by code.
    public func scopes(_ kind: ScopeKind) throws -> [ScopeCard] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT scope, id, authority, code, name FROM scope WHERE scope_kind = ?
                    ORDER BY code, id
                    """), arguments: [kind.rawValue]
        ).map(scopeCard)
    }

    /// The station of a code as it is today. A code that one had which has ended may be another's by now.
    public func scope(code: String) throws -> ScopeCard? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT scope, id, authority, code, name FROM scope WHERE code = ?
                ORDER BY scope IN (SELECT scope FROM dissolved), scope
                """, arguments: [code]
        ).map(scopeCard)
    }

    private func scopeCard(_ row: Row) throws -> ScopeCard {
        guard let scope = Scope(bytes: row.bytes("id")),
            let authority = Origin(bytes: row.bytes("authority"))
        else { throw StoreError.damaged("scope") }
        let id = try row.cell("scope") as Int64
        let logs = try log.logs(in: id)
        return try ScopeCard(
            scope: scope, authority: authority, code: row.cell("code"), name: row.cell("name"),
            changes: try logs.reduce(0) { $0 + Int(clamping: try log.length($1.id)) },
            stations: logs.map(\.origin).filter { $0 != authority },
            lastContact: try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT max(last_contact) FROM peer JOIN peer_scope ON peer.origin = peer
                        WHERE peer_scope.scope = ? AND standpoint = 'below'
                        """), arguments: [id]))
    }
}
