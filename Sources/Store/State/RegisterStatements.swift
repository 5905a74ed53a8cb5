import GRDB

/// The statements by which registers are read and written, one at a time.
final class RegisterStatements {
    private let db: Database
    private let prefix: String

    /// Whether K is written down for any register; asked once, since only this object adds to it.
    @exclusivity(unchecked) private var isAnyKnown: Bool?

    func hasKnown() throws -> Bool {
        if let isAnyKnown { return isAnyKnown }
        let found =
            try Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM \(prefix)known)") ?? false
        isAnyKnown = found
        return found
    }

    func noteKnown() { isAnyKnown = true }

    let rows: Prepared
    let insert: Prepared
    let clear: Prepared
    let known: Prepared
    let remember: Prepared
    let forget: Prepared
    let tags: Prepared

    /// - Parameter side: whose rows they are, where there are two; nil for what SQLite finds first.
    init(_ db: Database, of side: DerivedSide? = nil) {
        let prefix = side.map { "\($0.rawValue)." } ?? ""
        self.db = db
        self.prefix = prefix
        rows = Prepared(db, "SELECT dot FROM \(prefix)register WHERE entity = ? AND grp = ?")
        insert = Prepared(db, "INSERT INTO \(prefix)register(entity, grp, dot) VALUES(?, ?, ?)")
        clear = Prepared(db, "DELETE FROM \(prefix)register WHERE entity = ? AND grp = ?")
        known = Prepared(db, "SELECT context FROM \(prefix)known WHERE entity = ? AND grp = ?")
        remember = Prepared(
            db, "INSERT OR REPLACE INTO \(prefix)known(entity, grp, context) VALUES(?, ?, ?)")
        forget = Prepared(db, "DELETE FROM \(prefix)known WHERE entity = ? AND grp = ?")
        tags = Prepared(
            db,
            """
            SELECT grp FROM \(prefix)register WHERE entity = ?1
            UNION SELECT grp FROM \(prefix)known WHERE entity = ?1
            """)
    }
}
