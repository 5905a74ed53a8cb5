import GRDB

/// The structure of the file, as a list that only grows. What can be derived again stands apart
/// (`DerivedTables`): it is dropped and made anew when the schema of records changes.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 log, vault, peers") { db in
            try db.execute(sql: log)
            try db.execute(sql: neighbours)
            try db.execute(sql: operation)
        }
        migrator.registerMigration("addresses of peers") { db in
            try db.execute(sql: peerAddresses)
        }
        migrator.registerMigration("own origins, branches set aside") { db in
            try db.execute(sql: ForkTables.schema)
        }
        migrator.registerMigration("receipts over branches set aside") { db in
            try db.execute(sql: VoidReceiptTable.schema)
        }
        migrator.registerMigration("invitations that replace") { db in
            try db.execute(sql: "ALTER TABLE invitation ADD COLUMN replaces BLOB")
        }
        migrator.registerMigration("bundles") { db in
            try db.execute(sql: CourierTable.schema)
        }
        migrator.registerMigration("attachments there") { db in
            try db.execute(sql: AttachmentTables.schema)
        }
        migrator.registerMigration("segments of logs") { db in
            try db.execute(sql: SegmentTable.schema)
        }
        // What was parked before was not proved; the next bundle brings it again.
        migrator.registerMigration("parked runs are proved") { db in
            try db.execute(sql: "DROP TABLE IF EXISTS parked;" + ParkedRuns.schema)
        }
        migrator.registerMigration("logins") { db in try db.execute(sql: LoginTables.schema) }
        migrator.registerMigration("kinds of scopes") { db in
            try db.execute(
                sql: "ALTER TABLE scope ADD COLUMN scope_kind TEXT NOT NULL DEFAULT 'station'")
        }
        migrator.registerMigration("damage is mended") { db in
            try db.execute(sql: Mending.schema)
        }
        // What was set aside before is looked at each time, and has nothing to show for itself.
        migrator.registerMigration("words of authority set aside") { db in
            try db.execute(
                sql: """
                    ALTER TABLE evidence ADD COLUMN governs INTEGER NOT NULL DEFAULT 1;
                    ALTER TABLE evidence ADD COLUMN proof BLOB;
                    """)
        }
        migrator.registerMigration("divisions for a time") { db in
            try db.execute(
                sql: """
                    ALTER TABLE division ADD COLUMN valid_from INTEGER;
                    ALTER TABLE division ADD COLUMN valid_until INTEGER
                    """)
        }
        migrator.registerMigration("missing parts are asked for") { db in
            try db.execute(sql: MissingParts.schema)
        }
        migrator.registerMigration("what cannot be read any more is set aside") { db in
            try db.execute(
                sql: "ALTER TABLE evidence ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("leaves are mended") { db in
            try db.execute(sql: Mending.leaves)
        }
        migrator.registerMigration("frames of segments are mended") { db in
            try db.execute(sql: Frames.schema)
        }
        migrator.registerMigration("parts whose changes come again") { db in
            try db.execute(sql: KeptParts.schema)
        }
        migrator.registerMigration("second uses of join files") { db in
            try db.execute(sql: SecondUses.schema)
        }
        return migrator
    }

    /// Logs and what proves them. Triggers hold the promise that nothing in a log changes (I1).
    private static let log = """
        CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE scope(
            scope INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, authority BLOB NOT NULL,
            code TEXT, name TEXT);
        CREATE TABLE log(
            log INTEGER PRIMARY KEY, scope INTEGER NOT NULL REFERENCES scope,
            origin BLOB NOT NULL, key BLOB NOT NULL, UNIQUE(scope, origin));
        CREATE TABLE change(dot INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL);
        CREATE TABLE subtree(dot INTEGER PRIMARY KEY, hash BLOB NOT NULL);
        CREATE TABLE personal(
            dot INTEGER PRIMARY KEY, commitment BLOB NOT NULL, sealed BLOB);
        CREATE TABLE checkpoint(
            log INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL,
            joined INTEGER NOT NULL, proof BLOB NOT NULL);
        CREATE TABLE receipt(
            log INTEGER NOT NULL, cosigner BLOB NOT NULL, size INTEGER NOT NULL,
            time INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY(log, cosigner)) WITHOUT ROWID;
        CREATE TRIGGER change_is_never_altered BEFORE UPDATE ON change
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER change_is_never_dropped BEFORE DELETE ON change
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """

    /// Whom we exchange with, what they may read, and what they were last known to hold.
    private static let neighbours = """
        CREATE TABLE peer(
            origin BLOB PRIMARY KEY, key BLOB NOT NULL, standpoint TEXT NOT NULL,
            name TEXT, last_contact INTEGER) WITHOUT ROWID;
        CREATE TABLE peer_scope(
            peer BLOB NOT NULL, scope INTEGER NOT NULL, PRIMARY KEY(peer, scope)) WITHOUT ROWID;
        CREATE TABLE peer_log(
            peer BLOB NOT NULL, log INTEGER NOT NULL, length INTEGER NOT NULL,
            PRIMARY KEY(peer, log)) WITHOUT ROWID;
        CREATE TABLE invitation(
            secret BLOB PRIMARY KEY, scope INTEGER NOT NULL, expires INTEGER NOT NULL,
            used_by BLOB) WITHOUT ROWID;
        """

    /// What happened, for people; and public lists. Nothing here takes part in a merge.
    private static let operation = """
        CREATE TABLE exchange(
            id INTEGER PRIMARY KEY, began INTEGER NOT NULL, peer BLOB, via TEXT NOT NULL,
            result TEXT NOT NULL, detail TEXT NOT NULL, round_trips INTEGER NOT NULL, sent INTEGER NOT NULL,
            received INTEGER NOT NULL, milliseconds INTEGER NOT NULL);
        CREATE TABLE division(
            code TEXT PRIMARY KEY, parent TEXT, level INTEGER NOT NULL, name TEXT NOT NULL,
            pinyin TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX division_parent ON division(parent);
        """
}
