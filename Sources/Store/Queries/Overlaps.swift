import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// Time that somebody seems to have served twice: records that count and overlap. No command writes such
/// records; they meet when two nodes that could not see each other have written, or by an older program.
///
/// Within one station they are under review until a person has ended it (decision 0065): that follows from
/// the station's own logs, so it and its county show the same. Those of several stations are listed by
/// whoever holds all of their logs, and stay in their columns.
extension StoreView {
    /// SQL for a table of a name: each of some records with a volunteer and a time, its person, when it
    /// begins and ends, until when the latest of that person before it lasts, and when the next one begins.
    /// - Parameters:
    ///   - records: SQL for a table with a column `id`.
    ///   - links: the parameter with `PersonLinks.json`.
    ///   - condition: SQL for which of them, of a row `e` of entries.
    private static func placed(
        _ name: String, _ records: String, links: String, where condition: String
    ) -> String {
        """
        \(name) AS (
            SELECT id, person, start, until,
                max(until) OVER (PARTITION BY person ORDER BY start, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
                lead(start) OVER (PARTITION BY person ORDER BY start, id) AS next
            FROM (
                SELECT r.id, coalesce(one.person, e.volunteer) AS person,
                    e.start_time AS start, e.end_time AS until
                FROM \(records) r JOIN service_record_entry e ON e.id = r.id
                LEFT JOIN (SELECT CAST(value ->> 0 AS INTEGER) AS id, value ->> 1 AS person
                    FROM json_each(\(links))) one ON one.id = e.volunteer
                WHERE e.volunteer IS NOT NULL AND (\(condition))))
        """
    }

    /// SQL, of a row: that its time overlaps another's.
    private static let overlaps = "start < before OR next < until"

    /// Nobody serves longer at a stretch, milliseconds; no command writes it, and what says so all the same
    /// does not bring everything else of that person under review.
    private static let longest = 86_400_000

    /// SQL, of a row of entries: that it may be held against others.
    private static func isComparable(_ row: String) -> String {
        "\(row).end_time > \(row).start_time AND \(row).end_time - \(row).start_time <= \(longest)"
    }

    /// SQL for two tables, of records that count and overlap another one of the same person in the same
    /// scope; `doubled` has their ids. A volunteer's local number is of one scope.
    /// - Parameters:
    ///   - records: SQL for a table of those that count, with a column `id`.
    ///   - links: the parameter with the `PersonLinks.json` of `mergedPersons`.
    static func doubled(_ records: String, links: String) -> String {
        let condition = PlantedBug.doubledCounts.isPlanted ? "FALSE" : overlaps
        return placed("near", records, links: links, where: isComparable("e"))
            + ", doubled(id) AS MATERIALIZED (SELECT id FROM near WHERE \(condition))"
    }

    /// Those of a scope, or of all that is held here.
    func doubledHours(in scope: Scope? = nil) throws -> Set<Int64> {
        try Int64.fetchSet(
            db.cachedStatement(sql: Self.counted + "SELECT id FROM doubled"),
            arguments: [scope?.databaseBytes, mergedPersons(in: scope).json])
    }

    /// Whether a record that counts is one of these.
    func isDoubled(_ id: Int64, of volunteer: Int64) throws -> Bool {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    WITH RECURSIVE one(id) AS (
                        SELECT ?2
                        UNION SELECT s.id FROM one
                            JOIN volunteer_standing s ON s.merged_into = one.id
                            JOIN entity v ON v.id = s.id JOIN entity k ON k.id = one.id
                            WHERE v.kind = \(Volunteer.kind.number) AND k.kind = v.kind
                        UNION SELECT s.merged_into FROM one
                            JOIN volunteer_standing s ON s.id = one.id
                            JOIN entity v ON v.id = s.id JOIN entity k ON k.id = s.merged_into
                            WHERE v.kind = \(Volunteer.kind.number) AND k.kind = v.kind)
                    SELECT o.id FROM service_record_entry e JOIN one
                    JOIN service_record_entry o ON o.volunteer = one.id AND o.id <> e.id
                        AND o.start_time < e.end_time
                        AND o.start_time > e.start_time - \(Self.longest)
                        AND o.end_time > e.start_time
                    WHERE e.id = ?1 AND \(Self.isComparable("e")) AND \(Self.isComparable("o"))
                        AND NOT EXISTS(SELECT 1 FROM service_record_correction
                            WHERE id = o.id AND reversed = 1)
                    """), arguments: [id, volunteer]
        ).contains { try isThrough($0).counts }
    }

    /// How many service records stand under a volunteer.
    public func hours(of volunteer: Entity) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM entity v JOIN service_record_entry e ON e.volunteer = v.id
                    WHERE v.uid = ?
                    """), arguments: [volunteer.databaseBytes]) ?? 0
    }

    /// SQL for a table `placed` of all that count, whichever station one person's records are of.
    private static let everywhere =
        ", \(placed("placed", "standing", links: "?3", where: isComparable("e"))) "

    /// How many counted records begin before an earlier one of the same person has ended.
    public func overlapCount(in scope: Scope? = nil) throws -> Int {
        try Int.fetchOne(
            db,
            sql: Self.counted + Self.everywhere
                + "SELECT count(*) FROM placed WHERE start < before",
            arguments: [scope?.databaseBytes, nil, personLinks().json])
            ?? 0
    }

    /// Every counted record that overlaps another of the same person; what overlaps stands together,
    /// the earlier first.
    public func overlappingHours(in scope: Scope? = nil, limit: Int) throws -> [HoursCard] {
        try Data.fetchAll(
            db,
            sql: Self.counted + Self.everywhere + """
                SELECT uid FROM placed JOIN entity USING(id) WHERE \(Self.overlaps)
                ORDER BY person, start, placed.id LIMIT ?4
                """,
            arguments: [scope?.databaseBytes, nil, personLinks().json, limit]
        ).compactMap { try Entity(bytes: $0).flatMap(hours) }
    }
}
