import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// A change that is held and does not count (I15).
public struct ExcludedChange: Sendable {
    public let change: Change
    public let scope: Scope
    public let code: String?
    public let name: String?
    /// Written by the scope's authority.
    public let isByAuthority: Bool
    /// not-admitted, refused or malformed.
    public let reason: String
    /// In words, where somebody refused it.
    public let detail: String
    /// Milliseconds: when it was refused, by the authority's clock; else when it was written, by its
    /// author's.
    public let since: Int64
    /// Somebody sent it again, and as that it counts.
    public let isRequeued: Bool
    /// Somebody has dealt with it, the first if several have.
    public let dismissal: Closed?
    /// It waits for somebody at this node: its author's, unless it waits for admission and the node still
    /// writes under that name; the authority's, unless that refused it itself.
    public let needsYou: Bool

    public struct Closed: Sendable, Hashable {
        public let reason: String
        /// Milliseconds, by the clock of whoever did.
        public let time: Int64
        public let origin: Origin
    }

    /// Needs nobody any more.
    public var isClosed: Bool { isRequeued || dismissal != nil }
}

/// Entries of this node under a name that it has no more, which the authority has never admitted.
public struct LeftBehind: Sendable, Hashable {
    public let code: String?
    public let name: String?
    public let origin: Origin
    public let changes: Int
}

extension StoreView {
    /// Changes that nobody has dealt with yet.
    private static let unclosed = """
        NOT EXISTS(SELECT 1 FROM alias WHERE leaf = x.original)
        AND NOT EXISTS(SELECT 1 FROM dismissed WHERE leaf = coalesce(
            (SELECT leaf FROM change WHERE dot = x.dot),
            (SELECT leaf FROM packed WHERE dot = x.dot)))
        """

    /// What this node wrote under a name that it has no more, and that nobody has admitted: no exchange alters
    /// that. A copy that counts is as good.
    private static let leftBehind = """
        (x.reason = 'not-admitted' AND l.origin IN (SELECT origin FROM own_origin)
            AND l.origin <> (SELECT origin FROM own_origin ORDER BY id DESC LIMIT 1)
            AND NOT EXISTS(SELECT 1 FROM carried c WHERE c.leaf = x.original
                AND NOT EXISTS(SELECT 1 FROM excluded e WHERE e.dot = c.dot)))
        """

    private static let needsYou = """
        (\(unclosed) AND ((l.origin IN (SELECT origin FROM own_origin)
                AND x.reason <> 'not-admitted')
            OR \(leftBehind)
            OR (s.authority IN (SELECT origin FROM own_origin) AND x.reason <> 'refused')))
        """

    private static let excluded = """
        FROM excluded x JOIN log l ON l.log = x.dot >> 40
        JOIN scope s ON s.scope = l.scope
        """

    /// How many changes that do not count wait for somebody at this node.
    public func unsettledCount(in scope: Scope? = nil) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) \(Self.excluded)
                WHERE \(Self.needsYou) AND (?1 IS NULL OR s.id = ?1)
                """, arguments: [scope?.databaseBytes]) ?? 0
    }

    /// How many changes do not count and were not dealt with; with `closed`, those too.
    public func excludedCount(in scope: Scope? = nil, closed: Bool) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) \(Self.excluded)
                WHERE (?1 IS NULL OR s.id = ?1) AND (?2 OR \(Self.unclosed))
                """, arguments: [scope?.databaseBytes, closed]) ?? 0
    }

    /// What stands in logs of names that this node has no more, and counts for nobody because nobody has admitted
    /// them; by station and log.
    public func leftBehind() throws -> [LeftBehind] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT s.code, s.name, l.origin, count(*) \(Self.excluded)
                WHERE \(Self.unclosed) AND \(Self.leftBehind) GROUP BY l.log ORDER BY s.code, l.log
                """
        ).compactMap { row in
            try Data.fromDatabaseValue(row[2]).flatMap { Origin(bytes: $0) }.map {
                try LeftBehind(
                    code: row.cell(0), name: row.cell(1), origin: $0, changes: row.cell(3))
            }
        }
    }

    /// Changes that do not count, by station and log, `limit` at most: what waits for somebody here
    /// first.
    /// - Parameter closed: also what was dealt with.
    public func excluded(
        in scope: Scope? = nil, closed: Bool, limit: Int
    ) throws -> [ExcludedChange] {
        try excluded(
            where: "(?1 IS NULL OR s.id = ?1) AND (?2 OR \(Self.unclosed))",
            [scope?.databaseBytes, closed], limit: limit)
    }

    /// The excluded change at a dot; nil where nothing is held, or where it counts.
    public func excluded(_ dot: Dot, in scope: Scope) throws -> ExcludedChange? {
        try excluded(
            where: "s.id = ?1 AND l.origin = ?2 AND x.dot & 0xFFFFFFFFFF = ?3",
            [
                scope.databaseBytes, dot.origin.databaseBytes, Int64(clamping: dot.sequence),
            ], limit: 1
        ).first
    }

    private func excluded(
        where condition: String, _ arguments: StatementArguments, limit: Int
    ) throws -> [ExcludedChange] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT x.dot, x.reason, x.detail, l.scope, s.code, s.name,
                    l.origin = s.authority AS by_authority, \(Self.needsYou) AS needs_you,
                    EXISTS(SELECT 1 FROM alias WHERE leaf = x.original) AS requeued
                \(Self.excluded) WHERE \(condition)
                ORDER BY needs_you DESC, s.code, x.dot LIMIT \(max(0, limit))
                """, arguments: arguments
        ).map(excludedChange)
    }

    private func excludedChange(_ row: Row) throws -> ExcludedChange {
        let dot = try row.cell(0) as LocalDot
        guard let (leaf, canonical) = try log.stored(at: dot),
            let scope = try log.scopes().first(where: { try $0.id == row.cell(3) })
        else { throw StoreError.damaged("excluded") }
        let held = Change(canonical, personal: try vault.content(at: dot, in: db))
        let isHidden = try isHidden(held, in: scope)
        let change = isHidden ? held.withheld : held
        let refusal = try refusal(of: change, in: scope)
        return try ExcludedChange(
            change: change, scope: scope.scope, code: row.cell(4), name: row.cell(5),
            isByAuthority: row.cell(6), reason: row.cell(1), detail: row.cell(2),
            since: refusal?.header.time ?? change.header.time,
            isRequeued: row.cell(8), dismissal: try dismissal(of: leaf), needsYou: row.cell(7))
    }

    /// The authority's word by which a change does not count; nil where that is not the reason.
    private func refusal(of change: Change, in scope: ScopeRow) throws -> CanonicalChange? {
        var meant: Set<Dot> = [change.dot]
        var carried = change.canonical
        while carried.header.kind == SystemKind.copy, let inner = carried.carried {
            meant.insert(inner.header.dot)
            carried = inner
        }
        return try StandingTable(log: log, scope: scope).words().last { word in
            guard case .refuse(let dot, _, _) = AuthorityChange(word) else { return false }
            return meant.contains(dot)
        }
    }

    private func dismissal(of leaf: Hash) throws -> ExcludedChange.Closed? {
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(sql: "SELECT dot FROM dismissed WHERE leaf = ?"),
            arguments: [Data(leaf.bytes)])
        return try dots.compactMap { dot -> ExcludedChange.Closed? in
            guard let canonical = try log.canonical(at: dot), let said = Dismissal(canonical)
            else { return nil }
            let author = canonical.original.header
            return .init(reason: said.reason, time: author.time, origin: author.origin)
        }.min { ($0.time, $0.origin) < ($1.time, $1.origin) }
    }
}
