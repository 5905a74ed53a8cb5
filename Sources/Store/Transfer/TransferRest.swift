import GRDB

/// Whether everything that transfers owe is done. Nothing is owed anew then before a word comes, or what
/// words are judged by: announcements, words of authority and about erasing, scopes, neighbours, parts that were
/// missing. So an exchange that brings nothing of these reads no word again.
///
/// The writer remembers what the store looked like when a run of duties ended with nothing left, and forgets
/// it with all else that it knows. What is taken away again makes it forget; what is added shows in the
/// portrait.
struct TransferRest {
    let writer: Writer
    let db: Database

    func isKept() throws -> Bool { try writer.transferRest == Self.portrait(db) }

    func keep() throws { writer.transferRest = try Self.portrait(db) }

    /// All that decides about words, and grows: by how much there is of it, and where it stands.
    static func portrait(_ db: Database) throws -> [Int64] {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    WITH word(dot) AS (
                        SELECT dot FROM transfer_word UNION ALL SELECT dot FROM announcement
                        UNION ALL SELECT dot FROM authority_change
                        UNION ALL SELECT dot FROM boundary_word
                        UNION ALL SELECT dot FROM erasure_word)
                    SELECT count(*), total(dot >> 40), total(dot & 1099511627775),
                        (SELECT count(*) FROM transfer_word JOIN personal USING(dot)
                            WHERE sealed IS NULL),
                        (SELECT count(*) FROM scope), (SELECT count(*) FROM own_origin),
                        (SELECT count(*) FROM peer), (SELECT count(succeeded_by) FROM peer),
                        (SELECT count(*) FROM peer_scope)
                    FROM word
                    """))
        return row.map { row in row.databaseValues.compactMap(Int64.fromDatabaseValue) } ?? []
    }
}
