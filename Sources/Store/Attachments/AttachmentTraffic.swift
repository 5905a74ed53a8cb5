import Foundation
import GRDB
public import SyncCore

/// What is remembered of attachments and neighbours. Nothing of it takes part in a merge, and all of it
/// may be lost: it is then asked for again.
enum AttachmentTables {
    /// `attachment_there`: names that a neighbour has said to hold; under an origin of this node those whose files
    /// were on its disk, under no bytes at all those that a neighbour was asked for in vain. `attachment_day`: bytes
    /// that went either way between the two on a day.
    static let schema = """
        CREATE TABLE attachment_there(
            peer BLOB NOT NULL, scope BLOB NOT NULL, name BLOB NOT NULL,
            PRIMARY KEY(peer, scope, name)) WITHOUT ROWID;
        CREATE TABLE attachment_day(
            peer BLOB NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
            PRIMARY KEY(peer, day)) WITHOUT ROWID;
        """

    /// In the place of a neighbour's origin.
    fileprivate static let nobody = Data()

    fileprivate static func note(
        _ name: Hash, _ peer: Data, _ scope: Scope, in db: Database
    ) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO attachment_there(peer, scope, name) VALUES(?, ?, ?)",
            arguments: [peer, scope.databaseBytes, Data(name.bytes)])
    }

    fileprivate static func isNoted(
        _ key: AttachmentKey, _ peer: Data, in db: Database
    ) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM attachment_there
                        WHERE peer = ? AND scope = ? AND name = ?)
                    """), arguments: [peer, key.scope.databaseBytes, Data(key.name.bytes)]) ?? false
    }

    fileprivate static func forget(
        _ name: Hash, _ peer: Data, _ scope: Scope, in db: Database
    ) throws {
        try db.execute(
            sql: "DELETE FROM attachment_there WHERE peer = ? AND scope = ? AND name = ?",
            arguments: [peer, scope.databaseBytes, Data(name.bytes)])
    }
}

extension StoreView {
    /// Names that a neighbour has said to hold.
    public func attachmentsThere(_ peer: Origin, in scope: Scope) throws -> Set<Hash> {
        try attachmentsThere(bytes: peer.databaseBytes, in: scope)
    }

    private func attachmentsThere(bytes peer: Data, in scope: Scope) throws -> Set<Hash> {
        Set(
            try Data.fetchAll(
                db.cachedStatement(
                    sql: "SELECT name FROM attachment_there WHERE peer = ? AND scope = ?"),
                arguments: [peer, scope.databaseBytes]
            ).compactMap { Hash(bytes: $0) })
    }
}

extension StoreView {
    /// Names of a scope whose files were on this node's disk once: bytes come before a record that is written here,
    /// and what came from elsewhere was noted.
    public func attachmentsOnceHere(in scope: Scope) throws -> Set<Hash> {
        let own = try OwnOrigins(db: db).all()
        var names = try own.reduce(into: Set<Hash>()) {
            $0.formUnion(try attachmentsThere($1, in: scope))
        }
        let log = LogTable(db: db)
        guard let row = try log.scope(scope) else { return names }
        for origin in own {
            guard let mine = try log.log(origin, in: row.id)?.id else { continue }
            names.formUnion(
                try String.fetchAll(
                    db.cachedStatement(
                        sql: "SELECT digest FROM attachment_content WHERE id BETWEEN ? AND ?"),
                    arguments: [
                        LocalDot(log: mine, sequence: 0), LocalDot(log: mine, sequence: .max),
                    ]
                ).compactMap { Hash(hex: $0) })
        }
        return names
    }

    /// Names that a neighbour was asked for that has nothing of them either.
    public func attachmentsInVain(in scope: Scope) throws -> Set<Hash> {
        try attachmentsThere(bytes: AttachmentTables.nobody, in: scope)
    }
}

extension Store {
    /// A file is here, so that it is missed when it goes.
    public func noteAttachmentHere(_ key: AttachmentKey, by origin: Origin) throws {
        try noteAttachments(of: origin, in: key.scope, there: [key.name], lacking: [])
    }

    /// Neither this node nor a neighbour that was asked has a file; written down once.
    public func noteAttachment(_ key: AttachmentKey, lackedBy peer: Origin) throws {
        let (isThere, isInVain) = try read { db in
            (
                try AttachmentTables.isNoted(key, peer.databaseBytes, in: db),
                try AttachmentTables.isNoted(key, AttachmentTables.nobody, in: db)
            )
        }
        guard isThere || !isInVain else { return }
        try write { db in
            try AttachmentTables.forget(key.name, peer.databaseBytes, key.scope, in: db)
            try AttachmentTables.note(key.name, AttachmentTables.nobody, key.scope, in: db)
        }
    }

    /// A neighbour holds these of a scope, and lacks those.
    public func noteAttachments(
        of peer: Origin, in scope: Scope, there: [Hash], lacking: [Hash]
    ) throws {
        try write { db in
            for name in there {
                try AttachmentTables.note(name, peer.databaseBytes, scope, in: db)
                try AttachmentTables.forget(name, AttachmentTables.nobody, scope, in: db)
            }
            for name in lacking {
                try AttachmentTables.forget(name, peer.databaseBytes, scope, in: db)
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
