import Foundation
import GRDB
public import ServiceRecords
public import SyncCore

/// One of the surviving writes of a group: what somebody wrote who had not seen the others.
public struct Version: Sendable {
    public let tag: GroupTag
    public let origin: Origin
    /// Written by the scope's authority: the county, seen from a station.
    public let isByAuthority: Bool
    /// Milliseconds by the author's own clock.
    public let time: Int64
    /// Open and personal fields; the personal ones are absent where their part is not held.
    public let fields: Fields
    /// Whether all that was written is held here.
    public let isHeld: Bool
    /// The one that every node shows until somebody decides.
    public let isShown: Bool
    let stored: RegisterTable.Stored
    let personal: Fields

    /// The change in which it stands here.
    public var dot: Dot { stored.change.dot }
}

/// One matter for a person: a register with siblings, or a record that somebody voided and somebody
/// else edited.
public struct Conflict: Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        case siblings
        /// Nothing open differs, and what is personal is not all held here.
        case personalPart = "personal-part"
        case voidedAndEdited = "voided-and-edited"
        /// They say the same (I10): it needs nobody.
        case agreed
    }

    public let entity: Entity
    public let scope: Scope
    /// Of the register; of the lifecycle where a record is voided and edited.
    public let tag: GroupTag
    public let reason: Reason
    /// In order of time, origin and sequence. Of a record that is voided and edited: every write of
    /// its lifecycle that survives, and the edits that no void has seen.
    public let versions: [Version]

    /// Names what was in front of somebody: any other set of versions has another one.
    public var token: String {
        let seen = versions.map { ($0.tag.code, $0.stored.change.originalLeaf) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        var writer = ByteWriter()
        writer.identifier(entity)
        writer.signed(tag.code)
        for (tag, leaf) in seen {
            writer.signed(tag)
            writer.raw(leaf.bytes)
        }
        return String(Hash.sha256(writer.bytes).hex.prefix(12))
    }

    /// What is there to be chosen from: of versions that say the same the last one, which is the one that is
    /// shown where any of them is. Those whose parts are not all held, or that are of several groups, stand
    /// for themselves.
    public var choices: [Version] {
        guard reason == .siblings else { return versions }
        return versions.indices.filter { index in
            let version = versions[index]
            return !version.isHeld
                || !versions[(index + 1)...].contains {
                    $0.isHeld && $0.fields == version.fields
                }
        }.map { versions[$0] }
    }

    /// So many in one register are one item to look through, not so many rows.
    public static let mostSideBySide = 8
}

extension StoreView {
    /// Open matters, each once: the lifecycle of a record that is voided and edited is part of that.
    /// `agreement` is null for these.
    private static let matters = """
        SELECT c.entity AS entity, c.grp AS grp, c.agreement AS agreement
        FROM conflict c JOIN entity e ON e.id = c.entity
        WHERE NOT EXISTS(SELECT 1 FROM voided v WHERE v.entity = c.entity AND v.is_edited
            AND c.grp = (e.kind << 32 | \(Lifecycle.group.number)))
        UNION ALL SELECT entity, NULL, NULL FROM voided WHERE is_edited
        """

