import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// Time that somebody seems to have served twice: records that count and overlap. No command writes such
/// records; they meet when two nodes that could not see each other have written, or by an older program.
extension StoreView {
    /// Every counted record with its person (`PersonLinks`).
    private static let timed = """
        , one AS (SELECT value ->> 0 AS id, value ->> 1 AS person FROM json_each(?2)),
        timed AS (
            SELECT c.id AS id, coalesce(one.person, e.volunteer) AS person,
                e.start_time AS start, e.end_time AS until
            FROM counted c JOIN service_record_entry e ON e.id = c.id
            LEFT JOIN one ON one.id = e.volunteer
            WHERE e.volunteer IS NOT NULL),
        placed AS (
            SELECT id, person, start, until,
                max(until) OVER (PARTITION BY person ORDER BY start, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
                lead(start) OVER (PARTITION BY person ORDER BY start, id) AS next
            FROM timed)

        """

    /// How many service records stand under a volunteer.
    public func hours(of volunteer: Entity) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM entity v JOIN service_record_entry e ON e.volunteer = v.id
                    WHERE v.uid = ?
                    """), arguments: [volunteer.databaseBytes]) ?? 0
    }

    /// How many counted records begin before an earlier one of the same person has ended.
    public func overlapCount(in scope: Scope? = nil) throws -> Int {
        try Int.fetchOne(
            db,
            sql: Self.counted + Self.timed
                + "SELECT count(*) FROM placed WHERE start < before",
            arguments: [scope?.databaseBytes, personLinks().json]) ?? 0
    }

    /// Every counted record that overlaps another of the same person; what overlaps stands together,
    /// the earlier first.
    public func overlappingHours(in scope: Scope? = nil, limit: Int) throws -> [HoursCard] {
        try Data.fetchAll(
            db,
            sql: Self.counted + Self.timed + """
                SELECT uid FROM placed JOIN entity USING(id)
                WHERE start < before OR next < until
                ORDER BY person, start, placed.id LIMIT ?3
                """, arguments: [scope?.databaseBytes, personLinks().json, limit]
        ).compactMap { try Entity(bytes: $0).flatMap(hours) }
    }
}
