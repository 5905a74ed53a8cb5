public import SyncCore

/// What the authority of a scope has said of a neighbour below, as far as this node is that authority.
extension Store {
    /// By which word this node speaks no more with a neighbour, or with what it was before; nil while it
    /// does, and for everybody who does not stand below.
    public func suspension(of peer: Peer) throws -> Standing.Suspended? {
        guard peer.standpoint == .below else { return nil }
        return try read { db in
            let names = try PeerTable(db: db).names(upTo: peer.origin)
            return try Self.standings(over: peer, saying: SystemKind.suspend, LogTable(db: db))
                .lazy.compactMap { $0.suspension(of: Set($0.withEarlierNames(names))) }.first
        }
    }

    /// Whether a neighbour below was closed for good: it is not called by itself any more.
    public func isClosed(_ peer: Peer) throws -> Bool {
        guard peer.standpoint == .below else { return false }
        return try read { db in
            try Self.standings(over: peer, saying: SystemKind.retire, LogTable(db: db))
                .contains { $0.closing(of: peer.origin) != nil }
        }
    }

    /// The nodes below that have an address and are to be visited by the schedule, ascending.
    public func stationsToVisit() throws -> [Origin] {
        try callableStations().filter { origin in
            guard let peer = try peer(origin) else { return false }
            return try !isClosed(peer) && suspension(of: peer) == nil
        }
    }

    /// Of the scopes that a neighbour shares, and that this node governs, in which a word of this kind was
    /// said.
    private static func standings(
        over peer: Peer, saying kind: KindNumber, _ log: LogTable
    ) throws -> [Standing] {
        let own = try OwnOrigins(db: log.db).all()
        return try peer.scopes.sorted().compactMap { scope in
            guard let row = try log.scope(scope) else { return nil }
            let table = StandingTable(log: log, scope: row)
            guard try table.has(kind) else { return nil }
            let standing = try table.standing()
            return own.contains(where: standing.authorities.contains) ? standing : nil
        }
    }
}
