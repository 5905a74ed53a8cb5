import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// A write that has settled something and can be taken back: what stood before is written again.
public struct Decision: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// One version of several was taken, or another one written in their place.
        case siblings
        /// A record that was voided and edited is void, or is kept.
        case voidedAndEdited = "voided-and-edited"
        /// A record was voided.
        case void
    }

    public let entity: Entity
    public let scope: Scope
    public let tag: GroupTag
    public let kind: Kind
    /// Of the deciding write, milliseconds by its author's clock.
    public let time: Int64
    public let origin: Origin
    public let isByAuthority: Bool
    /// What stood before, in order; of a void, the lifecycle that it replaced, which may be none.
    public let before: [Version]

    /// How long a decision can be taken back.
    public static let days: Int64 = 30

    public func canBeTakenBack(at now: Int64) -> Bool {
        let (age, overflow) = now.subtractingReportingOverflow(time)
        return overflow ? now < time : age <= Self.days * 86_400_000
    }
}

extension StoreView {
    /// What was decided about a record and still stands: for every group whose one surviving write
    /// replaced several that had not seen each other, and for a void.
    ///
    /// Reads the logs of the scope from end to end: only the present is kept in tables.
    public func decisions(on record: Entity) throws -> [Decision] {
        guard let place = try place(of: record) else { return [] }
        let registers = RegisterTable(log: log)
        let history = try RecordHistory(of: record, in: place.scope, log: log)
        let lifecycle = try lifecycle(of: place.id)
        return try registers.tags(of: place.id).sorted { $0.code < $1.code }.compactMap { tag in
            let survivors = try registers.survivors(place.id, tag)
            guard survivors.count == 1, let last = survivors.first else { return nil }
            let found =
                tag == lifecycle
                ? try lifecycleDecision(last, tag, history)
                : try siblings(before: last, tag, history).map { (Decision.Kind.siblings, $0) }
            return try found.map { kind, before in
                let author = last.change.original
                return Decision(
                    entity: record, scope: place.scope.scope, tag: tag, kind: kind,
                    time: author.time, origin: author.origin,
                    isByAuthority: author.origin == place.scope.authority,
                    before: try versions(before, of: place.id, place.scope.authority))
            }
        }
    }

    private typealias Tagged = [(tag: GroupTag, write: RegisterTable.Stored)]

    /// The siblings that a write replaced; nil where there were none, or they agreed.
    private func siblings(
        before last: RegisterTable.Stored, _ tag: GroupTag, _ history: RecordHistory
    ) throws -> Tagged? {
        let before = history.survivors(of: tag, seenBy: last.change.header.context)
        guard before.count > 1,
            try ConflictTable(db: db, vault: vault).agreement(of: before, tag) != .agreed
        else { return nil }
        return before.map { (tag, $0) }
    }

    private func lifecycleDecision(
        _ last: RegisterTable.Stored, _ tag: GroupTag, _ history: RecordHistory
    ) throws -> (Decision.Kind, Tagged)? {
        let context = last.change.header.context
        let lifecycle = history.survivors(of: tag, seenBy: context)
        let voids = lifecycle.filter(\.isVoid)
        let unseen = voids.isEmpty ? [] : history.unseen(by: voids, besides: tag, in: context)
        if !voids.isEmpty, !unseen.isEmpty || voids.count < lifecycle.count {
            return (.voidedAndEdited, lifecycle.map { (tag, $0) } + unseen)
        }
        if let siblings = try siblings(before: last, tag, history) { return (.siblings, siblings) }
        return last.isVoid ? (.void, lifecycle.map { (tag, $0) }) : nil
    }

    /// Whose entry a version says again: a decision that was taken back left the versions that stood
    /// before it, written anew by whoever took it back. nil where it is its author's own.
    public func restated(_ version: Version, of record: Entity) throws -> Version? {
        guard let place = try place(of: record) else { return nil }
        let history = try RecordHistory(of: record, in: place.scope, log: log)
        var current = version.stored
        // Each step goes to an older write; a forger's contexts may lead in a circle.
        for _ in 0..<16 {
            guard let older = try older(than: current, version.tag, history) else { break }
            current = older
        }
        guard current.dot != version.stored.dot else { return nil }
        return try versions(
            [(version.tag, current)], of: place.id, place.scope.authority
        ).first
    }

    /// The write with the same value that the author had seen, or that was settled by what they had
    /// seen.
    private func older(
        than write: RegisterTable.Stored, _ tag: GroupTag, _ history: RecordHistory
    ) throws -> RegisterTable.Stored? {
        let conflicts = ConflictTable(db: db, vault: vault)
        let seen = history.survivors(of: tag, seenBy: write.change.header.context)
        var candidates = seen
        if let settled = seen.first, seen.count == 1 {
            candidates += history.survivors(of: tag, seenBy: settled.change.header.context)
        }
        return try candidates.first {
            guard $0.dot != write.dot else { return false }
            return try conflicts.agreement(of: [write, $0], tag) == .agreed
        }
    }

