import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// Where an unreversed record counts: in exactly one column, the first that fits (docs/ARCHITECTURE.md,
/// Hours).
public enum HoursColumn: String, Sendable, CaseIterable {
    case underReview, provisional, awaitingApproval, confirmed
}

/// A service record as shown, without its personal parts.
public struct HoursCard: Sendable, Hashable {
    public let entity: Entity
    public let scope: Scope
    public let volunteer: Entity?
    public let activityName: String?
    public let place: String?
    public let content: String?
    /// Milliseconds, UTC.
    public let start: Int64
    public let end: Int64
    public let seconds: Int64
    public let entryMode: String?
    public let recorder: Entity?
    public let approver: Entity?
    public let approvedAt: Int64?
    /// nil when it counts nowhere: reversed, or a replacement that nothing leads to.
    public let column: HoursColumn?
    public let isReversed: Bool
    public let reason: String?
    public let replaces: Entity?
    public let conflicts: [String]
    /// Whether it counts, or in which column, depends on a conflict: of this record, or of a
    /// correction on the way to it.
    public let isDisputed: Bool
    /// Whether it counts, and so does another of the same person in the same station whose time overlaps.
    public let isOverlapping: Bool
    /// Whether it counts, and its service falls into no time in which the station held the volunteer.
    public let isServedElsewhere: Bool
}

/// Σ seconds and the number of records that they stand for.
public struct HoursSum: Sendable, Hashable {
    public var seconds: Int64 = 0
    public var records = 0

    public init(seconds: Int64 = 0, records: Int = 0) {
        self.seconds = seconds
        self.records = records
    }

    /// A sum that no number holds, of cells that a disk has altered, is the greatest there is.
    public static func += (left: inout Self, right: Self) {
        let (seconds, isTooLong) = left.seconds.addingReportingOverflow(right.seconds)
        left.seconds = isTooLong ? .max : seconds
        let (records, areTooMany) = left.records.addingReportingOverflow(right.records)
        left.records = areTooMany ? .max : records
    }
}

public struct HoursTotal: Sendable, Hashable {
    public var columns: [HoursColumn: HoursSum] = [:]
    /// Conflicts about whether or how a record of these counts: the total may move when somebody
    /// decides.
    public var openConflicts = 0

    public subscript(column: HoursColumn) -> HoursSum { columns[column] ?? HoursSum() }

    /// Over all columns: every record once (I11).
    public var all: HoursSum {
        columns.values.reduce(into: HoursSum()) { $0 += $1 }
    }
}

extension StoreView {
    /// The sum of a scope, or of all that is held here.
    ///
    /// Seconds are bounded per record and records by the disk, so 64 bits cannot overflow.
    public func hoursTotal(in scope: Scope? = nil) throws -> HoursTotal {
        let rows = try Row.fetchAll(
            db,
            sql: Self.counted
                + "SELECT col, coalesce(sum(seconds), 0), count(*) FROM counted GROUP BY col",
            arguments: [scope?.databaseBytes, mergedPersons(in: scope).json])
        var total = HoursTotal()
        for row in rows {
            guard let column = try HoursColumn(rawValue: row.cell(0)) else { continue }
            total.columns[column] = try HoursSum(seconds: row.cell(1), records: row.cell(2))
        }
        total.openConflicts = try disputes(in: scope)
        return total
    }

