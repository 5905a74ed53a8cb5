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
    /// Whether the authority takes nothing more from it that counts: it is revoked, or what it was before is.
    public let isBarred: Bool
}

extension StoreView {
    /// Everybody whose log is held of a scope, by name.
    public func standings(in scope: Scope) throws -> [OriginStanding] {
        try everybody(in: scope).filter { $0.length > 0 }
    }

    /// Those, and whoever was admitted and has not written anything that is here: they hear what the station
    /// holds as the others do. And whoever came by a join file that another had used, who does not.
    public func everybody(in scope: Scope) throws -> [OriginStanding] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        var lengths = Dictionary(
            uniqueKeysWithValues: standing.answeredOrigins.map { ($0, UInt64(0)) })
        for user in try SecondUses(log: log).keys(in: row) { lengths[user.origin] = 0 }
        for held in try log.logs(in: row.id) { lengths[held.origin] = try log.length(held.id) }
        return lengths.map { origin, length in
            OriginStanding(
                origin: origin, length: length,
                isAuthority: standing.authorities.contains(origin),
                isAdmitted: standing.isAnswered(origin), isRetired: standing.isRetired(origin),
                isSuspended: standing.suspension(of: [origin]) != nil,
                limit: standing.limit(of: origin), isBarred: standing.isBarred([origin]))
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

    /// The other names in a scope of whoever goes on from the same key: those that an origin had before, and all
    /// that any of them has named. None of the authority's.
    public func kin(of origin: Origin, in scope: Scope) throws -> [OriginStanding] {
        let lives = try lives(of: origin, in: scope)
        return try everybody(in: scope).filter {
            $0.origin != origin && !$0.isAuthority && lives.contains($0.origin)
        }
    }

    /// Whether one origin took the other's place, at first or second hand.
    public func descends(_ origin: Origin, from other: Origin, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        return try StandingTable(log: log, scope: row).standing().descends(origin, from: other)
    }

    /// The word that lets an origin write that another one has named; nil where none has.
    public func admission(of heir: Origin, in scope: Scope) throws -> AuthorityChange? {
        guard let row = try log.scope(scope) else { return nil }
        return try StandingTable(log: log, scope: row).standing().successions
            .first { $0.origin == heir }
            .map { .admit(origin: heir, publicKey: $0.publicKey) }
    }

    /// Whether a word that is held revokes an origin.
    public func isRevoked(_ origin: Origin, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        return try StandingTable(log: log, scope: row).standing().isRevoked(origin)
    }

    /// When the authority said first that a node of these names is revoked, in milliseconds by its clock; nil
    /// where no word that is held says so.
    /// - Parameter names: the present one first, each named by the next.
    public func revocationTime(of names: [Origin], in scope: Scope) throws -> Int64? {
        guard let row = try log.scope(scope) else { return nil }
        let table = StandingTable(log: log, scope: row)
        let standing = try table.standing()
        guard standing.isBarred(names) else { return nil }
        let names = standing.withEarlierNames(names)
        return try table.changes().filter { change in
            guard case .authority(.revoke(let origin, _, _)) = change.content else { return false }
            return names.contains(origin) && change.governs(in: standing.authorities)
        }.map(\.time).min()
    }

    /// The word by which an origin counts for its first changes only.
    /// - Parameter length: no more than are held.
    /// - Throws: `StoreError.unknownScope`.
    public func revocation(
        of origin: Origin, in scope: Scope, keeping length: UInt64
    ) throws -> AuthorityChange {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        return try log.revocation(of: origin, in: row, keeping: length)
    }
}
