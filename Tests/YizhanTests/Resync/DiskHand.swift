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
        try run(script, ["\(directory)/\(Store.fileName)", dot, bytes])
    }

    /// Takes a change and its personal part out of the file.
    static func remove(_ dot: String, in directory: String) throws {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            db.execute("BEGIN IMMEDIATE")
            for name, _ in rows: db.execute("DROP TRIGGER " + name)
            dot = db.execute("SELECT " + sys.argv[2]).fetchone()[0]
            for table in ["change", "personal"]:
                db.execute("DELETE FROM " + table + " WHERE dot = ?", (dot,))
            for _, sql in rows: db.execute(sql)
            db.execute("COMMIT")
            """
        try run(script, ["\(directory)/\(Store.fileName)", dot])
    }

    /// Fills the first leaf of a table with zeros.
    static func spoilPage(of tree: String, in directory: String) throws {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' "
                "ORDER BY path LIMIT 1", (sys.argv[2],)).fetchone()[0]
            db.close()
            with open(sys.argv[1], "r+b") as file:
                file.seek((page - 1) * 4096)
                file.write(bytes(4096))
            """
        try run(script, ["\(directory)/\(Store.fileName)", tree])
    }

    private static func run(_ script: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
