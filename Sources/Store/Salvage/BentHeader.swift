import GRDBSQLite
import SyncCore

/// The first hundred bytes of a database file, which SQLite opens none of where one bit of them is wrong. Nearly all
/// of them are the same in every file of ours, and the rest only has to agree with the file (SQLite, Database File
/// Format, 1.3).
///
/// Read and written through SQLite's own file: any other descriptor would, when it is closed, take the locks of
/// this process away with it.
struct BentHeader {
    static let bytes = 100
    /// In front of the words about what was found.
    static let finding = "header"
    private static let pageBytes = 4_096

    private let path: String
    /// As it lies on the disk.
    let found: [UInt8]
    private let mended: [UInt8]

    /// nil for a header that is as it should be, and for a file that is shorter than a page.
    /// - Parameter path: what SQLite opens.
    init?(path: String) throws {
        let file = try RawFile(path)
        defer { file.close() }
        guard let size = file.size, size >= Self.pageBytes, let found = file.read(Self.bytes) else {
            return nil
        }
        // As long as pages lie in the log the file may be shorter than it says, and longer.
        let isWhole = !path.hasPrefix("file:") && ShortFile.size(of: path + "-wal") == 0
        let mended = Self.mended(found, pages: size / Self.pageBytes, isWhole: isWhole)
        guard mended != found else { return nil }
        self.path = path
        self.found = found
        self.mended = mended
    }

    /// Whether a header is not one of ours, whatever the rest of its file.
    static func isBent(_ header: [UInt8]) -> Bool { withOurConstants(header) != header }

    func mend() throws { try write(mended) }

    func putBack() throws { try write(found) }

    private func write(_ bytes: [UInt8]) throws {
        let file = try RawFile(path)
        defer { file.close() }
        guard file.write(bytes) else { throw StoreError.disk(code: SQLITE_IOERR) }
    }

    /// Name, page size, WAL, no reserved bytes, fractions; the format of the schema; UTF-8; nothing of
    /// incremental vacuum, of an application, or of the future.
    private static let constants: [(place: Int, bytes: [UInt8])] = [
        (0, Array("SQLite format 3\0".utf8) + [0x10, 0, 2, 2, 0, 64, 32, 32]),
        (44, [0, 0, 0, 4] + [UInt8](repeating: 0, count: 8) + [0, 0, 0, 1]),
        (60, [UInt8](repeating: 0, count: 32)),
    ]

    private static func withOurConstants(_ header: [UInt8]) -> [UInt8] {
        var header = header
        for constant in constants {
            header.replaceSubrange(
                constant.place..<constant.place + constant.bytes.count, with: constant.bytes)
        }
        return header
    }

    /// More than this is never missing at the end of a file (`ShortFile`).
    private static let mostMissing = ShortFile.limit / pageBytes

    private static func mended(_ header: [UInt8], pages: Int, isWhole: Bool) -> [UInt8] {
        var header = withOurConstants(header)
        let counted = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        guard isWhole, counted > 0, header[24..<28] == header[92..<96],
            counted < pages || counted > pages + mostMissing
        else { return header }
        header.replaceSubrange(28..<32, with: UInt32(clamping: pages).bigEndianBytes)
        return header
    }
}

/// A file as SQLite's VFS gives it, whatever is in it.
private struct RawFile {
    private let connection: OpaquePointer
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods

    /// - Throws: `StoreError.disk`.
    init(_ path: String) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw StoreError.disk(code: code)
        }
        var found: UnsafeMutablePointer<sqlite3_file>?
        let asked = sqlite3_file_control(opened, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard asked == SQLITE_OK, let file = found, let methods = file.pointee.pMethods?.pointee
        else {
            sqlite3_close(opened)
            throw StoreError.disk(code: SQLITE_IOERR)
        }
        connection = opened
        self.file = file
        self.methods = methods
    }

    func close() { sqlite3_close(connection) }

    var size: Int? {
        var bytes: Int64 = 0
        return methods.xFileSize(file, &bytes) == SQLITE_OK ? Int(bytes) : nil
    }

    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return methods.xRead(file, &bytes, Int32(count), 0) == SQLITE_OK ? bytes : nil
    }

    /// At the beginning, on stable storage.
    func write(_ bytes: [UInt8]) -> Bool {
        methods.xWrite(file, bytes, Int32(bytes.count), 0) == SQLITE_OK
            && methods.xSync(file, SQLITE_SYNC_FULL) == SQLITE_OK
    }
}
