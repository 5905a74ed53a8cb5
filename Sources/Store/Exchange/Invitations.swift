import Foundation
import GRDB
public import SyncCore

/// Why a station could not be enrolled. Nothing was changed.
public enum EnrolmentError: Error, Equatable, Sendable {
    /// The secret belongs to no invitation of this county.
    case unknownSecret
    case expired
    /// Another key has used it. One join file makes one node.
    case alreadyUsed
}

extension Store {
    /// Remembers a join file's secret by its hash.
    /// - Parameter expires: milliseconds, wall clock.
    public func addInvitation(secretHash: Hash, scope: Scope, expires: Int64) throws {
        try write { db in
            guard let row = try LogTable(db: db).scope(scope) else {
                throw StoreError.unknownScope(scope)
            }
            try db.execute(
                sql: "INSERT INTO invitation(secret, scope, expires) VALUES(?, ?, ?)",
                arguments: [Data(secretHash.bytes), row.id, expires])
        }
    }

    /// Uses an invitation up for `key`: admits its origin to the scope and takes it up as a peer, in
    /// one transaction. The same key again is answered the same way: its first answer may be lost.
    /// - Throws: `EnrolmentError`, `StoreError`.
    public func enrol(
        key: [UInt8], secretHash: Hash, by author: Author, at time: Int64
    ) throws -> Scope {
        let scope = try scope(invitedBy: secretHash)
        return try commit(to: scope, by: author, at: time) { door in
            try door.enrol(key: key, secretHash: secretHash, in: scope, at: time)
        }
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

extension CommitDoor {
    fileprivate func enrol(
        key: [UInt8], secretHash: Hash, in scope: Scope, at time: Int64
    ) throws -> Scope {
        let origin = Origin(publicKey: key)
        let row = try Row.fetchOne(
            view.db, sql: "SELECT expires, used_by FROM invitation WHERE secret = ?",
            arguments: [Data(secretHash.bytes)])
        guard let row else { throw EnrolmentError.unknownSecret }
        if let used = (row["used_by"] as Data?).flatMap({ Origin(bytes: $0) }) {
            guard used == origin else { throw EnrolmentError.alreadyUsed }
            return scope
        }
        guard time < row["expires"] else { throw EnrolmentError.expired }
        try view.db.execute(
            sql: "UPDATE invitation SET used_by = ? WHERE secret = ?",
            arguments: [origin.databaseBytes, Data(secretHash.bytes)])
        try PeerTable(db: view.db).add(Peer(key: key, standpoint: .below, scopes: [scope]))
        try write(AuthorityChange.admit(origin: origin, publicKey: key))
        return scope
    }
}
