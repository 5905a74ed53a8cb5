import Foundation
import GRDB
import ServiceRecords
import SyncCore

/// The records whose rows differ between the present tables and those derived anew.
struct DifferingRecords {
    /// Of which the present tables have a row that the others do not have, or other values.
    var shown: Set<Entity> = []
    /// The other way round.
    var given: Set<Entity> = []
    /// Whether anything differs; rows may be of no record.
    var isAny = false

    /// What showing a record as the logs have it would do.
    func effect(on record: Entity) -> PendingWrite.Effect {
        shown.contains(record) ? given.contains(record) ? .changes : .hides : .adds
    }
}

/// Compares a derived table, row by row and cell by cell, with the same table derived anew.
struct TableComparison {
    let table: String
    /// Columns with local ids of records.
    let references: Set<String>
    /// The column that says of which record a row is; nil for tables whose rows are of none.
    let owner: String?
    /// SQL that says which rows matter.
    var matters = "1"

    /// Every other table that is compared so. Registers are compared by what they say (`RegisterComparison`).
    static let all: [TableComparison] =
        TypedTable.all.map { table in
            let references = table.group.openFields.filter { $0.content == .reference }.map(\.name)
            return TableComparison(
                table: table.name, references: Set(references + ["id"]), owner: "id")
        }
        + ["conflict", "voided", "token"].map {
            TableComparison(table: $0, references: ["entity"], owner: "entity")
        }
        + ofNobody.map { TableComparison(table: $0, references: [], owner: nil) }

    /// The table of records, for where the two are not the same. Who is only mentioned is there or not by the
    /// order in which things came.
    static let records = TableComparison(
        table: "entity", references: ["id"], owner: "id", matters: "a.kind IS NOT NULL")

    /// Tables whose rows are of no record: they name changes, or stand for themselves.
    private static let ofNobody =
        [
            "excluded", "dismissed", "alias", "authority_change", "approval", "resync_word",
            "erasure_word", "hidden", "unerased",
        ] + TransferTable.names + BoundaryTable.names

    func run(_ db: Database, _ renumbering: Renumbering) throws -> DifferingRecords {
        var found = DifferingRecords()
        let columns = try columns(db, of: .anew)
        // A table that a hand has made anew has nothing to compare cells by.
        guard try self.columns(db, of: .present) == columns else {
            found.isAny = true
            return found
        }
        found.shown = try records(of: .present, columns, db, renumbering, &found.isAny)
        // Keys are unique: as many rows, each of which is there, are the same rows.
        guard try found.isAny || count(.present, db) != count(.anew, db) else { return found }
        found.given = try records(of: .anew, columns, db, renumbering, &found.isAny)
        return found
    }

    private struct Column: Hashable {
        let name: String
        let isKey: Bool
    }

    private func columns(_ db: Database, of side: DerivedSide) throws -> [Column] {
        try Row.fetchAll(
            db, sql: "SELECT name, pk FROM pragma_table_info(?, ?)",
            arguments: [table, side.rawValue]
        ).map { try Column(name: $0.cell(0), isKey: $0.cell(1) as Int > 0) }
    }

    private func count(_ side: DerivedSide, _ db: Database) throws -> Int? {
        // By the table itself: an index may still count what the table has lost.
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM \(side.rawValue).\(table) a NOT INDEXED WHERE \(matters)")
    }

    /// The records of rows that the other side does not have, or has with other values.
    private func records(
        of side: DerivedSide, _ columns: [Column], _ db: Database, _ renumbering: Renumbering,
        _ isAny: inout Bool
    ) throws -> Set<Entity> {
        func cell(_ column: Column) -> String {
            let cell = "a.\(column.name)"
            return references.contains(column.name) ? renumbering.id(cell, of: side) : cell
        }
        let keys = columns.filter(\.isKey)
        let match = keys.map { "b.\($0.name) = \(cell($0))" }.joined(separator: " AND ")
        let differs =
            keys.prefix(1).map { "b.\($0.name) IS NULL" }
            + columns.filter { !$0.isKey }.map { "b.\($0.name) IS NOT \(cell($0))" }
        let uid = owner.map {
            "(SELECT uid FROM \(side.rawValue).entity WHERE entity.id = a.\($0))"
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(uid ?? "NULL") FROM \(side.rawValue).\(table) a
                LEFT JOIN \(side.other.rawValue).\(table) b ON \(match)
                WHERE \(matters) AND (\(differs.joined(separator: " OR ")))
                """)
        var records: Set<Entity> = []
        while let row = try rows.next() {
            isAny = true
            if let record = Data.fromDatabaseValue(row[0]).flatMap({ Entity(bytes: $0) }) {
                records.insert(record)
            }
        }
        return records
    }
}
