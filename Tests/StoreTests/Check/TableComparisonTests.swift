import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// S44: whatever a hand puts into a derived table is found and named, in whichever cell of it.
@Suite struct TableComparisonTests {
    static let records = [
        Entity(hex: "\(String(repeating: "a", count: 32))")!,
        Entity(hex: "\(String(repeating: "b", count: 32))")!,
    ]

    private static let comparisons = TableComparison.all + [.records]

    @Test func `S44 no table that follows from the logs is left out`() {
        // Of registers the two tables are compared by what they say; two more say only when somebody is to
        // be judged anew, by the order in which things came.
        let compared =
            Self.comparisons.map(\.table) + ["register", "known", "actor_reach", "awaited"]
        #expect(Set(compared) == DerivedTables.allNames && Set(compared).count == compared.count)
    }

    /// What may stand in a cell, and what a hand may put there instead. Two blobs are of one length.
    private static func values(_ type: String) -> (present: String, others: [String]) {
        switch type {
        case "TEXT": ("'甲'", ["'乙'", "''", "NULL", "CAST('甲' AS BLOB)"])
        case "BLOB":
            (
                "zeroblob(31) || x'01'",
                ["zeroblob(31) || x'02'", "zeroblob(31)", "x''", "NULL", "7"]
            )
        default: ("1", ["2", "NULL", "'x'", "1.5"])
        }
    }

    private struct Column {
        let name: String
        let type: String
    }

    private static func columns(of table: String, _ db: Database) throws -> [Column] {
        try Row.fetchAll(
            db, sql: "SELECT name, type FROM pragma_table_info(?, 'main')", arguments: [table]
        )
        .map { Column(name: $0[0], type: $0[1]) }
    }

    /// Both sides with the same two records, and one row of the first in the table.
    private func withSides(
        of table: String, _ body: (Database, [Column]) throws -> Void
    ) throws {
        try DatabaseQueue().write { db in
            try DerivedTables.create(db)
            try DerivedTables.createAnew(db)
            let columns = try Self.columns(of: table, db)
            for side in ["main", "temp"] {
                for (index, record) in Self.records.enumerated() {
                    try db.execute(
                        sql: "INSERT INTO \(side).entity(id, scope, uid, kind) VALUES(?, 1, ?, 10)",
                        arguments: [index + 1, record.databaseBytes])
                }
                guard table != "entity" else { continue }
                let cells = columns.map { Self.values($0.type).present }.joined(separator: ", ")
                try db.execute(sql: "INSERT INTO \(side).\(table) VALUES(\(cells))")
            }
            try body(db, columns)
        }
    }

    private func find(in table: String, _ db: Database) throws -> DifferingRecords {
        var found = DifferingRecords()
        try db.inSavepoint {
            let comparison = try #require(Self.comparisons.first { $0.table == table })
            let renumbering = try Renumbering(db)
            guard table != "entity" || !renumbering.isEmpty else { return .rollback }
            found = try comparison.run(db, renumbering)
            return .rollback
        }
        return found
    }

    @Test(arguments: comparisons.map(\.table))
    func `S44 another value in any cell of any table is found, and whose it is`(
        table: String
    ) throws {
        try withSides(of: table) { db, columns in
            #expect(try !find(in: table, db).isAny, "nobody touched it")
            let owner = try #require(Self.comparisons.first { $0.table == table }).owner
            for column in columns {
                for value in Self.values(column.type).others {
                    try db.inSavepoint {
                        let set = "UPDATE OR IGNORE main.\(table) SET \(column.name) = \(value)"
                        // Of the records only the first; a table without row ids has one row.
                        let first = table == "entity" ? " WHERE id = 1" : ""
                        do { try db.execute(sql: set + first) } catch { return .rollback }
                        guard db.changesCount > 0 else { return .rollback }
                        let found = try find(in: table, db)
                        #expect(found.isAny, "\(column.name) = \(value)")
                        if owner != nil, table != "entity" {
                            #expect(
                                found.shown.union(found.given).contains(Self.records[0]),
                                "\(column.name) = \(value)")
                        }
                        return .rollback
                    }
                }
            }
        }
    }

    @Test(arguments: comparisons.map(\.table))
    func `S44 a row that is gone is found, and one too many`(table: String) throws {
        try withSides(of: table) { db, _ in
            for side in ["main", "temp"] {
                try db.inSavepoint {
                    try db.execute(sql: "DELETE FROM \(side).\(table)")
                    let found = try find(in: table, db)
                    #expect(found.isAny)
                    #expect(found.shown.isEmpty || side == "temp")
                    #expect(found.given.isEmpty || side == "main")
                    return .rollback
                }
            }
        }
    }

    @Test func `a table that has lost a column is found`() throws {
        try withSides(of: "volunteer_identity") { db, _ in
            try db.execute(sql: "ALTER TABLE main.volunteer_identity DROP COLUMN gender")
            #expect(try find(in: "volunteer_identity", db).isAny)
        }
    }

    @Test func `rows that name a record by another number are the same rows`() throws {
        try withSides(of: "service_record_entry") { db, _ in
            try db.execute(
                sql: """
                    UPDATE temp.entity SET id = -5 WHERE id = 1;
                    UPDATE temp.service_record_entry SET id = -5, volunteer = -5, activity = -5,
                    project = -5, organisation = -5, leader = -5, recorder = -5, replaces = -5
                    """)
            #expect(try !find(in: "service_record_entry", db).isAny)
            #expect(try !find(in: "entity", db).isAny)
            try db.execute(sql: "UPDATE temp.service_record_entry SET volunteer = 2")
            #expect(try find(in: "service_record_entry", db).given == [Self.records[0]])
        }
    }

    @Test func `a number that is another record there is no match`() throws {
        try withSides(of: "service_record_entry") { db, _ in
            try db.execute(
                sql: """
                    UPDATE main.entity SET id = 3 WHERE id = 1; UPDATE main.entity SET id = 1 WHERE id = 2;
                    UPDATE main.entity SET id = 2 WHERE id = 3
                    """)
            let found = try find(in: "service_record_entry", db)
            #expect(found.shown == [Self.records[1]] && found.given == [Self.records[0]])
        }
    }

    @Test func `a number that is nobody here is no match`() throws {
        try withSides(of: "service_record_entry") { db, _ in
            try db.execute(sql: "DELETE FROM main.entity WHERE id = 1")
            let found = try find(in: "service_record_entry", db)
            #expect(found.isAny && found.shown == [] && found.given == [Self.records[0]])
        }
    }
}
