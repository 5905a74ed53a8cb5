import GRDB
import SyncCore
import Synchronization

/// What was erased leaves the file for good: freed places are overwritten at once (`secure_delete`),
/// but pages that SQLite has moved rows about in, and the write-ahead log, still show older images
/// (docs/decisions/0024).
extension Store {
    /// Tables that keep personal parts or what is made of them.
    private static let scrubbed = ["personal", "evidence", "parked", "kept_part", "token"]
    private static let pending = (
        rows: "scrub-pending", files: "sweep-pending", kept: "kept-pending"
    )

    /// In the transaction that erases: whoever opens the file next finishes what this process cannot.
    static func noteErased(in db: Database) throws {
        try set(pending.rows, "1", in: db)
        try set(pending.files, "1", in: db)
        let erasures = try setting(pending.kept, in: db).flatMap { UInt64($0) } ?? 0
        try set(pending.kept, "\(erasures &+ 1)", in: db)
    }

    /// Removes what was put aside before something was erased, and still shows it. Owed until `removal` has
    /// gone through, and again where something was erased meanwhile.
    /// - Throws: `StoreError`, and what `removal` throws.
    public func forgetAside(_ removal: () throws -> Void) throws {
        guard let owed = try setting(Self.pending.kept) else { return }
        try removal()
        try write { db in
            try db.execute(
                sql: "DELETE FROM setting WHERE name = ? AND value = ?",
                arguments: [Self.pending.kept, owed])
        }
    }

    /// Whether something was erased that the file still shows.
    static func owesScrub(in db: Database) throws -> Bool {
        try setting(pending.rows, in: db) == "1"
    }

    /// What follows a transaction that has erased. It is durable already, so what fails here is tried
    /// again, and nobody is told of a failure that is none.
    func finishErasing() {
        try? sweepErased()
        try? scrub()
    }

    /// Removes the bytes of attachments whose salts were erased. Nothing where no folder was opened.
    func sweepErased() throws {
        let folders = folders.withLock { $0 }
        guard !folders.isEmpty, try setting(Self.pending.files) == "1" else { return }
        let keys = try view { try $0.erasedAttachments() }
        for folder in folders { for key in keys { folder.remove(key) } }
        try forget(Self.pending.files)
    }

    private func forget(_ name: String) throws {
        try write { try $0.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name]) }
    }

    /// Writes the tables anew and empties the write-ahead log, if something was erased since it was last
    /// done. Nothing where nothing was.
    /// - Throws: `StoreError`; it is tried again when something is erased, or the store is opened.
    public func scrub() throws {
        guard try setting(Self.pending.rows) == "1" else { return }
        try write { db in
            for table in Self.scrubbed { try Self.rewrite(table, in: db) }
        }
        try checkpointFile()
        try forget(Self.pending.rows)
    }

    /// Every page of the table is given back, and so overwritten, and its rows are written to fresh ones
    /// in their order, where none is ever moved.
    private static func rewrite(_ table: String, in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE scrubbing AS SELECT * FROM \(table);
                DELETE FROM \(table);
                INSERT INTO \(table) SELECT * FROM scrubbing ORDER BY 1, 2;
                DROP TABLE scrubbing;
                """)
    }
}