    /// Where the change stands that created a record; nil where none is held that counts.
    public func creation(of record: Entity) throws -> Dot? {
        guard let place = try place(of: record) else { return nil }
        if place.id > 0 {
            let local = LocalDot(value: place.id)
            return Dot(origin: try log.log(local.log).origin, sequence: local.sequence)
        }
        return try RecordHistory(of: record, in: place.scope, log: log).creation
    }

    /// The scope of a record; nil where it is not here.
    public func scope(of record: Entity) throws -> Scope? {
        try place(of: record)?.scope.scope
    }

    func place(of record: Entity) throws -> (id: Int64, scope: ScopeRow)? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT entity.id, scope.id FROM entity JOIN scope USING(scope) WHERE uid = ?
                    """), arguments: [record.databaseBytes])
        guard let row, let scope = Scope(bytes: row.bytes(1)),
            let scopeRow = try log.scope(scope)
        else { return nil }
        return try (row.cell(0), scopeRow)
    }
}

/// Every change of one record that is held and counts, read from the logs.
struct RecordHistory {
    let writes: [RegisterTable.Stored]

    init(of record: Entity, in scope: ScopeRow, log: LogTable) throws {
        let low = Data(record.bytes + [UInt8](repeating: 0, count: 16))
        let high = Data(record.bytes + [UInt8](repeating: 0xFF, count: 16))
        writes = try log.logs(in: scope.id).flatMap { row in
            let byRow = try LocalDot.fetchAll(
                log.db,
                sql: """
                    SELECT dot FROM change WHERE dot > ?1 AND dot < ?2
                    AND (instr(bytes, ?3) > 0 OR leaf BETWEEN ?4 AND ?5
                        OR dot IN (SELECT dot FROM alias WHERE leaf BETWEEN ?4 AND ?5))
                    UNION ALL SELECT dot FROM packed WHERE dot > ?1 AND dot < ?2
                    AND (leaf BETWEEN ?4 AND ?5
                        OR dot IN (SELECT dot FROM alias WHERE leaf BETWEEN ?4 AND ?5))
                    """,
                arguments: [
                    LocalDot(log: row.id, sequence: 0), LocalDot(log: row.id &+ 1, sequence: 0),
                    record.databaseBytes, low, high,
                ])
            let packed = try log.statements.segments.dots(of: row.id, containing: record.bytes)
            return try Set(byRow + packed).sorted()
                .filter { try !Self.isExcluded($0, in: log.db) }
                .map { RegisterTable.Stored(dot: $0, change: try log.placed(at: $0)) }
                .filter { $0.change.header.kind != SystemKind.hop && $0.change.entity == record }
        }
    }

    private static func isExcluded(_ dot: LocalDot, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM excluded WHERE dot = ?)"),
            arguments: [dot]) ?? false
    }

    /// The change that created the record, or the first copy of it that is held.
    var creation: Dot? { writes.first { $0.change.original.entity == nil }?.change.dot }

    /// What survived of a group in front of somebody with `context`.
    func survivors(of tag: GroupTag, seenBy context: Context) -> [RegisterTable.Stored] {
        let seen = writes.filter { $0.change.writes(tag) && context.covers($0.change.dot) }
        let dots = Dictionary(grouping: seen, by: \.change.originalLeaf)
            .mapValues { Set($0.map(\.change.dot)) }
        var register = Register()
        for write in seen {
            let leaf = write.change.originalLeaf
            register.apply(
                Register.Write(original: leaf, dots: dots[leaf] ?? []),
                context: write.change.header.context)
        }
        return register.surviving.compactMap { survivor in
            seen.first { $0.change.originalLeaf == survivor.original }
        }
    }

    /// Of the other groups, what survived then and was not seen by whoever voided the record.
    func unseen(
        by voids: [RegisterTable.Stored], besides lifecycle: GroupTag, in context: Context
    ) -> [(tag: GroupTag, write: RegisterTable.Stored)] {
        Set(writes.flatMap(\.change.tags)).filter { $0.kind == lifecycle.kind && $0 != lifecycle }
            .sorted { $0.group < $1.group }.flatMap { tag in
                survivors(of: tag, seenBy: context).filter { write in
                    let dots = writes.filter {
                        $0.change.originalLeaf == write.change.originalLeaf
                    }.map(\.change.dot)
                    return !voids.contains {
                        dots.contains(where: $0.change.header.context.covers)
                    }
                }.map { (tag, $0) }
            }
    }
}
