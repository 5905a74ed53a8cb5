import GRDBSQLite

/// A file as SQLite's VFS gives it, whatever is in it.
///
/// Read and written through SQLite's own file: any other descriptor would, when it is closed, take the locks of
/// this process away with it (sqlite.org/howtocorrupt.html, 2.2).
struct RawFile {
    private let connection: OpaquePointer
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods

    /// - Throws: `StoreError.disk`.
    init(_ path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw StoreError.disk(code: code)
        }
        do { (file, methods) = try Self.file(of: opened) } catch {
            sqlite3_close(opened)
            throw error
        }
        connection = opened
    }

    /// What a connection reads and writes its main database by.
    /// - Throws: `StoreError.disk`.
    static func file(
        of connection: OpaquePointer?
    ) throws -> (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) {
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard code == SQLITE_OK, let file = found, let methods = file.pointee.pMethods?.pointee
        else { throw StoreError.disk(code: SQLITE_IOERR) }
        return (file, methods)
    }

    func close() { sqlite3_close(connection) }

    var size: Int? {
        var bytes: Int64 = 0
        return methods.xFileSize(file, &bytes) == SQLITE_OK ? Int(bytes) : nil
    }

    /// The first bytes; nil where the disk does not give them.
    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return methods.xRead(file, &bytes, Int32(count), 0) == SQLITE_OK ? bytes : nil
    }

    /// In the place of the first ones, on stable storage.
    /// - Throws: `StoreError.disk`.
    func write(_ bytes: [UInt8]) throws {
        guard methods.xWrite(file, bytes, Int32(bytes.count), 0) == SQLITE_OK,
            methods.xSync(file, SQLITE_SYNC_FULL) == SQLITE_OK
        else { throw StoreError.disk(code: SQLITE_IOERR) }
    }
}
