import Foundation
import GRDB

/// The values of one row as they lie in a file (SQLite, Database File Format, section 2.1).
struct StoredRecord {
    /// nil in a table without row ids.
    let rowid: Int64?
    let values: [DatabaseValue]

    /// nil for bytes that are no record, or not all of one.
    init?(_ bytes: [UInt8], rowid: Int64?) {
        var header = CellReader(bytes, at: 0, end: bytes.count)
        guard let length = header.varint(), length >= 1, length <= Int64(bytes.count) else {
            return nil
        }
        var body = CellReader(bytes, at: Int(length), end: bytes.count)
        var values: [DatabaseValue] = []
        while header.place < Int(length) {
            guard let type = header.varint(), header.place <= Int(length),
                let value = Self.value(of: type, &body)
            else { return nil }
            values.append(value)
        }
        guard body.place == bytes.count else { return nil }
        self.rowid = rowid
        self.values = values
    }

    private static func value(of type: Int64, _ body: inout CellReader) -> DatabaseValue? {
        switch type {
        case 0: .null
        case 1...6: integer(bytes: [1, 2, 3, 4, 6, 8][Int(type) - 1], &body)?.databaseValue
        case 7:
            integer(bytes: 8, &body).map {
                Double(bitPattern: UInt64(bitPattern: $0)).databaseValue
            }
        case 8: (0 as Int64).databaseValue
        case 9: (1 as Int64).databaseValue
        case 12...Int64(Int32.max):
            body.bytes(Int(type - 12) / 2).flatMap { bytes in
                type.isMultiple(of: 2)
                    ? Data(bytes).databaseValue
                    : String(validating: bytes, as: UTF8.self)?.databaseValue
            }
        default: nil
        }
    }

    /// Big-endian, with a sign.
    private static func integer(bytes count: Int, _ body: inout CellReader) -> Int64? {
        guard let bytes = body.bytes(count), let first = bytes.first else { return nil }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }
}
