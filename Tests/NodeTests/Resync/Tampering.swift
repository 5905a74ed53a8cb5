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

    /// Flips one byte at the end of a change of any log.
    func flipByte(of origin: Origin, _ sequence: UInt64, in scope: Scope) throws {
        try tamper(
            past: "change",
            """
            UPDATE change SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'7E' AS BLOB)
            WHERE dot = (SELECT log << 40 FROM log JOIN scope USING(scope)
                WHERE origin = x'\(origin)' AND scope.id = x'\(scope)') + \(sequence)
            """)
    }

    /// Leaves nothing of what stands in a change's row.
    func spoil(_ sequence: UInt64, of origin: Origin? = nil, in scope: Scope) throws {
        try alter("change", "bytes", at: sequence, of: origin ?? self.origin, in: scope) {
            [UInt8](repeating: 0, count: $0.count)
        }
    }

    /// Puts other bytes into a cell of a table of the log, past its triggers.
    func alter(
        _ table: String, _ column: String, at sequence: UInt64, of origin: Origin, in scope: Scope,
        _ body: ([UInt8]) -> [UInt8]
    ) throws {
        let place = """
            (SELECT log << 40 FROM log JOIN scope USING(scope) WHERE origin = x'\(origin)'
                AND scope.id = x'\(scope)') + \(sequence)
            """
        let queue = try DatabaseQueue(path: file)
        let bytes = try queue.read {
            try Data.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE dot = \(place)")
        }
        try queue.close()
        guard let bytes else { throw DatabaseError(message: "no such row") }
        try tamper(
            past: table,
            """
            UPDATE \(table) SET \(column) = x'\(Hex.encode(body([UInt8](bytes))))'
            WHERE dot = \(place)
            """)
    }

    /// Alters a byte of a change, and writes the leaf beside it that its bytes give then, and the root of its
    /// block.
    func rewrite(change sequence: UInt64, of origin: Origin, in scope: Scope) throws {
        let place = """
            (SELECT log << 40 FROM log JOIN scope USING(scope) WHERE origin = x'\(origin)'
                AND scope.id = x'\(scope)') + \(sequence)
            """
        let queue = try DatabaseQueue(path: file)
        let (bytes, commitment) = try queue.read { db in
            (
                try Data.fetchOne(db, sql: "SELECT bytes FROM change WHERE dot = \(place)"),
                try Data.fetchOne(db, sql: "SELECT commitment FROM personal WHERE dot = \(place)")
            )
        }
        try queue.close()
        var other = [UInt8](bytes ?? Data())
        guard other.count > 40 else { throw DatabaseError(message: "no such change") }
        // Of the time, which follows scope, origin and a sequence of one byte: it stays a change.
        other[33] ^= 2
        let leaf = MerkleTree.leaf(
            other, commitment.map { [UInt8]($0) } ?? [UInt8](repeating: 0, count: 32))
        try tamper(
            past: "change",
            """
            UPDATE change SET bytes = x'\(Hex.encode(other))', leaf = x'\(leaf.hex)'
            WHERE dot = \(place)
            """)
        try rewriteBlock(of: place, at: sequence)
    }

    /// Writes the root that the leaves of a full block give now.
    private func rewriteBlock(of place: String, at sequence: UInt64) throws {
        let block = (sequence - 1) / 256
        let base = "\(place) - \(sequence)"
        let queue = try DatabaseQueue(path: file)
        let leaves = try queue.read { db in
            try Data.fetchAll(
                db,
                sql: """
                    SELECT leaf FROM change WHERE dot BETWEEN \(base) + \(block * 256 + 1)
                        AND \(base) + \(block * 256 + 256) ORDER BY dot
                    """)
        }
        try queue.close()
        guard leaves.count == 256 else { return }
        var tree = Frontier()
        for leaf in leaves.compactMap({ Hash(bytes: $0) }) { tree.append(leaf) }
        try tamper(
            "UPDATE subtree SET hash = x'\(tree.root.hex)' WHERE dot = \(base) + \(block)")
    }

    func rows(_ sql: String) throws -> Int {
        let queue = try DatabaseQueue(path: file)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }
}
