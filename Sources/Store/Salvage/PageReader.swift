import GRDB
import GRDBSQLite

/// The pages of a database file, read past SQLite's understanding of them: what one page is worth does not
/// depend on the others. What lies in the write-ahead log is not among them.
struct PageReader {
    /// In the file.
    let count: UInt32
    /// Of a page.
    let size: Int
    /// Of those, what content may use.
    let usable: Int

    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods

    /// - Parameter db: stays open for as long as pages are read. A descriptor of one's own would, when it is
    ///   closed, take SQLite's locks away with it.
    /// - Throws: `StoreError.damaged` where even the first page is not there.
    init(_ db: Database) throws {
        (file, methods) = try RawFile.file(of: db.sqliteConnection)
        size = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        var bytes: Int64 = 0
        guard size >= 512, methods.xFileSize(file, &bytes) == SQLITE_OK, bytes >= Int64(size) else {
            throw StoreError.damaged("page 1")
        }
        count = UInt32(clamping: bytes / Int64(size))
        var header = [UInt8](repeating: 0, count: 100)
        guard methods.xRead(file, &header, Int32(header.count), 0) == SQLITE_OK else {
            throw StoreError.damaged("page 1")
        }
        usable = size - Int(header[20])
        // What SQLite itself demands of a page.
        guard usable >= 480 else { throw StoreError.damaged("page 1") }
    }

    /// Pages are counted from 1; nil for one that is not in the file, or that the disk does not give.
    func page(_ number: UInt32) -> [UInt8]? {
        guard number >= 1, number <= count else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        let offset = Int64(number - 1) * Int64(size)
        guard methods.xRead(file, &bytes, Int32(size), offset) == SQLITE_OK else { return nil }
        return bytes
    }
}
