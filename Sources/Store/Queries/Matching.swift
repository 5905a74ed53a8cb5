import Foundation
import GRDB
public import ServiceRecords
public import SyncCore

/// By what a volunteer is looked up: through keyed tokens, never through a scan.
public enum VolunteerKey: Sendable, Hashable {
    case idNumber(String)
    case name(String)
    case phone(String)

    var term: NameTerm {
        switch self {
        case .idNumber(let number): VolunteerTerms.idNumber(number)
        case .name(let name): NameTerm(.name, name)
        case .phone(let phone): NameTerm(.phone, phone)
        }
    }
}

/// A service record as far as another one may collide with it.
public struct ServedTime: Sendable, Hashable {
    public let entity: Entity
    /// Milliseconds, UTC.
    public let start: Int64
    public let end: Int64
    public let activityName: String?
    public let isReversed: Bool
}

extension StoreView {
    /// Volunteers of a scope, or of all, that had this key once: tokens outlive an edit, and they are
    /// short. Whoever asks compares with what is shown.
    public func volunteers(
        underKey key: VolunteerKey, in scope: Scope? = nil
    ) throws -> [Entity] {
        guard let tokens = try tokens(in: scope) else { return [] }
        return try tokens.entities(under: [key.term]).map(entity)
    }

    /// Every volunteer number of a scope, with whoever has it.
    public func volunteerNumbers(in scope: Scope) throws -> [String: [Entity]] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT volunteer_no, uid FROM volunteer_service JOIN entity USING(id)
                WHERE volunteer_no IS NOT NULL AND kind = \(Volunteer.kind.number)
                AND scope = (SELECT scope FROM scope WHERE id = ?) ORDER BY entity.id
                """, arguments: [scope.databaseBytes])
        var numbers: [String: [Entity]] = [:]
        for row in rows {
            guard let entity = Entity(bytes: row.bytes(1)) else { continue }
            numbers[try row.cell(0) as String, default: []].append(entity)
        }
        return numbers
    }

    /// The values of one group as shown, open and personal; nil where the record is not here or its
    /// personal part is not held.
    public func shown(_ group: Group, of entity: Entity) throws -> Fields? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT id, kind FROM entity WHERE uid = ? AND kind IS NOT NULL"),
            arguments: [entity.databaseBytes])
        guard let row,
            let kind = try Schema.kind(KindNumber(truncatingIfNeeded: row.cell(1) as Int64))
        else { return nil }
        return try fields(of: row.cell(0), kind, group)
    }

    /// Records of a volunteer, and of whoever was merged into them, that touch the time from `start` to
    /// `end` (milliseconds), reversed ones included.
    public func served(
        by volunteer: Entity, touching start: Int64, _ end: Int64
    ) throws -> [ServedTime] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT r.uid, e.start_time, e.end_time, e.activity_name,
                        EXISTS(SELECT 1 FROM service_record_correction c
                            WHERE c.id = e.id AND c.reversed = 1)
                    FROM service_record_entry e JOIN entity r ON r.id = e.id
                    WHERE e.volunteer IN (\(Self.merged(into: "?1")))
                    AND e.start_time < ?3 AND e.start_time > ?2 - 86400001
                    AND e.end_time > ?2 ORDER BY e.start_time, e.id
                    """), arguments: [volunteer.databaseBytes, start, end]
        ).compactMap { row in
            try Entity(bytes: row.bytes(0)).map {
                try ServedTime(
                    entity: $0, start: row.cell(1), end: row.cell(2), activityName: row.cell(3),
                    isReversed: row.cell(4))
            }
        }
    }

    /// Records that count and that nobody has approved yet, in order of recording.
    public func awaitingApproval(in scope: Scope) throws -> [Entity] {
        try Data.fetchAll(
            db,
            sql: Self.counted + """
                SELECT uid FROM counted JOIN entity USING(id)
                WHERE col = 'awaitingApproval' ORDER BY counted.id
                """, arguments: [scope.databaseBytes, mergedPersons(in: scope).json]
        ).compactMap { Entity(bytes: $0) }
    }

    /// The first project of a scope with this number, or without one but with this name.
    public func project(
        number: String?, name: String?, in scope: Scope
    ) throws -> Entity? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT uid FROM project_identity JOIN entity USING(id)
                    WHERE kind = \(Project.kind.number)
                    AND scope = (SELECT scope FROM scope WHERE id = ?3)
                    AND CASE WHEN ?1 IS NULL THEN project_no IS NULL AND name = ?2
                        ELSE project_no = ?1 END
                    ORDER BY entity.id LIMIT 1
                    """), arguments: [number, name, scope.databaseBytes]
        ).flatMap { Entity(bytes: $0) }
    }
}
