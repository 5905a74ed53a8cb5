import GRDBSQLite
import SyncCore

/// Gives values to the parameters of a statement, counted from 1. SQLite copies what is bound, but for
/// what is bound in place.
struct Bindings {
    let statement: OpaquePointer
    /// The first failure, or `SQLITE_OK`.
    private(set) var code = SQLITE_OK

    init(statement: OpaquePointer) { self.statement = statement }

    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// Text that stays where it is until the statement has run.
    mutating func text(_ index: Int32, inPlace utf8: Slice<UnsafeRawBufferPointer>) {
        let start = UnsafeRawBufferPointer(rebasing: utf8)
        note(
            sqlite3_bind_text64(
                statement, index, start.baseAddress?.assumingMemoryBound(to: CChar.self),
                UInt64(start.count), nil, UInt8(SQLITE_UTF8)))
    }

    /// Bytes that stay where they are until the statement has run.
    mutating func bytes(_ index: Int32, inPlace bytes: UnsafeRawBufferPointer) {
        note(sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), nil))
    }

    mutating func null(_ index: Int32) { note(sqlite3_bind_null(statement, index)) }

    mutating func int(_ index: Int32, _ value: Int64) {
        note(sqlite3_bind_int64(statement, index, value))
    }

    mutating func dot(_ index: Int32, _ value: LocalDot) { int(index, value.value) }

    mutating func text(_ index: Int32, _ value: String) {
        var value = value
        let result = value.withUTF8 { utf8 in
            sqlite3_bind_text64(
                statement, index,
                UnsafeRawPointer(utf8.baseAddress)?.assumingMemoryBound(
                    to: CChar.self), UInt64(utf8.count), Self.copied, UInt8(SQLITE_UTF8))
        }
        note(result)
    }

    mutating func bytes(_ index: Int32, _ value: [UInt8]) {
        value.withUnsafeBytes { raw(index, $0) }
    }

    mutating func hash(_ index: Int32, _ value: Hash) {
        value.withBigEndianWords { raw(index, $0) }
    }

    mutating func identifier(_ index: Int32, _ value: some Identifier) {
        withUnsafeBytes(of: (value.raw.high.bigEndian, value.raw.low.bigEndian)) { raw(index, $0) }
    }

    private mutating func raw(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        // A null pointer would bind NULL where an empty blob is meant.
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return note(sqlite3_bind_zeroblob(statement, index, 0))
        }
        note(sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), Self.copied))
    }

    private mutating func note(_ result: Int32) {
        if code == SQLITE_OK { code = result }
    }
}

/// The columns of the row at which a statement stands, counted from 0.
struct Columns {
    let statement: OpaquePointer

    func int(_ index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }

    func isNull(_ index: Int32) -> Bool {
        sqlite3_column_type(statement, index) == SQLITE_NULL
    }

    func dot(_ index: Int32) -> LocalDot { LocalDot(value: int(index)) }

    func bytes(_ index: Int32) -> [UInt8] { withBytes(index) { [UInt8]($0) } }

    /// nil unless there are exactly 32 bytes.
    func hash(_ index: Int32) -> Hash? { withBytes(index) { Hash(bytes: $0) } }

    /// The bytes where they lie, while `body` runs.
    func withBytes<T>(_ index: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        let start = sqlite3_column_blob(statement, index)
        let count = Int(sqlite3_column_bytes(statement, index))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
