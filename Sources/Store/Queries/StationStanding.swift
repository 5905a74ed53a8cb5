public import SyncCore

/// How a station stands with the authority of its scope, apart from what it wrote.
public struct StationStanding: Sendable, Hashable {
    /// nil while a PC of it may write, and before the first has come.
    public let closing: Standing.Closing?
    /// Of the station, or of some of its PCs.
    public let suspended: [Standing.Suspended]

    public static let plain = StationStanding(closing: nil, suspended: [])
}

extension StoreView {
    /// A station is closed when every origin that was admitted is closed for good, revoked, or was succeeded
    /// by one that is; since when the last word says.
    public func stationStanding(of scope: Scope) throws -> StationStanding {
        guard let row = try log.scope(scope) else { return .plain }
        let table = StandingTable(log: log, scope: row)
        guard try table.has(SystemKind.retire) || table.has(SystemKind.suspend) else {
            return .plain
        }
        let standing = try table.standing()
        let closings = standing.answeredOrigins.compactMap(standing.closing)
        let isLive = standing.answeredOrigins.contains(where: standing.isLive)
        return StationStanding(
            closing: isLive
                ? nil : closings.max { ($0.since, $0.reason) < ($1.since, $1.reason) },
            suspended: standing.suspended)
    }

    /// The origins of a scope's PCs that write there now, ascending; those that never wrote, too.
    public func liveOrigins(in scope: Scope) throws -> [Origin] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        return standing.answeredOrigins.filter(standing.isLive)
    }

    /// Why an origin of a scope was closed for good; nil for one that was not.
    public func closing(of origin: Origin, in scope: Scope) throws -> Standing.Closing? {
        guard let row = try log.scope(scope) else { return nil }
        let table = StandingTable(log: log, scope: row)
        guard try table.has(SystemKind.retire) else { return nil }
        return try table.standing().closing(of: origin)
    }

    /// The word that closes an origin for good, as its log is held here.
    /// - Throws: `StoreError.unknownScope`.
    public func closingWord(
        of origin: Origin, in scope: Scope, reason: String
    ) throws -> AuthorityChange {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        let plain = try log.retirement(of: origin, in: row, fork: nil)
        return .retire(
            Retirement(
                origin: origin, length: plain.length, root: plain.root, reason: reason))
    }
}

extension Standing {
    /// Whether an admitted origin is neither retired nor revoked.
    fileprivate func isLive(_ origin: Origin) -> Bool { !isRetired(origin) && !isRevoked(origin) }
}
