import Foundation
import Store
import Testing

/// A hand at a node's file, past the program.
enum DiskHand {
    /// Alters the last byte of a change.
    /// - Parameter dot: SQL for the local dot of the change.
    static func flip(_ dot: String, in directory: String) throws {
        try set(
            "CAST(substr(bytes, 1, length(bytes) - 1) || x'7E' AS BLOB)", at: dot, in: directory)
    }

    /// Leaves nothing of a change: no node finds it again by itself.
    static func spoil(_ dot: String, in directory: String) throws {
        try set("zeroblob(length(bytes))", at: dot, in: directory)
    }

    /// With the triggers of the table out of the way and back in their place.
    private static func set(_ bytes: String, at dot: String, in directory: String) throws {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' "
                "AND tbl_name = 'change'").fetchall()
            db.execute("BEGIN IMMEDIATE")
            for name, _ in rows: db.execute("DROP TRIGGER " + name)
            done = db.execute("UPDATE change SET bytes = " + sys.argv[3] + " WHERE dot = "
                + sys.argv[2]).rowcount
            for _, sql in rows: db.execute(sql)
            db.execute("COMMIT")
            assert done == 1, done
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script, "\(directory)/\(Store.fileName)", dot, bytes]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
