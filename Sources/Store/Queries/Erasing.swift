import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// Somebody has asked to erase who a record is about; answered or not.
public struct ErasureMatter: Sendable, Hashable {
    public let scope: Scope
    public let record: Entity
    public let reason: String
    /// Milliseconds, by the clock of whoever asked.
    public let time: Int64
    public let origin: Origin
    public let isAnswered: Bool
    /// Personal parts that came since, or beside, what was erased, and that nothing has erased; while
    /// nothing was erased, zero.
    public let unerased: Int
    /// This node's origin speaks for the scope, and somebody has to answer.
    public let needsYou: Bool
}

extension StoreView {
    /// The part of a change of a record, if anybody may see it.
    func content(at dot: LocalDot, of id: Int64) throws -> PersonalContent {
        let content = try vault.content(at: dot, in: db)
        guard case .held(let part) = content, try isHidden(id) else { return content }
        return .withheld(part.commitment)
    }

    /// Whether a record is hidden, or what it belongs to: the file of a service record to who served.
    private func isHidden(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM hidden WHERE scope > -1) AND EXISTS(
                        SELECT 1 FROM entity e
                        JOIN hidden h ON h.scope = e.scope AND h.uid = e.uid
                        WHERE e.id = ?1
                        OR e.id = (SELECT subject FROM attachment_content WHERE id = ?1)
                        OR e.id = (
                            SELECT r.volunteer FROM attachment_content a
                            JOIN service_record_entry r ON r.id = a.subject WHERE a.id = ?1))
                    """), arguments: [id]) ?? false
    }

    /// Whether who a change is about is hidden.
    func isHidden(_ change: Change, in scope: ScopeRow) throws -> Bool {
        let record = Concerned.record(of: change)
        if try isHidden(record, in: scope) { return true }
        guard change.kind == Attachment.kind.number else { return false }
        return try ErasureTable(log: log, scope: scope).volunteer(of: record).map {
            try isHidden($0, in: scope)
        } ?? false
    }

    private func isHidden(_ record: Entity, in scope: ScopeRow) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS(SELECT 1 FROM hidden WHERE scope = ? AND uid = ?)"),
            arguments: [scope.id, record.databaseBytes]) ?? false
    }

    /// What was asked of a scope about erasing, and what came of it.
    public func erasures(in scope: Scope) throws -> Erasures {
        guard let row = try log.scope(scope) else { return Erasures() }
        return try ErasureTable(log: log, scope: row).erasures(
            by: StandingTable(log: log, scope: row).standing())
    }

    /// Requests that stand, in order of time; of one scope or of all.
    public func erasureMatters(in scope: Scope? = nil) throws -> [ErasureMatter] {
        let rows = try log.scopes().filter { scope == nil || $0.scope == scope }
        return try rows.flatMap { row -> [ErasureMatter] in
            let erasures = try erasures(in: row.scope)
            let isAuthority = try isAuthority(of: row)
            return try erasures.requests.map { request in
                let unerased = try unerasedCount(of: request.record, in: row)
                return ErasureMatter(
                    scope: row.scope, record: request.record, reason: request.reason,
                    time: request.word.time, origin: request.word.author,
                    isAnswered: request.isAnswered, unerased: unerased,
                    needsYou: isAuthority && (!request.isAnswered || unerased > 0))
            }
        }
    }

    /// How many of them wait for somebody here.
    func erasuresToAnswer() throws -> Int {
        let isEmpty = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT NOT EXISTS(SELECT 1 FROM hidden WHERE scope > -1)"))
        return isEmpty == true ? 0 : try erasureMatters().count { $0.needsYou }
    }

    private func isAuthority(of row: ScopeRow) throws -> Bool {
        let authorities = try StandingTable(log: log, scope: row).standing().authorities
        return try !authorities.isDisjoint(with: OwnOrigins(db: db).all())
    }

    private func unerasedCount(of record: Entity, in row: ScopeRow) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM unerased
                    WHERE uid = ? AND dot >> 40 IN (SELECT log FROM log WHERE scope = ?)
                    """), arguments: [record.databaseBytes, row.id]) ?? 0
    }

    /// Every personal part about a volunteer that stands here and is not erased, each once: in logs, in
    /// branches that were set aside, in runs that wait.
    /// - Parameter words: of transfers, whose parts go along.
    func erasable(
        _ volunteer: Entity, with words: WordsAbout, in row: ScopeRow, by erasures: Erasures
    ) throws -> [ErasedPart] {
        let records = Set(try served(by: volunteer, in: row))
        var parts: Set<ErasedPart> = []
        // A commitment can be claimed by anybody who writes here; what is held of somebody else stays.
        var others: Set<Hash> = []
        func take(_ change: Change) {
            let commitment = change.personal.commitment
            guard change.personal != .none, !erasures.commitments.contains(commitment) else {
                return
            }
            let subject = Concerned.record(of: change)
            let isFile = change.kind == Attachment.kind.number && records.contains(subject)
            let isAbout =
                subject == volunteer || isFile || words.contain(change)
                || records.contains(change.entity)
                    && change.personal.part.map(Concerned.isAboutVolunteer) == true
            if isAbout {
                parts.insert(.init(leaf: change.originalLeaf, commitment: commitment))
            } else if change.personal.part != nil {
                others.insert(commitment)
            }
        }
        try ErasureTable(log: log, scope: row).forEachPersonal(isHeld: false) { dot, _ in
            guard let canonical = try log.canonical(at: dot) else {
                throw StoreError.damaged("gap in a log")
            }
            take(Change(canonical, personal: try vault.content(at: dot, in: db)))
        }
        try EvidenceTable(log: log).all(in: row.id, vault: vault).forEach(take)
        let parked = ParkedRuns(log: log, vault: vault)
        for id in try parked.ids(in: row) { try parked.changes(of: id).forEach(take) }
        return parts.filter { !others.contains($0.commitment) }.sorted { $0.leaf < $1.leaf }
    }

    private func served(by volunteer: Entity, in row: ScopeRow) throws -> [Entity] {
        try Data.fetchAll(
            db,
            sql: """
                SELECT r.uid FROM entity v JOIN service_record_entry e ON e.volunteer = v.id
                JOIN entity r ON r.id = e.id WHERE v.uid = ? AND v.scope = ?
                """, arguments: [volunteer.databaseBytes, row.id]
        ).compactMap { Entity(bytes: $0) }
    }

    /// Names of attachments of records of which something was erased, where no record has a salt for
    /// the bytes any more.
    func erasedAttachments() throws -> [AttachmentKey] {
        try log.scopes().flatMap { row in
            let erased = try erasures(in: row.scope).records.sorted()
            return try erased.flatMap { try attachmentNames(of: $0, in: row) }
                .map { AttachmentKey(scope: row.scope, name: $0) }
                .filter { try !isAnySaltHeld(of: $0) }
        }
    }

    private func attachmentNames(of record: Entity, in row: ScopeRow) throws -> [Hash] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT a.digest FROM entity v
                    JOIN attachment_content a ON a.subject = v.id
                        OR a.subject IN (
                            SELECT id FROM service_record_entry WHERE volunteer = v.id)
                    WHERE v.uid = ? AND v.scope = ? AND a.digest IS NOT NULL
                    """), arguments: [record.databaseBytes, row.id]
        ).compactMap { Hash(hex: $0) }
    }

    /// Hidden or not.
    private func isAnySaltHeld(of key: AttachmentKey) throws -> Bool {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT a.id FROM attachment_content a JOIN entity e ON e.id = a.id
                JOIN scope s ON s.scope = e.scope WHERE a.digest = ? AND s.id = ?
                """, arguments: [key.name.hex, key.scope.databaseBytes]
        ).contains { id in
            let tag = Attachment.kind.tag(Attachment.content)
            guard let shown = try RegisterTable(log: log).shown(id, tag) else { return false }
            return try vault.content(at: shown.dot, in: db).part != nil
        }
    }
}

extension Change {
    /// With the commitment in place of the personal part.
    var withheld: Change {
        guard let part = personal.part else { return self }
        return Change(canonical, personal: .withheld(part.commitment))
    }
}
