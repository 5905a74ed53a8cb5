import GRDB

/// The statements by which logs are read and appended to, a change at a time.
final class LogStatements {
    let append: Prepared
    let change: Prepared
    let changes: Prepared
    let leaf: Prepared
    let last: Prepared
    let leaves: Prepared
    let blocks: Prepared
    let sealBlock: Prepared
    let byID: Prepared
    let byOrigin: Prepared
    let ofScope: Prepared
    let scope: Prepared
    let commitment: Prepared
    let segments: SegmentTable

    init(_ db: Database) {
        append = Prepared(db, "INSERT INTO change(dot, leaf, bytes) VALUES(?, ?, ?)")
        change = Prepared(db, "SELECT leaf, bytes FROM change WHERE dot = ?")
        changes = Prepared(
            db, "SELECT dot, leaf, bytes FROM change WHERE dot BETWEEN ? AND ? ORDER BY dot")
        leaf = Prepared(db, "SELECT leaf FROM change WHERE dot = ?")
        last = Prepared(
            db, "SELECT dot FROM change WHERE dot >= ? AND dot < ? ORDER BY dot DESC LIMIT 1")
        leaves = Prepared(
            db, "SELECT leaf FROM change WHERE dot BETWEEN ? AND ? ORDER BY dot")
        blocks = Prepared(
            db, "SELECT hash FROM subtree WHERE dot >= ? AND dot < ? ORDER BY dot")
        sealBlock = Prepared(db, "INSERT INTO subtree(dot, hash) VALUES(?, ?)")
        byID = Prepared(db, "SELECT log, scope, origin, key FROM log WHERE log = ?")
        byOrigin = Prepared(
            db, "SELECT log, scope, origin, key FROM log WHERE scope = ? AND origin = ?")
        ofScope = Prepared(
            db, "SELECT log, scope, origin, key FROM log WHERE scope = ? ORDER BY origin")
        scope = Prepared(db, "SELECT scope, id, authority, scope_kind FROM scope WHERE id = ?")
        commitment = Prepared(db, "SELECT commitment FROM personal WHERE dot = ?")
        segments = SegmentTable(db)
    }
}
