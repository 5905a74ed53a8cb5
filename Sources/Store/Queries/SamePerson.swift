import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// Volunteers who seem to be one person, and those of whom somebody has said so.
extension StoreView {
    /// Volunteers of one scope under one document number, together; each group in order of recording. Who
    /// was merged into another, is void, hidden or erased, is not among them. Reads every identity.
    public func sharedNumbers(in scope: Scope? = nil) throws -> [[VolunteerCard]] {
        guard let group = Volunteer.kind.group(Volunteer.idNumber.group) else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT e.id, e.scope FROM entity e LEFT JOIN volunteer_standing s ON s.id = e.id
                WHERE e.kind = \(Volunteer.kind.number) AND s.merged_into IS NULL
                AND NOT EXISTS(SELECT 1 FROM voided WHERE entity = e.id AND NOT is_edited)
                AND (?1 IS NULL OR e.scope = (SELECT scope FROM scope WHERE id = ?1))
                ORDER BY e.id
                """, arguments: [scope?.databaseBytes])
        var people: [NumberInScope: [Int64]] = [:]
        for row in rows {
            let fields: Fields?
            do { fields = try self.fields(of: row.cell(0), Volunteer.kind, group) } catch StoreError
                .damaged
            { continue }
            guard let number = fields?[Volunteer.idNumber.number]?.asText else { continue }
            let key = try NumberInScope(scope: row.cell(1), number: number.uppercased())
            people[key, default: []].append(try row.cell(0))
        }
        return try people.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
            .map { try $0.map(card) }
    }

    private struct NumberInScope: Hashable {
        let scope: Int64
        let number: String
    }

    /// Who stays of a volunteer that was merged into another, perhaps by way of a third; else the volunteer.
    public func staying(_ volunteer: Entity) throws -> Entity {
        var (current, seen) = (volunteer, Set([volunteer]))
        while let next = try merged(current), seen.insert(next).inserted { current = next }
        return current
    }

    /// SQL: the local ids of a volunteer and of whoever was merged into them, perhaps by way of others.
    /// - Parameter uid: SQL for the volunteer's id.
    static func merged(into uid: String) -> String {
        """
        WITH RECURSIVE one(id) AS (
            SELECT id FROM entity WHERE uid = \(uid)
            UNION SELECT s.id FROM volunteer_standing s JOIN one ON s.merged_into = one.id)
        SELECT id FROM one
        """
    }

    /// Into whom a volunteer was merged.
    public func merged(_ volunteer: Entity) throws -> Entity? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT k.uid FROM entity v JOIN volunteer_standing s ON s.id = v.id
                    JOIN entity k ON k.id = s.merged_into
                    WHERE v.uid = ? AND v.kind = ? AND k.kind = v.kind AND k.scope = v.scope
                    """), arguments: [volunteer.databaseBytes, Volunteer.kind.number]
        ).flatMap { Entity(bytes: $0) }
    }

    /// Everybody else of whom it was said that they are the same person as a volunteer, in order of recording.
    public func others(mergedWith volunteer: Entity) throws -> [Entity] {
        try Data.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT uid FROM entity WHERE id IN (\(Self.merged(into: "?"))) ORDER BY id
                    """), arguments: [staying(volunteer).databaseBytes]
        ).compactMap { Entity(bytes: $0) }.filter { $0 != volunteer }
    }
}