    /// Approvals and corrections whose open parts differ, and records voided and edited.
    private func disputes(in scope: Scope?) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM (
                    SELECT entity FROM conflict WHERE \(Self.isDispute)
                    UNION ALL SELECT entity FROM voided WHERE is_edited)
                JOIN entity e ON e.id = entity WHERE e.kind = \(ServiceRecord.kind.number)
                AND (?1 IS NULL OR e.scope = (SELECT scope FROM scope WHERE id = ?1))
                """, arguments: [scope?.databaseBytes]) ?? 0
    }

    private static let approvalTag = ServiceRecord.kind.tag(ServiceRecord.approval).code
    private static let correctionTag = ServiceRecord.kind.tag(ServiceRecord.correction).code

    /// Of a row of `conflict`: that a total depends on it. Where only personal parts differ, or nothing
    /// does, every choice counts alike; and who has no personal parts must find the same total.
    private static let isDispute = """
        grp IN (\(approvalTag), \(correctionTag)) AND agreement = \(Agreement.differs.rawValue)
        """
    private static let isCorrectionDispute = """
        grp = \(correctionTag) AND agreement = \(Agreement.differs.rawValue)
        """

    /// Of a row `e` of entries: how its service counts by the tenure into which it falls. Whoever was never
    /// handed over has none, and all counts; service beside all of them is a matter for people.
    private static let tenure = """
        (CASE WHEN (SELECT NOT EXISTS(SELECT 1 FROM tenure)) THEN 0 ELSE coalesce((
            SELECT min(CASE
                WHEN coalesce(e.start_time, 0) >= n.from_time
                    AND coalesce(e.start_time, 0) < n.until_time
                THEN n.state ELSE \(Tenure.State.denied.rawValue) END)
            FROM entity v JOIN tenure n ON n.uid = v.uid AND n.scope = v.scope
            WHERE v.id = e.volunteer), 0) END)
        """

    private static var isNamed: String {
        PlantedBug.bothReplacementsCount.isPlanted ? "" : "n.id = c.replacement AND"
    }

    /// Every record that counts, once, with its column. A replacement counts only through the shown
    /// correction of what it replaces; a conflict about either keeps it under review, and so does another
    /// record of the same time.
    ///
    /// Its parameters: a scope or NULL, and the `PersonLinks.json` of `mergedPersons` there.
    static var counted: String {
        """
        WITH RECURSIVE
        mine(id) AS (
            SELECT id FROM entity WHERE kind = \(ServiceRecord.kind.number)
            AND (?1 IS NULL OR scope = (SELECT scope FROM scope WHERE id = ?1))),
        through(id, is_disputed) AS (
            SELECT e.id, 0 FROM service_record_entry e JOIN mine USING(id)
            WHERE e.replaces IS NULL
            UNION ALL
            SELECT n.id, t.is_disputed OR EXISTS(
                SELECT 1 FROM conflict WHERE entity = t.id AND \(isCorrectionDispute))
            FROM through t JOIN service_record_correction c ON c.id = t.id AND c.reversed = 1
            JOIN service_record_entry n ON \(isNamed) n.replaces = t.id),
        standing AS (
            SELECT * FROM through t
            WHERE NOT EXISTS(SELECT 1 FROM service_record_correction
                WHERE id = t.id AND reversed = 1)),
        \(doubled("standing", links: "?2")),
        counted AS (
            SELECT t.id AS id, e.seconds AS seconds, CASE
                WHEN \(Self.tenure) = \(Tenure.State.denied.rawValue) OR t.is_disputed
                    OR EXISTS(SELECT 1 FROM voided WHERE entity = t.id)
                    OR EXISTS(SELECT 1 FROM conflict WHERE entity = t.id AND \(isDispute))
                    OR t.id IN (SELECT id FROM doubled)
                THEN 'underReview'
                WHEN \(Self.tenure) = \(Tenure.State.provisional.rawValue) THEN 'provisional'
                WHEN EXISTS(SELECT 1 FROM service_record_approval
                    WHERE id = t.id AND approved_at IS NOT NULL)
                THEN 'confirmed' ELSE 'awaitingApproval' END AS col
            FROM standing t JOIN service_record_entry e ON e.id = t.id)

