import Foundation
import GRDB
import ServiceRecords

/// Everything that follows from the logs: who is who, the registers, the typed tables that people's
/// queries read. Dropped and derived again at will.
enum DerivedTables {
    private static let names =
        [
            "entity", "register", "known", "alias", "excluded", "dismissed", "authority_change",
            "conflict", "voided", "token", "actor_reach", "approval", "erasure_word", "hidden",
            "unerased", "resync_word", "awaited",
        ] + TransferTable.names + BoundaryTable.names

    private static let generic = """
        CREATE TABLE entity(
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, uid BLOB NOT NULL, kind INTEGER,
            UNIQUE(uid, scope));
        CREATE TABLE register(
            entity INTEGER NOT NULL, grp INTEGER NOT NULL, dot INTEGER NOT NULL,
            PRIMARY KEY(entity, grp, dot)) WITHOUT ROWID;
        CREATE TABLE known(
            entity INTEGER NOT NULL, grp INTEGER NOT NULL, context BLOB NOT NULL,
            PRIMARY KEY(entity, grp)) WITHOUT ROWID;
        CREATE TABLE alias(
            leaf BLOB NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY(leaf, dot)) WITHOUT ROWID;
        CREATE TABLE excluded(
            dot INTEGER PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL,
            original BLOB NOT NULL);
        CREATE TABLE awaited(
            scope INTEGER NOT NULL, origin BLOB NOT NULL, length INTEGER NOT NULL,
            dot INTEGER NOT NULL, PRIMARY KEY(scope, origin, length, dot)) WITHOUT ROWID;
        CREATE TABLE dismissed(
            leaf BLOB NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY(leaf, dot)) WITHOUT ROWID;
        CREATE TABLE authority_change(
            dot INTEGER PRIMARY KEY, kind INTEGER NOT NULL, original BLOB NOT NULL,
            bytes BLOB NOT NULL, sum BLOB NOT NULL);
        CREATE TABLE conflict(
            entity INTEGER NOT NULL, grp INTEGER NOT NULL, agreement INTEGER NOT NULL,
            PRIMARY KEY(entity, grp)) WITHOUT ROWID;
        CREATE TABLE voided(entity INTEGER PRIMARY KEY, is_edited INTEGER NOT NULL);
        CREATE TABLE approval(dot INTEGER PRIMARY KEY);
        CREATE TABLE resync_word(dot INTEGER PRIMARY KEY);
        CREATE TABLE actor_reach(
            scope INTEGER NOT NULL, origin BLOB NOT NULL, length INTEGER NOT NULL,
            PRIMARY KEY(scope, origin)) WITHOUT ROWID;
        CREATE TABLE token(
            token INTEGER NOT NULL, entity INTEGER NOT NULL,
            PRIMARY KEY(token, entity)) WITHOUT ROWID;
        """

    private static let indexes = """
        CREATE INDEX service_record_by_volunteer ON service_record_entry(volunteer, start_time);
        CREATE INDEX volunteer_by_number ON volunteer_service(volunteer_no)
            WHERE volunteer_no IS NOT NULL;
        CREATE INDEX volunteer_by_heir ON volunteer_standing(merged_into)
            WHERE merged_into IS NOT NULL;
        CREATE INDEX attachment_by_subject ON attachment_content(subject);
        CREATE INDEX attachment_by_digest ON attachment_content(digest);
        """

    /// Of all tables that follow from the logs.
    static var allNames: Set<String> { Set(names + TypedTable.all.map(\.name)) }

    /// Raised whenever the same logs give other rows, or sums over them: stores of older programs derive anew
    /// then, and `TotalBasis` says by which rules a total was made.
    static let rules = 16
    private static let derivation = "-- derivation \(rules)"

    /// Makes all of the tables, and no index but those that keys have.
    private static let tables =
        [generic, ErasureTable.schema, TransferTable.schema, BoundaryTable.schema]
        + TypedTable.all.map(\.creation)

    /// The shape that the present program derives; a store with another one is derived anew.
    static let shape = ([derivation] + tables + [indexes]).joined(separator: "\n")

    static func create(_ db: Database) throws {
        for name in names + TypedTable.all.map(\.name) {
            try db.execute(sql: "DROP TABLE IF EXISTS \(name)")
        }
        try db.execute(sql: shape)
    }

    /// Makes empty temporary tables of the same names, which SQLite finds before those of the store: whatever
    /// is derived from here on goes into them. A rollback does away with them.
    static func createAnew(_ db: Database) throws {
        for table in tables {
            try db.execute(
                sql: table.replacingOccurrences(of: "CREATE TABLE ", with: "CREATE TEMP TABLE "))
        }
    }

    /// Forgets what was derived of one scope, but for which changes govern it.
    static func clear(scope: Int64, in db: Database) throws {
        func delete(_ rows: String) throws {
            try db.cachedStatement(sql: "DELETE FROM \(rows)").execute(arguments: [scope])
        }
        let ofScope = "(SELECT id FROM entity WHERE scope = ?)"
        for table in ["register", "known", "conflict", "voided", "token"] {
            try delete("\(table) WHERE entity IN \(ofScope)")
        }
        for table in TypedTable.all {
            try delete("\(table.name) WHERE id IN \(ofScope)")
        }
        for table in [
            "alias", "excluded", "dismissed", "approval", "unerased", "transfer_word",
            "announcement", "resync_word", "boundary_word",
        ] {
            try delete("\(table) WHERE dot >> 40 IN (SELECT log FROM log WHERE scope = ?)")
        }
        for table in ["actor_reach", "awaited", "entity", "tenure", "dissolved"] {
            try delete("\(table) WHERE scope = ?")
        }
    }
}
