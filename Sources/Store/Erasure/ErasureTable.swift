import Foundation
import GRDB
import SyncCore

/// The words of a scope about erasing, and what follows from them for whoever looks.
struct ErasureTable {
    let log: LogTable
    let scope: ScopeRow
    private var db: Database { log.db }

    /// `hidden`: records whose personal parts are shown to nobody. `unerased`: changes with personal
    /// parts that nothing has erased, of records of which something was.
    static let schema = """
        CREATE TABLE erasure_word(dot INTEGER PRIMARY KEY);
        CREATE TABLE hidden(
            scope INTEGER NOT NULL, uid BLOB NOT NULL, PRIMARY KEY(scope, uid)) WITHOUT ROWID;
        CREATE TABLE unerased(dot INTEGER PRIMARY KEY, uid BLOB NOT NULL);
        """

    static func isWord(_ change: Change) -> Bool {
        SystemKind.range.contains(change.kind)
            && ErasureWord(change.canonical, original: change.originalLeaf) != nil
    }

    func note(_ change: Change, at dot: LocalDot) throws {
        guard Self.isWord(change) else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO erasure_word(dot) VALUES(?)")
            .execute(arguments: [dot])
    }

    func erasures(by standing: Standing) throws -> Erasures {
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM log JOIN erasure_word
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? ORDER BY origin, dot
                    """), arguments: [scope.id])
        guard !dots.isEmpty else { return Erasures() }
        let words = try dots.compactMap { dot -> (word: ErasureWord, counts: Bool)? in
            guard let (_, canonical) = try log.stored(at: dot) else {
                throw StoreError.damaged("no change at \(dot.value)")
            }
            let commitment = try log.commitment(at: dot)
            let change = Change(canonical, personal: commitment.map { .withheld($0) } ?? .none)
            return ErasureWord(canonical, original: change.originalLeaf).map {
                ($0, standing.exclusion(of: change) == nil && !change.carriesForeignWrite)
            }
        }
        return Erasures(words, authorities: standing.authorities)
    }

    func hide(_ records: Set<Entity>) throws {
        try db.execute(sql: "DELETE FROM hidden WHERE scope = ?", arguments: [scope.id])
        for record in records.sorted() {
            try db.execute(
                sql: "INSERT INTO hidden(scope, uid) VALUES(?, ?)",
                arguments: [scope.id, record.databaseBytes])
        }
    }

    /// Whose service a record is; nil for any other.
    func volunteer(of record: Entity) throws -> Entity? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT v.uid FROM entity r JOIN service_record_entry e ON e.id = r.id
                    JOIN entity v ON v.id = e.volunteer WHERE r.uid = ? AND r.scope = ?
                    """), arguments: [record.databaseBytes, scope.id]
        ).flatMap { Entity(bytes: $0) }
    }

    func noteUnerased(_ dot: LocalDot, of record: Entity) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO unerased(dot, uid) VALUES(?, ?)")
            .execute(arguments: [dot, record.databaseBytes])
    }

    func forgetUnerased() throws {
        try db.execute(
            sql: "DELETE FROM unerased WHERE dot >> 40 IN (SELECT log FROM log WHERE scope = ?)",
            arguments: [scope.id])
    }

    /// Changes of the scope that have a personal part, in local order.
    /// - Parameter isHeld: only where it is here, and not its commitment alone.
    func forEachPersonal(isHeld: Bool, _ body: (LocalDot, Hash) throws -> Void) throws {
        let held = isHeld ? "AND sealed IS NOT NULL" : ""
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT dot, commitment FROM log JOIN personal
                ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                WHERE scope = ? \(held) ORDER BY dot
                """, arguments: [scope.id])
        for row in rows {
            guard let commitment = Hash(bytes: row.bytes(1)) else {
                throw StoreError.damaged("commitment")
            }
            try body(row.cell(0), commitment)
        }
    }
}