        """
    }

    /// In order of recording; of one scope or of all, of one volunteer, and of whoever was merged into
    /// them, or of all.
    public func hours(
        in scope: Scope? = nil, of volunteer: Entity? = nil, column: HoursColumn? = nil,
        limit: Int, offset: Int = 0
    ) throws -> [HoursCard] {
        let ids = try Int64.fetchAll(
            db.cachedStatement(
                sql: Self.counted + """
                    SELECT e.id FROM mine JOIN service_record_entry e USING(id)
                    WHERE (?3 IS NULL OR e.volunteer IN (\(Self.merged(into: "?3"))))
                    AND (?4 IS NULL OR ?4 = (SELECT col FROM counted WHERE counted.id = e.id))
                    ORDER BY e.id LIMIT ?5 OFFSET ?6
                    """),
            arguments: [
                scope?.databaseBytes, column == nil ? nil : mergedPersons(in: scope).json,
                volunteer?.databaseBytes, column?.rawValue, limit, offset,
            ])
        return try hoursCards(ids, in: scope)
    }

    /// Those that stand under one volunteer's own id in a scope, and under nobody's who was merged into them.
    func ownHours(of volunteer: Entity, in scope: Scope) throws -> [HoursCard] {
        let ids = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT e.id FROM entity v JOIN service_record_entry e ON e.volunteer = v.id
                    JOIN entity r ON r.id = e.id
                    WHERE v.uid = ?1 AND v.scope = (SELECT scope FROM scope WHERE id = ?2)
                    AND r.kind = \(ServiceRecord.kind.number) ORDER BY e.id
                    """), arguments: [volunteer.databaseBytes, scope.databaseBytes])
        return try hoursCards(ids, in: scope)
    }

    /// Of so many records each is held against its neighbours; of more, all of the scope are at once, so that
    /// no number of records that one person is said to have makes it slow.
    private static let few = 64

    private func hoursCards(_ ids: [Int64], in scope: Scope?) throws -> [HoursCard] {
        let doubled = try ids.count > Self.few ? doubledHours(in: scope) : nil
        return try ids.map { try hoursCard($0, doubled: doubled) }
    }

    public func hours(_ entity: Entity) throws -> HoursCard? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id FROM entity JOIN service_record_entry USING(id)
                    WHERE uid = ? AND kind = ?
                    """), arguments: [entity.databaseBytes, ServiceRecord.kind.number]
        ).map { try hoursCard($0) }
    }

    /// Unreversed records of a volunteer that touch the time from `start` to `end` (milliseconds).
    public func hours(
        of volunteer: Entity, overlapping start: Int64, _ end: Int64
    ) throws -> [HoursCard] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT e.id FROM entity v JOIN service_record_entry e ON e.volunteer = v.id
                    WHERE v.uid = ?1 AND e.start_time < ?3 AND e.start_time > ?2 - 86400000
                    AND e.end_time > ?2
                    AND NOT EXISTS(SELECT 1 FROM service_record_correction c
                        WHERE c.id = e.id AND c.reversed = 1)
                    """), arguments: [volunteer.databaseBytes, start, end]
        ).map { try hoursCard($0) }
    }

    /// - Parameter doubled: all that are doubled in its scope, where that is known.
    private func hoursCard(_ id: Int64, doubled: Set<Int64>? = nil) throws -> HoursCard {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT e.*, a.approver, a.approved_at, c.reversed, c.reason
                    FROM service_record_entry e
                    LEFT JOIN service_record_approval a USING(id)
                    LEFT JOIN service_record_correction c USING(id) WHERE e.id = ?
                    """), arguments: [id])
        guard let row else { throw StoreError.damaged("service record") }
        func reference(_ name: String) throws -> Entity? {
            try (row.cell(name) as Int64?).map(entity)
        }
        let isReversed = try row.cell("reversed") as Bool? ?? false
        let volunteer: Int64? = try row.cell("volunteer")
        let through = try isThrough(id)
        let isDisputed = try through.isDisputed || isDisputed(id)
        let counts = !isReversed && through.counts
        let isOverlapping =
            try counts
            && (doubled?.contains(id) ?? volunteer.map { try isDoubled(id, of: $0) } ?? false)
        let tenure = try counts ? tenure(of: id) : .held
        let column =
            try counts ? column(of: id, tenure, isOpen: isDisputed || isOverlapping) : nil
        return try HoursCard(
            entity: try entity(id), scope: try scope(of: id), volunteer: try reference("volunteer"),
            activityName: row.cell("activity_name"), place: row.cell("place"),
            content: row.cell("service_content"), start: row.cell("start_time") ?? 0,
            end: row.cell("end_time") ?? 0, seconds: row.cell("seconds") ?? 0,
            entryMode: row.cell("entry_mode"),
            recorder: try reference("recorder"), approver: try reference("approver"),
            approvedAt: row.cell("approved_at"), column: column,
            isReversed: isReversed, reason: row.cell("reason"), replaces: try reference("replaces"),
            conflicts: try conflicts(of: id, kind: ServiceRecord.kind), isDisputed: isDisputed,
            isOverlapping: isOverlapping, isServedElsewhere: tenure == .denied)
    }

    /// Of a record that counts.
    /// - Parameter isOpen: whether something about it has to be decided by people.
    private func column(
        of id: Int64, _ tenure: Tenure.State, isOpen: Bool
    ) throws -> HoursColumn {
        let isVoided = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM voided WHERE entity = ?)"),
            arguments: [id])
        if isOpen || isVoided == true { return .underReview }
        switch tenure {
        case .denied: return .underReview
        case .provisional: return .provisional
        case .held: break
        }
        let approved = try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM service_record_approval
                    WHERE id = ? AND approved_at IS NOT NULL)
                    """), arguments: [id])
        return approved == true ? .confirmed : .awaitingApproval
    }

    private func tenure(of id: Int64) throws -> Tenure.State {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(Self.tenure) FROM service_record_entry e WHERE e.id = ?"),
            arguments: [id]
        ).flatMap(Tenure.State.init) ?? .held
    }

    private func isDisputed(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM voided WHERE entity = ?1 AND is_edited)
                    OR EXISTS(SELECT 1 FROM conflict WHERE entity = ?1 AND \(Self.isDispute))
                    """), arguments: [id]) ?? false
    }

    /// Whether the chain of replacements above a record leads to it.
    func isThrough(_ id: Int64) throws -> (counts: Bool, isDisputed: Bool) {
        var current = id
        var isDisputed = false
        var seen: Set<Int64> = [id]
        while let replaced = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT replaces FROM service_record_entry WHERE id = ?"),
            arguments: [current])
        {
            let leads = try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS(SELECT 1 FROM service_record_correction
                        JOIN service_record_entry USING(id)
                        WHERE id = ? AND reversed = 1 AND replacement = ?)
                        """), arguments: [replaced, current])
            let isOpen = try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS(SELECT 1 FROM conflict
                        WHERE entity = ? AND \(Self.isCorrectionDispute))
                        """), arguments: [replaced])
            if isOpen == true { isDisputed = true }
            guard leads == true, seen.insert(replaced).inserted else { return (false, isDisputed) }
            current = replaced
        }
        return (true, isDisputed)
    }
}
