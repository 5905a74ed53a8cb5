import Foundation
import GRDB

/// One cell of a store's file, and what a disk, or a hand, has made of it.
struct BentCell: CustomStringConvertible {
    enum Bend: String, CaseIterable {
        case null, text, real, negative, least, huge, far, empty, longer

        /// In place of what stands in a column, of which `hex` are the bytes.
        func sql(_ column: String, hex: String) -> String {
            switch self {
            case .null: "NULL"
            case .text: "'bent'"
            case .real: "1.5"
            case .negative: "-1"
            case .least: "-9223372036854775808"
            case .huge: "9223372036854775807"
            // One bit of a number: a log of so many changes.
            case .far: "\(column) + (1 << 38)"
            case .empty: "x''"
            case .longer: "x'\(hex)00'"
            }
        }
    }

    let table: String
    let column: String
    let bend: Bend
    /// Which of the table's rows, however many it has.
    let row: Int

    var description: String { "\(table).\(column) \(bend) in row \(row)" }

    /// Every column of every table with every bend. Of settings, each is a matter of its own.
    static func all(in file: URL) throws -> [BentCell] {
        try reading(file) { db in
            try tables(db).flatMap { table -> [BentCell] in
                let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
                let columns = try String.fetchAll(
                    db, sql: "SELECT name FROM pragma_table_info('\(table)')")
                return columns.enumerated().flatMap { place, column in
                    Bend.allCases.enumerated().flatMap { number, bend in
                        let some = [(place + number) % max(count, 1)]
                        return (table == "setting" ? Array(0..<count) : some).map {
                            BentCell(table: table, column: column, bend: bend, row: $0)
                        }
                    }
                }
            }
        }
    }

    /// Puts a row into every table that has none: in each column what stands in one of that name elsewhere,
    /// else something of its type.
    static func fillEmptyTables(of file: URL) throws {
        try reading(file) { db in
            let tables = try tables(db)
            func sample(_ column: String) throws -> String? {
                for table in tables {
                    let known = try Row.fetchAll(
                        db, sql: "SELECT 1 FROM pragma_table_info('\(table)') WHERE name = ?",
                        arguments: [column])
                    guard !known.isEmpty else { continue }
                    let text = try String.fetchOne(
                        db, sql: "SELECT quote(\(column)) FROM \(table) WHERE \(column) NOT NULL")
                    if let text { return text }
                }
                return nil
            }
            for table in tables {
                guard try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") == 0 else {
                    continue
                }
                let columns = try Row.fetchAll(
                    db, sql: "SELECT name, type FROM pragma_table_info('\(table)')")
                let values = try columns.map { column in
                    switch try (sample(column[0]), column[1] as String) {
                    case (let value?, _): value
                    case (nil, "BLOB"): "x'\(String(repeating: "11", count: 32))'"
                    case (nil, "TEXT"): "'made up'"
                    case (nil, _): "1"
                    }
                }
                try db.execute(
                    sql: "INSERT INTO \(table) VALUES(\(values.joined(separator: ", ")))")
            }
        }
    }

    /// - Returns: whether SQLite holds such a value there at all.
    func bend(in file: URL) throws -> Bool {
        try Self.reading(file) { db in
            let isNumber = try Bool.fetchOne(
                db, sql: "SELECT typeof(\(column)) = 'integer' FROM \(table) LIMIT 1 OFFSET \(row)")
            guard bend != .far || isNumber == true else { return false }
            let keys = try String.fetchAll(
                db, sql: "SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0")
            let key = keys.isEmpty ? "rowid" : keys.joined(separator: ", ")
            let place = "(\(key)) = (SELECT \(key) FROM \(table) LIMIT 1 OFFSET \(row))"
            let hex =
                try String.fetchOne(db, sql: "SELECT hex(\(column)) FROM \(table) WHERE \(place)")
                ?? ""
            return try withoutPromises(db) {
                do {
                    try db.execute(
                        sql:
                            "UPDATE \(table) SET \(column) = \(bend.sql(column, hex: hex)) WHERE \(place)"
                    )
                    return db.changesCount > 0
                } catch let error as DatabaseError
                    where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(
                        error.resultCode.primaryResultCode)
                { return false }
            }
        }
    }

    /// With a table that takes anything in any column, and no triggers; as it was afterwards.
    private func withoutPromises<T>(_ db: Database, _ body: () throws -> T) throws -> T {
        let was = try Row.fetchAll(
            db, sql: "SELECT rowid, type, sql FROM sqlite_schema WHERE tbl_name = ?",
            arguments: [table])
        func schema(_ alter: () throws -> Void) throws {
            try db.execute(sql: "PRAGMA writable_schema = ON")
            try alter()
            try db.execute(sql: "PRAGMA writable_schema = RESET")
        }
        let triggers = was.filter { $0["type"] == "trigger" }
        for trigger in triggers {
            let name = try String.fetchOne(
                db, sql: "SELECT name FROM sqlite_schema WHERE rowid = ?",
                arguments: [trigger["rowid"] as Int64])
            try db.execute(sql: "DROP TRIGGER \(name ?? "")")
        }
        let creation = was.first { $0["type"] == "table" }?["sql"] as String? ?? ""
        let loose = creation.replacingOccurrences(of: "NOT NULL", with: "")
            .replacingOccurrences(of: " TEXT", with: " BLOB")
        func create(_ sql: String) throws {
            try schema {
                try db.execute(
                    sql: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?",
                    arguments: [sql, table])
            }
        }
        try create(loose)
        let result = try body()
        try create(creation)
        for trigger in triggers { try db.execute(sql: trigger["sql"]) }
        return result
    }

    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                ORDER BY name
                """)
    }

    private static func reading<T>(_ file: URL, _ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        let result = try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            return try body(db)
        }
        try queue.close()
        return result
    }
}
