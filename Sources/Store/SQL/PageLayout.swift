import GRDB
import GRDBSQLite

/// What SQLite takes from a file's header without asking how the file came to be.
enum PageLayout {
    /// Whether pages are laid out as in every file of ours. By a wrong bit in the header SQLite would take other
    /// bytes for a page's content, or lay pages of its own over ours.
    static func isOurs(_ db: Database) throws -> Bool {
        var reserved: CInt = -1
        let code = sqlite3_file_control(
            db.sqliteConnection, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved)
        return try code == SQLITE_OK && reserved == 0
            && Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0
    }
}
