import Foundation
import GRDB
import SyncCore

/// The origins that this node has been, the last of them the present one. Their private keys lie in
/// files beside the database; all of them are kept, because what an origin wrote is handed on under its
/// own signature for ever.
struct OwnOrigins {
    let db: Database

    static let schema = """
        CREATE TABLE own_origin(
            id INTEGER PRIMARY KEY, origin BLOB NOT NULL UNIQUE, key BLOB NOT NULL,
            predecessor BLOB, signature BLOB, time INTEGER);
        """

    /// Oldest first.
    func all() throws -> [Origin] {
        try Data.fetchAll(db.cachedStatement(sql: "SELECT origin FROM own_origin ORDER BY id"))
            .compactMap { Origin(bytes: $0) }
    }

    /// Public key of the present one; nil before the store's first.
    func presentKey() throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT key FROM own_origin ORDER BY id DESC LIMIT 1")
        ).map { [UInt8]($0) }
    }

    /// Public key of one of them; nil for a stranger.
    func key(of origin: Origin) throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT key FROM own_origin WHERE origin = ?"),
            arguments: [origin.databaseBytes]
        ).map { [UInt8]($0) }
    }

    func contains(_ origin: Origin) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM own_origin WHERE origin = ?"),
            arguments: [origin.databaseBytes]) ?? false
    }

    func add(key: [UInt8], succession: Succession? = nil, at time: Int64? = nil) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO own_origin(origin, key, predecessor, signature, time)
                VALUES(?, ?, ?, ?, ?)
                """,
            arguments: [
                Origin(publicKey: key).databaseBytes, Data(key),
                succession.map { Data($0.predecessorKey) },
                succession.map { Data($0.signature) }, time,
            ])
    }

    /// How the present origin came about, oldest first; none for a node that has always been itself.
    func lineage() throws -> [Succession] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT predecessor, key, signature FROM own_origin
                    WHERE predecessor IS NOT NULL ORDER BY id
                    """)
        ).compactMap { row in
            try Succession(
                predecessor: row.blob(0), successor: row.blob(1),
                signature: row.blob(2))
        }
    }
}
