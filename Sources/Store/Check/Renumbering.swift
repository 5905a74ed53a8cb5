import GRDB

/// Local ids that stand for one record on one side and for another, or for none, on the other: a record that was
/// mentioned before its creation has a number by the order in which things came (docs/decisions/0003).
struct Renumbering {
    /// The id of no record.
    private static let nobody = 0

    private static let schema = """
        CREATE TEMP TABLE renumbered(
            side TEXT NOT NULL, id INTEGER NOT NULL, other INTEGER NOT NULL,
            PRIMARY KEY(side, id)) WITHOUT ROWID
        """

    /// Whether the tables of records are the same, row by row.
    let isEmpty: Bool

    /// Compares the two tables of records, and keeps what differs in a temporary one.
    init(_ db: Database) throws {
        try db.execute(sql: Self.schema)
        try Self.note(.present, db)
        isEmpty = try db.changesCount == 0 && Self.count(.present, db) == Self.count(.anew, db)
        guard !isEmpty else { return }
        try Self.note(.anew, db)
        try Self.noteStrangers(.present, db)
        try Self.noteStrangers(.anew, db)
    }

    /// SQL for the id that the record of a column has on the other side; `nobody` where it has none.
    func id(_ column: String, of side: DerivedSide) -> String {
        isEmpty
            ? column
            : """
            coalesce((SELECT other FROM temp.renumbered WHERE side = '\(side.rawValue)'
            AND id = \(column)), \(column))
            """
    }

    private static func count(_ side: DerivedSide, _ db: Database) throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(side.rawValue).entity NOT INDEXED")
    }

    /// Records that have no such row on the other side.
    private static func note(_ side: DerivedSide, _ db: Database) throws {
        let (here, there) = (side.rawValue, side.other.rawValue)
        try db.execute(
            sql: """
                INSERT INTO temp.renumbered(side, id, other)
                SELECT '\(here)', a.id, coalesce((
                    SELECT c.id FROM \(there).entity c WHERE c.uid = a.uid AND c.scope = a.scope), \(nobody))
                FROM \(here).entity a LEFT JOIN \(there).entity b ON b.id = a.id
                WHERE b.uid IS NOT a.uid OR b.scope IS NOT a.scope OR b.kind IS NOT a.kind
                """)
    }

    /// Ids that only the other side gives to a record.
    private static func noteStrangers(_ side: DerivedSide, _ db: Database) throws {
        let (here, there) = (side.rawValue, side.other.rawValue)
        try db.execute(
            sql: """
                INSERT INTO temp.renumbered(side, id, other)
                SELECT '\(here)', b.id, \(nobody) FROM \(there).entity b
                WHERE NOT EXISTS(SELECT 1 FROM \(here).entity a WHERE a.id = b.id)
                """)
    }
}
