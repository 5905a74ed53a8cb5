/// What forks and lost memories leave in the file: the node's own origins, branches that were set aside,
/// and what happened, for people. None of it can be derived from the logs.
enum ForkTables {
    static let schema =
        OwnOrigins.schema + EvidenceTable.schema + ChainTable.schema + IncidentTable.schema + """
            ALTER TABLE peer ADD COLUMN succeeded_by BLOB;
            CREATE TABLE peer_succession(
                origin BLOB PRIMARY KEY, key BLOB NOT NULL, predecessor BLOB NOT NULL,
                predecessor_key BLOB NOT NULL, signature BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE carried(
                leaf BLOB NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY(leaf, dot)) WITHOUT ROWID;
            CREATE INDEX carried_by_dot ON carried(dot);
            DROP TRIGGER change_is_never_dropped;
            CREATE TRIGGER change_is_never_dropped BEFORE DELETE ON change
                WHEN NOT EXISTS(
                    SELECT 1 FROM evidence WHERE evidence.log = OLD.dot >> 40
                    AND evidence.leaf = OLD.leaf AND evidence.bytes = OLD.bytes)
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
            """
}
