import Foundation
import GRDB
import GRDBSQLite

/// Compares every index of the file with its table. A disk that puts an old page back leaves two sound trees
/// that do not fit: rows that a query by the index does not find, or that only the index still counts.
///
/// Both are read through once, each in its own order and past the planner. The entries of the index have to
/// ascend, so that a search finds each of them and none stands there twice; and they have to be as many as the
/// table gives, with the same sum of 64-bit digests. That proves that both hold the same entries, but for a
/// chance of one in 2⁶⁴; not against somebody who looks for such a chance, who could put as much into the
/// tables. `integrity_check` searches every index for every row, which costs a multiple.
struct IndexComparison {
    /// An index, and the columns of one entry: its key, then what leads to the row.
    struct Index: Sendable {
        let table: String
        let name: String
        fileprivate let columns: [String]
        /// How a query is kept to the table itself.
        fileprivate let tableAlone: String
        /// SQL that says which rows have an entry.
        fileprivate let condition: String

        /// For people: which index of which table.
        var place: String { "\(table).\(name)" }
    }

    /// - Returns: the indexes that do not fit their tables.
    static func run(_ db: Database) throws -> [Index] {
        try indexes(db).filter { try !fits($0, db) }
    }

    /// All in one question: one for each index takes longer than a small store.
    private static func indexes(_ db: Database) throws -> [Index] {
        let columns = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT i.name, i.tbl_name, i.sql, c.name, c.cid >= -1 AND NOT c.desc AND c.coll = 'BINARY',
                    (SELECT name FROM pragma_index_list(i.tbl_name, 'main') WHERE origin = 'pk'
                    AND name NOT IN (SELECT name FROM main.sqlite_schema))
                    FROM main.sqlite_schema i, pragma_index_xinfo(i.name, 'main') c
                    WHERE i.type = 'index' ORDER BY i.name, c.seqno
                    """))
        return try Dictionary(grouping: columns) { try $0.cell(0) as String }
            .sorted { $0.key < $1.key }.compactMap { try index($0.key, of: $0.value) }
    }

    /// - Parameter columns: those of one entry, in order.
    private static func index(_ name: String, of columns: [Row]) throws -> Index? {
        // Nobody but a hand makes one that is ordered otherwise than by bytes and numbers.
        guard let first = columns.first, try columns.allSatisfy({ try $0.cell(4) }) else {
            return nil
        }
        let words = String.fromDatabaseValue(first[2]) ?? ""
        // A table without row ids stands in the index of its primary key, which the schema does not list.
        let key = String.fromDatabaseValue(first[5])
        return Index(
            table: try first.cell(1), name: name,
            columns: columns.map { String.fromDatabaseValue($0[3]) ?? "rowid" },
            tableAlone: key.map { "INDEXED BY \($0)" } ?? "NOT INDEXED",
            condition: words.range(of: "WHERE ").map { String(words[$0.lowerBound...]) } ?? "")
    }

    private static func fits(_ index: Index, _ db: Database) throws -> Bool {
        func rows(_ way: String) -> Prepared {
            Prepared(
                db,
                """
                SELECT \(index.columns.joined(separator: ", ")) FROM main.\(index.table)
                \(way) \(index.condition)
                """)
        }
        var (there, given) = (Tally(), Tally())
        var (entry, last) = (Entry(), Entry())
        var ascends = true
        try rows("INDEXED BY \(index.name)").forEach({ _ in }) { row in
            swap(&entry, &last)
            entry.read(row, columns: index.columns.count)
            ascends = ascends && last.precedes(entry)
            there.add(entry)
        }
        guard ascends else { return false }
        try rows(index.tableAlone).forEach({ _ in }) { row in
            entry.read(row, columns: index.columns.count)
            given.add(entry)
        }
        return there == given
    }

    private struct Tally: Equatable {
        private var entries: UInt64 = 0
        private var sum: UInt64 = 0

        mutating func add(_ entry: Entry) {
            entries += 1
            sum &+= entry.digest
        }
    }

    /// The cells of an entry as words that are ordered as SQLite orders the cells.
    private struct Entry {
        private var words: [UInt64] = []

        mutating func read(_ row: Columns, columns: Int) {
            words.removeAll(keepingCapacity: true)
            for column in 0..<Int32(columns) {
                let type = sqlite3_column_type(row.statement, column)
                switch type {
                case SQLITE_INTEGER: append(row.int(column), fraction: 0)
                case SQLITE_FLOAT:
                    let number = sqlite3_column_double(row.statement, column)
                    let whole = number.rounded(.down)
                    append(
                        Int64(exactly: whole) ?? (whole < 0 ? .min : .max),
                        fraction: (number - whole).bitPattern)
                case SQLITE_TEXT, SQLITE_BLOB:
                    words.append(type == SQLITE_TEXT ? 2 : 3)
                    row.withBytes(column) { append($0) }
                default: words.append(0)
                }
            }
        }

        private mutating func append(_ whole: Int64, fraction: UInt64) {
            words.append(1)
            words.append(UInt64(bitPattern: whole) ^ 1 << 63)
            words.append(fraction)
        }

        /// Seven bytes to a word, and how many of them are there, or 8 where others follow: so the end comes
        /// before a zero.
        private mutating func append(_ cell: UnsafeRawBufferPointer) {
            var start = 0
            repeat {
                let end = min(start + 7, cell.count)
                var word: UInt64 = 0
                for index in start..<end { word = word << 8 | UInt64(cell[index]) }
                word <<= UInt64(8 * (8 - end + start))
                words.append(word | (end < cell.count ? 8 : UInt64(end - start)))
                start = end
            } while start < cell.count
        }

        func precedes(_ other: Entry) -> Bool { words.lexicographicallyPrecedes(other.words) }

        var digest: UInt64 {
            var digest: UInt64 = 1
            for word in words {
                digest = (digest ^ word) &* 0xD6E8_FEB8_6659_FD93
                digest ^= digest >> 32
            }
            return digest &* 0xD6E8_FEB8_6659_FD93
        }
    }
}
