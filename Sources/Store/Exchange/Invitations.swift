import Foundation
import GRDB
public import SyncCore

/// Why a station could not be enrolled. Nothing was changed.
public enum EnrolmentError: Error, Equatable, Sendable {
    /// The secret belongs to no invitation of this county.
    case unknownSecret
    case expired
    /// Another key has used it. One join file makes one node; what this one has it may deliver all the same,
    /// as long as not too many come.
    case alreadyUsed(isKept: Bool)
    /// The key was revoked in that scope. The file stays good for another key.
    case revokedKey
}

extension Store {
    /// Remembers a join file's secret by its hash.
    /// - Parameters:
    ///   - expires: milliseconds, wall clock.
    ///   - replaced: whose place the new node takes; that origin is retired when it comes.
    public func addInvitation(
        secretHash: Hash, scope: Scope, expires: Int64, replacing replaced: Origin? = nil
    ) throws {
        try write { db in
            guard let row = try LogTable(db: db).scope(scope) else {
                throw StoreError.unknownScope(scope)
            }
            try db.execute(
                sql: """
                    INSERT INTO invitation(secret, scope, expires, replaces) VALUES(?, ?, ?, ?)
                    """,
                arguments: [Data(secretHash.bytes), row.id, expires, replaced?.databaseBytes])
        }
    }

    /// Uses an invitation up for `key`: admits its origin to the scope and takes it up as a peer, in
    /// one transaction. The same key again is answered the same way: its first answer may be lost. Another key
    /// is kept for the operator.
    /// - Throws: `EnrolmentError`, `StoreError`.
    public func enrol(
        key: [UInt8], secretHash: Hash, by author: Author, at time: Int64
    ) throws -> Scope {
        let scope = try scope(invitedBy: secretHash)
        do {
            return try commit(to: scope, by: author, at: time) { door in
                try door.enrol(key: key, secretHash: secretHash, in: scope, at: time)
            }
        } catch EnrolmentError.alreadyUsed {
            throw EnrolmentError.alreadyUsed(
                isKept: try noteSecondUse(
                    key: key, secretHash: secretHash, of: scope, at: time))
        }
    }

    /// Makes the join files of a scope void. What they opened before stays.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: how many were good until now that nobody had used.
    /// - Throws: `StoreError`.
    public func expireInvitations(of scope: Scope, at time: Int64) throws -> Int {
        try write { db in
            guard let row = try LogTable(db: db).scope(scope) else {
                throw StoreError.unknownScope(scope)
            }
            return try Self.expireInvitations(of: row.id, at: time, in: db)
        }
    }

    fileprivate static func expireInvitations(
        of scope: Int64, at time: Int64, in db: Database
    ) throws -> Int {
        let unused = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM invitation
                WHERE scope = ? AND used_by IS NULL AND expires > ?
                """, arguments: [scope, time])
        // Of one that was used nobody else is to be asked about.
        try db.execute(
            sql: "UPDATE invitation SET expires = ?1 WHERE scope = ?2 AND expires > ?1",
            arguments: [time, scope])
        return unused ?? 0
    }

    private func scope(invitedBy secretHash: Hash) throws -> Scope {
        let bytes = try read { db in
            try Data.fetchOne(
                db, sql: "SELECT id FROM invitation JOIN scope USING(scope) WHERE secret = ?",
                arguments: [Data(secretHash.bytes)])
        }
        guard let scope = bytes.flatMap({ Scope(bytes: $0) }) else {
            throw EnrolmentError.unknownSecret
        }
        return scope
    }
}

extension StoreView {
    /// Until when join files of a scope are good that nobody has used, the earliest first: milliseconds.
    /// - Parameter now: wall clock, milliseconds.
    /// - Throws: `StoreError`.
    public func unusedInvitations(of scope: Scope, at now: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT expires FROM invitation JOIN scope USING(scope)
                    WHERE id = ? AND used_by IS NULL AND expires > ? ORDER BY expires
                    """), arguments: [scope.databaseBytes, now])
    }
}

extension CommitDoor {
    /// No join file of this scope that was written until now is good any more.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: how many were good until now that nobody had used.
    @discardableResult
    public func expireInvitations(at time: Int64) throws -> Int {
        try Store.expireInvitations(of: scope.id, at: time, in: view.db)
    }

    fileprivate func enrol(
        key: [UInt8], secretHash: Hash, in scope: Scope, at time: Int64
    ) throws -> Scope {
        let origin = Origin(publicKey: key)
        let row = try Row.fetchOne(
            view.db, sql: "SELECT expires, used_by, replaces FROM invitation WHERE secret = ?",
            arguments: [Data(secretHash.bytes)])
        guard let row else { throw EnrolmentError.unknownSecret }
        if let used: Origin = try row.identifier("used_by") {
            // By a word of the operator's since, it may be.
            guard try used == origin || view.isInGoodStanding(origin, in: scope) else {
                throw EnrolmentError.alreadyUsed(isKept: false)
            }
            return scope
        }
        guard try time < row.cell("expires") else { throw EnrolmentError.expired }
        guard try !view.isRevoked(origin, in: scope) else { throw EnrolmentError.revokedKey }
        try view.db.execute(
            sql: "UPDATE invitation SET used_by = ? WHERE secret = ?",
            arguments: [origin.databaseBytes, Data(secretHash.bytes)])
        try PeerTable(db: view.db).add(Peer(key: key, standpoint: .below, scopes: [scope]))
        try write(AuthorityChange.admit(origin: origin, publicKey: key))
        if let replaced: Origin = try row.identifier("replaces") {
            try retire(replaced, for: origin, in: scope, at: time)
        }
        return scope
    }

    /// Closes the log of a node whose place another one has taken. Should it turn up again, it goes on as
    /// a successor of itself; nothing that it wrote is refused.
    private func retire(
        _ replaced: Origin, for origin: Origin, in scope: Scope, at time: Int64
    ) throws {
        let (log, peers) = (LogTable(db: view.db), PeerTable(db: view.db))
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        // It may have had to go on under another name since the file was written.
        let latest = try peers.latestName(of: replaced)
        guard latest != origin else { return }
        try peers.copyAddress(of: latest, to: origin)
        try peers.note(latest, succeededBy: origin)
        for gone in Set([replaced, latest]).sorted() {
            try write(AuthorityChange.retire(log.retirement(of: gone, in: row, fork: nil)))
        }
    }
}
