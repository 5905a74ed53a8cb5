import GRDB
public import SyncCore
import Synchronization

extension StoreView {
    /// How many changes of the scopes shared with a neighbour it is known to hold, and how many only this node.
    /// - Throws: `StoreError`.
    public func changes(knownAt peer: Peer) throws -> (known: Int, alone: Int) {
        let peers = PeerTable(db: db)
        var (known, alone) = (0, 0)
        for scope in try log.scopes() where peer.scopes.contains(scope.scope) {
            for row in try log.logs(in: scope.id) {
                let held = try log.length(row.id)
                let shared = try min(held, peers.length(of: row.id, at: peer.origin) ?? 0)
                known += Int(clamping: shared)
                alone += Int(clamping: held - shared)
            }
        }
        return (known, alone)
    }
}

extension Store {
    /// What of an instruction's refetch is still to be asked for; empty where nothing is under way.
    /// - Throws: `StoreError`.
    public func refetchWants(_ id: Entity, from peer: Peer) throws -> [Want] {
        try refetching(id).wants(of: self, from: peer)
    }

    /// Takes what a neighbour has given again into the store that is being filled.
    /// - Returns: the number of changes that are new there.
    /// - Throws: `StoreError`.
    public func refetchTake(
        _ id: Entity, _ runs: [Run], from peer: Peer, at time: Int64
    ) throws -> Int {
        try refetching(id).take(runs, for: self, from: peer, at: time)
    }

    /// Puts the filled store into the place of this one, with all that only this one holds. Whoever reads
    /// or writes meanwhile, here or in another process, does so before or after, never in between.
    ///
    /// - Parameter settings: what the new store is to remember, with everything else.
    /// - Throws: `RefetchError`, `StoreError`; this store is as it was, and the other can only be
    ///   dropped.
    public func refetchFinish(
        _ id: Entity, settings: [String: String] = [:]
    ) throws -> RefetchFigures {
        let refetch = try refetching(id)
        for _ in 0..<Self.swapAttempts {
            let watch = try StoreError.mapping { try Watch(pool.path) }
            let figures = try view { live in
                try refetch.fresh.write { db in
                    let figures = try Transplant(live: live, fresh: refetch.fresh, db: db).run()
                    for (name, value) in settings { try Self.set(name, value, in: db) }
                    try Self.set(Refetch.jobName, id.description, in: db)
                    try Self.set(Refetch.closedName, "1", in: db)
                    return figures
                }
            }
            try refetch.fresh.requireSound()
            let swap = Swap(fresh: refetch.fresh.pool, live: pool)
            let isSwapped = try swap.run(isUnchanged: watch.isUnchanged)
            writer.forget()
            if isSwapped {
                refetchDrop()
                try? checkpointFile()
                return figures
            }
        }
        throw RefetchError.busy
    }

    private static let swapAttempts = 8

    /// Forgets a store that was being filled.
    public func refetchDrop() {
        refetch.withLock { $0 = nil }
        SiblingFile(of: pool.path, suffix: Refetch.suffix).remove()
    }

    private func refetching(_ id: Entity) throws -> Refetch {
        try refetch.withLock { refetch in
            if let refetch, refetch.id == id { return refetch }
            let made = try Refetch(id, for: self)
            refetch = made
            return made
        }
    }

    /// - Throws: `RefetchError.unsound`.
    private func requireSound() throws {
        let report = try verifyLogs()
        if let finding = report.findings.first {
            throw RefetchError.unsound("\(finding.what.rawValue) \(finding.place)")
        }
    }
}
