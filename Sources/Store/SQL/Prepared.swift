import GRDB
import GRDBSQLite

/// A statement of the hot path: prepared when first needed, then bound and stepped through SQLite
/// itself. The library's own bindings cost more than the insert that they serve.
///
/// Belongs to one connection. Rows written past the library are invisible to its observers; the store
/// has none.
final class Prepared {
    private let db: Database
    private let sql: String
    /// Kept, because the library's cache may drop it otherwise.
    @exclusivity(unchecked) private var statement: Statement?

    init(_ db: Database, _ sql: String) {
        self.db = db
        self.sql = sql
    }

    /// Runs to the end. Every parameter has to be bound: one that is not keeps its value of last time,
    /// which may lie in memory that is gone.
    func run(_ bind: (inout Bindings) -> Void) throws {
        let raw = try bound(bind)
        defer { sqlite3_reset(raw) }
        while try step(raw) {}
    }

    /// The first row, read by `read`; nil when there is none.
    func first<T>(_ bind: (inout Bindings) -> Void, _ read: (Columns) throws -> T) throws -> T? {
        let raw = try bound(bind)
        defer { sqlite3_reset(raw) }
        return try step(raw) ? try read(Columns(statement: raw)) : nil
    }

    func forEach(_ bind: (inout Bindings) -> Void, _ read: (Columns) throws -> Void) throws {
        let raw = try bound(bind)
        defer { sqlite3_reset(raw) }
        while try step(raw) { try read(Columns(statement: raw)) }
    }

    private func bound(_ bind: (inout Bindings) -> Void) throws -> OpaquePointer {
        let statement = try statement ?? db.cachedStatement(sql: sql)
        self.statement = statement
        var bindings = Bindings(statement: statement.sqliteStatement)
        bind(&bindings)
        guard bindings.code == SQLITE_OK else { throw failure(bindings.code) }
        return statement.sqliteStatement
    }

    /// Whether there is a row.
    private func step(_ raw: OpaquePointer) throws -> Bool {
        switch sqlite3_step(raw) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: sql)
    }
}
