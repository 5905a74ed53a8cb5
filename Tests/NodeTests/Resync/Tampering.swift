import Foundation
import GRDB
import Node
import Store
import SyncCore

extension NodeHome {
    private var file: String { directory.appendingPathComponent(Store.fileName).path }

    /// A hand at the file, past the program.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: file)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// The same with the triggers of a table out of the way, and back in their place.
    func tamper(past table: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: file)
        try queue.write { db in
            let triggers = try Row.fetchAll(
                db,
                sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
                arguments: [table])
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger[0] as String)") }
            try db.execute(sql: sql)
            for trigger in triggers { try db.execute(sql: trigger[1] as String) }
        }
        try queue.close()
    }

    /// Flips one byte at the end of the open part of an own change.
    func flipByte(ofOwnChange sequence: Int) throws {
        try tamper(
            past: "change",
            """
            UPDATE change SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'7E' AS BLOB)
            WHERE dot = (SELECT log << 40 FROM log WHERE hex(origin) = '\(origin.description.uppercased())')
                + \(sequence)
            """)
    }

    func rows(_ sql: String) throws -> Int {
        let queue = try DatabaseQueue(path: file)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }
}
