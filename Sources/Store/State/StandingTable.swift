import Foundation
import GRDB
import SyncCore

/// The changes of authority of a scope, as they stand in the authority's own log, and what they make
/// of everybody's changes.
struct StandingTable {
    let log: LogTable
    let scope: ScopeRow
    private var db: Database { log.db }

    func standing() throws -> Standing {
        let authority = try log.log(scope.authority, in: scope.id)
        return Standing(
            authority: scope.authority,
            authorityLength: try authority.map { try log.length($0.id) } ?? 0,
            changes: try words().compactMap(AuthorityChange.init))
    }

    /// The changes of authority in order, as they were written.
    func words() throws -> [CanonicalChange] {
        guard let authority = try log.log(scope.authority, in: scope.id) else { return [] }
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(
                sql: "SELECT dot FROM authority_change WHERE dot >= ? AND dot < ? ORDER BY dot"),
            arguments: [
                LocalDot(log: authority.id, sequence: 0),
                LocalDot(log: authority.id + 1, sequence: 0),
            ])
        return try dots.compactMap(log.canonical)
    }

    /// Notes a change of authority; false for any other change, and for one outside the authority's
    /// log, where it governs nothing.
    func note(_ change: Change, at dot: LocalDot) throws -> Bool {
        guard change.header.origin == scope.authority, !change.canonical.isWrapper,
            SystemKind.range.contains(change.header.kind), AuthorityChange(change.canonical) != nil
        else { return false }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO authority_change(dot) VALUES(?)")
            .execute(arguments: [dot])
        return true
    }

    func exclude(_ change: Change, at dot: LocalDot, _ exclusion: Standing.Exclusion) throws {
        try db.cachedStatement(
            sql: "INSERT INTO excluded(dot, reason, detail, original) VALUES(?, ?, ?, ?)"
        ).execute(
            arguments: [
                dot, exclusion.reason, exclusion.detail, Data(change.originalLeaf.bytes),
            ])
    }
}

extension Standing.Exclusion {
    /// Every word that `reason` can be.
    static let reasons = ["malformed", "not-admitted", "refused"]

    var reason: String {
        switch self {
        case .notAdmitted: "not-admitted"
        case .refused: "refused"
        case .malformed: "malformed"
        }
    }

    var detail: String {
        switch self {
        case .refused(let reason): reason
        case .notAdmitted, .malformed: ""
        }
    }
}
