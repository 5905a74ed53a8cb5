import Foundation
import GRDB
public import SyncCore

/// What is remembered of attachments and neighbours. Nothing of it takes part in a merge, and all of it
/// may be lost: it is then asked for again.
enum AttachmentTables {
    /// `attachment_there`: names that a neighbour has said to hold. `attachment_day`: bytes that went
    /// either way between the two on a day.
    static let schema = """
        CREATE TABLE attachment_there(
            peer BLOB NOT NULL, scope BLOB NOT NULL, name BLOB NOT NULL,
            PRIMARY KEY(peer, scope, name)) WITHOUT ROWID;
        CREATE TABLE attachment_day(
            peer BLOB NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
            PRIMARY KEY(peer, day)) WITHOUT ROWID;
        """
}

extension StoreView {
    /// Names that a neighbour has said to hold.
    public func attachmentsThere(_ peer: Origin, in scope: Scope) throws -> Set<Hash> {
        Set(
            try Data.fetchAll(
                db.cachedStatement(
                    sql: "SELECT name FROM attachment_there WHERE peer = ? AND scope = ?"),
                arguments: [peer.databaseBytes, scope.databaseBytes]
            ).compactMap { Hash(bytes: $0) })
    }
}

extension Store {
    /// A neighbour holds these of a scope, and lacks those.
    public func noteAttachments(
        of peer: Origin, in scope: Scope, there: [Hash], lacking: [Hash]
    ) throws {
        try write { db in
            for name in there {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO attachment_there(peer, scope, name) VALUES(?, ?, ?)
                        """,
                    arguments: [peer.databaseBytes, scope.databaseBytes, Data(name.bytes)])
            }
            for name in lacking {
                try db.execute(
                    sql: "DELETE FROM attachment_there WHERE peer = ? AND scope = ? AND name = ?",
                    arguments: [peer.databaseBytes, scope.databaseBytes, Data(name.bytes)])
            }
        }
    }

    /// Bytes of attachments that went either way between this node and a neighbour on a day.
    /// - Parameter day: any numbering of days.
    public func attachmentBytes(with peer: Origin, on day: Int64) throws -> UInt64 {
        try read { db in
            UInt64(
                clamping: try Int64.fetchOne(
                    db.cachedStatement(
                        sql: "SELECT bytes FROM attachment_day WHERE peer = ? AND day = ?"),
                    arguments: [peer.databaseBytes, day]) ?? 0)
        }
    }

    /// Counts more of them; earlier days are forgotten.
    public func countAttachmentBytes(_ count: Int, with peer: Origin, on day: Int64) throws {
        guard count > 0 else { return }
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO attachment_day(peer, day, bytes) VALUES(?1, ?2, ?3)
                    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes
                    """, arguments: [peer.databaseBytes, day, count])
            try db.execute(
                sql: "DELETE FROM attachment_day WHERE peer = ? AND day < ?",
                arguments: [peer.databaseBytes, day])
        }
    }
}