    /// How many matters wait for a person: as many as `conflicts()` lists.
    public func conflictCount() throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM (\(Self.matters))
                WHERE agreement IS NOT \(Agreement.agreed.rawValue)
                """) ?? 0
    }

    /// What waits for a person, in order of recording; of one scope or of all, of one record or of all.
    public func conflicts(
        in scope: Scope? = nil, of record: Entity? = nil
    ) throws -> [Conflict] {
        try conflicts(
            where: "agreement IS NOT \(Agreement.agreed.rawValue)", in: scope, of: record)
    }

    /// Registers whose siblings say the same: noted, nothing to do.
    public func agreed(in scope: Scope? = nil) throws -> [Conflict] {
        try conflicts(
            where: "agreement IS \(Agreement.agreed.rawValue)", in: scope, of: nil)
    }

    private func conflicts(
        where condition: String, in scope: Scope?, of record: Entity?
    ) throws -> [Conflict] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT m.entity, grp, agreement, e.uid, s.id, s.authority
                FROM (\(Self.matters)) m JOIN entity e ON e.id = m.entity
                JOIN scope s ON s.scope = e.scope
                WHERE \(condition) AND (?1 IS NULL OR s.id = ?1) AND (?2 IS NULL OR e.uid = ?2)
                ORDER BY s.code, m.entity, grp
                """, arguments: [scope?.databaseBytes, record?.databaseBytes]
        ).compactMap(conflict)
    }

    private func conflict(_ row: Row) throws -> Conflict? {
        guard let entity = Entity(bytes: row.bytes(3)), let scope = Scope(bytes: row.bytes(4)),
            let authority = Origin(bytes: row.bytes(5))
        else { throw StoreError.damaged("conflict") }
        let id = try row.cell(0) as Int64
        guard let code = try row.cell(1) as Int64? else {
            guard let tag = try lifecycle(of: id) else { return nil }
            return Conflict(
                entity: entity, scope: scope, tag: tag, reason: .voidedAndEdited,
                versions: try disputedVoid(id, tag, authority))
        }
        let tag = GroupTag(code: code)
        let reason: Conflict.Reason =
            switch try Agreement(rawValue: row.cell(2)) {
            case .agreed: .agreed
            case .cannotTell: .personalPart
            case .differs, .differsInPerson, nil: .siblings
            }
        return Conflict(
            entity: entity, scope: scope, tag: tag, reason: reason,
            versions: try versions(of: id, tag, authority))
    }

    /// The surviving writes of one group of a record; more than one is a conflict.
    public func versions(of entity: Entity, _ kind: Kind, _ group: Group) throws -> [Version] {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT entity.id, authority FROM entity JOIN scope USING(scope)
                    WHERE uid = ? AND kind = ?
                    """), arguments: [entity.databaseBytes, kind.number])
        guard let row, let authority = Origin(bytes: row.bytes(1)) else { return [] }
        return try versions(of: row.cell(0), kind.tag(group), authority)
    }

    func versions(of id: Int64, _ tag: GroupTag, _ authority: Origin) throws -> [Version] {
        let survivors = try RegisterTable(log: log).survivors(id, tag)
        return try versions(survivors.map { (tag, $0) }, of: id, authority)
    }

    private func disputedVoid(
        _ id: Int64, _ tag: GroupTag, _ authority: Origin
    ) throws -> [Version] {
        let registers = RegisterTable(log: log)
        let lifecycle = try registers.survivors(id, tag)
        let unseen = try registers.unseen(
            by: lifecycle.filter(\.isVoid), of: id, besides: tag)
        return try versions(lifecycle.map { (tag, $0) } + unseen, of: id, authority)
    }

    /// Writes as people see them, the greatest of each group being the one that is shown.
    func versions(
        _ writes: [(tag: GroupTag, write: RegisterTable.Stored)], of id: Int64,
        _ authority: Origin
    ) throws -> [Version] {
        let groups = Dictionary(grouping: writes, by: \.tag)
        let shown = groups.compactMapValues { RegisterTable.shown(of: $0.map(\.write))?.dot }
        return try writes.sorted { RegisterTable.isShownBefore($0.write, $1.write) }.map {
            tag, write in
            let author = write.change.original
            let content = try content(at: write.dot, of: id)
            var fields = write.change.fields(of: tag.group)
            let personal = content.fields(of: tag.group)
            for entry in personal.entries { fields[entry.number] = entry.value }
            return Version(
                tag: tag, origin: author.origin, isByAuthority: author.origin == authority,
                time: author.time, fields: fields,
                isHeld: content.isHeld || !tag.mayHavePersonalFields,
                isShown: write.dot == shown[tag], stored: write, personal: personal)
        }
    }

    /// The lifecycle register of a record: that of its own kind, or while its creation is missing, of
    /// the lowest kind that was written.
    func lifecycle(of id: Int64) throws -> GroupTag? {
        let kind = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT kind FROM entity WHERE id = ?"), arguments: [id]
        ).map { KindNumber(truncatingIfNeeded: $0) }
        return try (kind ?? RegisterTable(log: log).tags(of: id).map(\.kind).min()).map {
            GroupTag(kind: $0, group: Lifecycle.group.number)
        }
    }
}
