import GRDB
public import SyncCore

/// What a scope is for, as this node has opened it. Local: who opened a scope knows why, and nothing in its
/// logs depends on it.
public enum ScopeKind: String, Sendable {
    /// One township's records.
    case station
    /// Between an aggregator and the level above it: what is on its way.
    case desk
    /// An aggregator's own: the epochs of the volunteers who were first registered below it.
    case own
    /// What all below may read: the directory of stations.
    case shared
}

extension Store {
    /// The scope by which a node and its neighbour met: the station's, or the desk between two levels. All
    /// others that they share were announced in it.
    public func meeting(with peer: Peer) throws -> Scope? {
        try read { db in
            let rows = try peer.scopes.sorted().compactMap { try LogTable(db: db).scope($0) }
            return (rows.first { $0.kind == .desk } ?? rows.first { $0.kind == .station })?.scope
        }
    }

    /// How many announcements are held: it moves when there may be something to pass on.
    public func announcementCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM announcement")) ?? 0
        }
    }
}
