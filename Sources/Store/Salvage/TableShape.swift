import GRDB

/// What the rows of a table look like in its file.
struct TableShape {
    private struct Column {
        let name: String
        let type: String
        let isRequired: Bool
        /// Its value is the row's id, and the record has nothing there.
        let isRowid: Bool
    }

    let name: String
    let hasRowids: Bool
    /// In the order in which records have them.
    private let columns: [Column]

    /// Of a table as this program makes it.
    init(_ name: String, in db: Database) throws {
        self.name = name
        let isWithout = try Bool.fetchOne(
            db, sql: "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?",
            arguments: [name])
        let hasRowids = isWithout == false
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)",
            arguments: [name])
        let hasOneKey = try rows.count { try ($0.cell(3) as Int64) > 0 } == 1
        let declared = try rows.map { row in
            try Column(
                name: row.cell(0), type: row.cell(1), isRequired: row.cell(2),
                isRowid: hasRowids && hasOneKey && row.cell(3) && row.cell(1) == "INTEGER")
        }
        self.hasRowids = hasRowids
        guard !hasRowids else {
            columns = declared
            return
        }
        let order = try String.fetchAll(
            db,
            sql: """
                SELECT column.name FROM pragma_index_list(?) AS list, pragma_index_xinfo(list.name) AS column
                WHERE list.origin = 'pk' ORDER BY column.seqno
                """, arguments: [name])
        columns = order.compactMap { name in declared.first { $0.name == name } }
    }

    /// Whether a record can be a row of this table. An older program may have written fewer columns.
    func fits(_ record: StoredRecord) -> Bool {
        guard (record.rowid != nil) == hasRowids, record.values.count <= columns.count,
            !record.values.isEmpty
        else { return false }
        return zip(columns, record.values).allSatisfy { column, value in
            switch (column.type, value.storage) {
            case (_, .null): column.isRowid || !column.isRequired
            case ("INTEGER", .int64): !column.isRowid
            case ("TEXT", .string), ("BLOB", .blob): true
            default: false
            }
        }
    }

    /// Of the columns, in the order in which records have them.
    var names: [String] { columns.map(\.name) }

    /// A record that fits, as SQLite shows it: of the first columns where it is an older program's.
    func values(of record: StoredRecord) -> [DatabaseValue] {
        zip(columns, record.values).map { column, value in
            column.isRowid ? record.rowid?.databaseValue ?? .null : value
        }
    }

    /// Puts a record into the same table of another file, where nothing stands in its place.
    /// - Returns: false where it breaks a rule of the table.
    func insert(_ record: StoredRecord, into db: Database) throws -> Bool {
        let values = values(of: record)
        let names = names.prefix(values.count).joined(separator: ", ")
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO \(name)(\(names)) VALUES(\(marks))")
        do { try statement.execute(arguments: StatementArguments(values)) } catch let error
            as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT
        { return false }
        return true
    }
}
