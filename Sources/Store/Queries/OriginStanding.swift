public import SyncCore

/// An origin that writes in a scope, and how far it counts there.
public struct OriginStanding: Sendable, Hashable {
    public let origin: Origin
    /// Changes that are held.
    public let length: UInt64
    public let isAuthority: Bool
    public let isAdmitted: Bool
    public let isRetired: Bool
    /// Whether the authority speaks with it no more.
    public let isSuspended: Bool
    /// Changes that count, where a word of revocation bounds them.
    public let limit: UInt64?
}

extension StoreView {
    /// Everybody whose log is held of a scope, by name.
    public func standings(in scope: Scope) throws -> [OriginStanding] {
        try everybody(in: scope).filter { $0.length > 0 }
    }

    /// Those, and whoever was admitted and has not written anything that is here: they hear what the station
    /// holds as the others do.
    public func everybody(in scope: Scope) throws -> [OriginStanding] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        var lengths = Dictionary(
            uniqueKeysWithValues: standing.answeredOrigins.map { ($0, UInt64(0)) })
        for held in try log.logs(in: row.id) { lengths[held.origin] = try log.length(held.id) }
        return lengths.map { origin, length in
            OriginStanding(
                origin: origin, length: length,
                isAuthority: standing.authorities.contains(origin),
                isAdmitted: standing.isAnswered(origin), isRetired: standing.isRetired(origin),
                isSuspended: standing.suspension(of: [origin]) != nil,
                limit: standing.limit(of: origin))
        }.sorted { $0.origin < $1.origin }
    }

    /// An origin with those that took its place or whose place it took, at first or second hand, as the
    /// scope's logs say it.
    public func lives(of origin: Origin, in scope: Scope) throws -> Set<Origin> {
        guard let row = try log.scope(scope) else { return [origin] }
        let successions = try StandingTable(log: log, scope: row).standing().successions
        var lives: Set<Origin> = [origin]
        while true {
            let more = successions.filter {
                lives.contains($0.predecessor) != lives.contains($0.origin)
            }
            guard !more.isEmpty else { return lives }
            lives.formUnion(more.flatMap { [$0.predecessor, $0.origin] })
        }
    }

    /// Whether a word that is held revokes an origin.
    public func isRevoked(_ origin: Origin, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        return try StandingTable(log: log, scope: row).standing().isRevoked(origin)
    }

    /// When the authority said first that an origin is revoked, in milliseconds by its clock; nil where no
    /// word that is held says so.
    public func revocationTime(of origin: Origin, in scope: Scope) throws -> Int64? {
        guard let row = try log.scope(scope) else { return nil }
        let table = StandingTable(log: log, scope: row)
        let standing = try table.standing()
        guard standing.isRevoked(origin) else { return nil }
        return try table.changes().filter { change in
            guard case .authority(.revoke(origin, _, _)) = change.content else { return false }
            return change.governs(in: standing.authorities)
        }.map(\.time).min()
    }

    /// The word by which an origin counts for its first changes only.
    /// - Parameter length: no more than are held.
    /// - Throws: `StoreError.unknownScope`.
    public func revocation(
        of origin: Origin, in scope: Scope, keeping length: UInt64
    ) throws -> AuthorityChange {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        let held = try log.log(origin, in: row.id)
        guard held != nil || length == 0 else { throw StoreError.unknownScope(scope) }
        let root =
            try held.map { try LogTree(log.statements, log: $0.id).root(size: length) }
            ?? MerkleTree.emptyRoot
        return .revoke(origin: origin, length: length, root: root)
    }
}
