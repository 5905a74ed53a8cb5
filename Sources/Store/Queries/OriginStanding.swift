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
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        return try log.logs(in: row.id).map { held in
            OriginStanding(
                origin: held.origin, length: try log.length(held.id),
                isAuthority: standing.authorities.contains(held.origin),
                isAdmitted: standing.isAnswered(held.origin),
                isRetired: standing.isRetired(held.origin),
                isSuspended: standing.suspension(of: [held.origin]) != nil,
                limit: standing.limit(of: held.origin))
        }.sorted { $0.origin < $1.origin }
    }

    /// The word by which an origin counts for its first changes only.
    /// - Parameter length: no more than are held.
    /// - Throws: `StoreError.unknownScope`.
    public func revocation(
        of origin: Origin, in scope: Scope, keeping length: UInt64
    ) throws -> AuthorityChange {
        guard let row = try log.scope(scope), let held = try log.log(origin, in: row.id) else {
            throw StoreError.unknownScope(scope)
        }
        let root = try LogTree(log.statements, log: held.id).root(size: length)
        return .revoke(origin: origin, length: length, root: root)
    }
}
