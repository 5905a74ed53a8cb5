import Foundation
import GRDB
import SyncCore

/// Personal parts of changes that are gone from their logs, as they lie sealed. Such a change comes again, of
/// somebody who may have no more than its commitment; by that it gets its part back at the door.
struct KeptParts {
    let db: Database

    /// What nobody has brought a change for by then, nobody will.
    static let lifetime = ParkedRuns.lifetime

    /// `time`: when it was first waited for.
    static let schema = """
        CREATE TABLE kept_part(
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, commitment BLOB NOT NULL,
            sealed BLOB NOT NULL, time INTEGER, UNIQUE(scope, commitment));
        """

    /// Keeps what lies beside a log beyond `point`, but for what is set aside with its change.
    func keep(of row: LogRow, beyond point: UInt64) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO kept_part(scope, commitment, sealed)
                SELECT ?1, commitment, sealed FROM personal
                WHERE dot >= ?2 AND dot < ?3 AND sealed IS NOT NULL AND commitment NOT IN (
                    SELECT commitment FROM evidence
                    WHERE log = ?4 AND NOT unreadable AND commitment IS NOT NULL)
                """,
            arguments: [
                row.scope, LocalDot(log: row.id, sequence: point + 1),
                LocalDot(log: row.id &+ 1, sequence: 0), row.id,
            ])
    }

    func isEmpty(in scope: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT NOT EXISTS(SELECT 1 FROM kept_part WHERE scope = ?)"),
            arguments: [scope]) ?? true
    }

    /// nil where none is kept that opens under the commitment.
    func part(
        under commitment: Hash, in scope: Int64, vault: PersonalVault
    ) throws -> PersonalPart? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT sealed FROM kept_part WHERE scope = ? AND commitment = ?"),
            arguments: [scope, Data(commitment.bytes)])
        let sealed = row.flatMap { Data.fromDatabaseValue($0[0]) }
        let part = sealed.flatMap { try? vault.open([UInt8]($0), commitment: commitment) }
        return part?.commitment == commitment ? part : nil
    }

    /// Takes erased parts out; whether there were any.
    func erase(_ erasures: Erasures, in scope: Int64) throws -> Bool {
        let found = try Row.fetchAll(
            db, sql: "SELECT id, commitment FROM kept_part WHERE scope = ?", arguments: [scope]
        ).filter { row in
            Data.fromDatabaseValue(row[1]).flatMap { Hash(bytes: $0) }
                .map(erasures.commitments.contains) ?? false
        }
        for row in found {
            try db.execute(
                sql: "DELETE FROM kept_part WHERE id = ?", arguments: [row.cell(0) as Int64])
        }
        return !found.isEmpty
    }

    func commitments(in scope: Int64) throws -> Set<Hash> {
        try Set(
            Row.fetchAll(
                db, sql: "SELECT commitment FROM kept_part WHERE scope = ?", arguments: [scope]
            ).compactMap { row in Data.fromDatabaseValue(row[0]).flatMap { Hash(bytes: $0) } })
    }

    func forgetExpired(at time: Int64) throws {
        try db.cachedStatement(sql: "UPDATE kept_part SET time = ? WHERE time IS NULL")
            .execute(arguments: [time])
        try db.cachedStatement(sql: "DELETE FROM kept_part WHERE time < ?")
            .execute(arguments: [time - Self.lifetime])
    }
}
