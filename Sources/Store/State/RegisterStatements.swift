import GRDB

/// The statements by which registers are read and written, one at a time.
final class RegisterStatements {
    private let db: Database

    /// Whether K is written down for any register; asked once, since only this object adds to it.
    @exclusivity(unchecked) private var isAnyKnown: Bool?

    func hasKnown() throws -> Bool {
        if let isAnyKnown { return isAnyKnown }
        let found = try Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM known)") ?? false
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

    init(_ db: Database) {
        self.db = db
        rows = Prepared(db, "SELECT dot FROM register WHERE entity = ? AND grp = ?")
        insert = Prepared(db, "INSERT INTO register(entity, grp, dot) VALUES(?, ?, ?)")
        clear = Prepared(db, "DELETE FROM register WHERE entity = ? AND grp = ?")
        known = Prepared(db, "SELECT context FROM known WHERE entity = ? AND grp = ?")
        remember = Prepared(
            db, "INSERT OR REPLACE INTO known(entity, grp, context) VALUES(?, ?, ?)")
        forget = Prepared(db, "DELETE FROM known WHERE entity = ? AND grp = ?")
        tags = Prepared(
            db,
            """
            SELECT grp FROM register WHERE entity = ?1 UNION SELECT grp FROM known WHERE entity = ?1
            """)
    }
}
