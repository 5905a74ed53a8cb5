import GRDB
public import SyncCore

/// What an author has in front of them: the vector of the scope at the moment in which the fields were
/// read. Travels with the form and its draft, and is saved once.
public struct Rendering: Hashable, Sendable {
    /// Of the store that it was read from; another store's roots have to be compared first.
    public let storeID: String
    public let scope: Scope
    /// Without the origins that did not count when it was rendered: what was hidden was not seen.
    public let vector: VersionVector
    /// Changes that were hidden because they did not count; if they count at the save, they still
    /// were not seen.
    let hidden: Set<Dot>
    /// The node's own log as it was then. A disk image that was put back since has another one, and
    /// knows nothing of it.
    let own: Sidecar.Mark

    init(
        storeID: String, scope: Scope, vector: VersionVector, hidden: Set<Dot>, own: Sidecar.Mark
    ) {
        self.storeID = storeID
        self.scope = scope
        self.vector = vector
        self.hidden = hidden
        self.own = own
    }
}

/// Reads renderings and turns them into the contexts of what is saved.
struct RenderingTable {
    let log: LogTable
    let scope: ScopeRow

    func render() throws -> Rendering {
        let standing = try StandingTable(log: log, scope: scope).standing()
        let storeID = try Store.setting("store-id", in: log.db) ?? ""
        return Rendering(
            storeID: storeID, scope: scope.scope,
            vector: try vector(by: standing), hidden: try hidden(),
            own: try own())
    }

    /// What is held of the origins that count, below whatever may count later: a user's change does not
    /// count yet whose author had seen words about roles that are not here.
    func vector(by standing: Standing) throws -> VersionVector {
        var vector = try held(where: standing.isAdmitted)
        for dot in try unsettled(by: standing) where vector.covers(dot) {
            vector[dot.origin] = dot.sequence - 1
        }
        return vector
    }

    /// Changes that are judged by words of the authority that have yet to come.
    func unsettled(by standing: Standing) throws -> [Dot] {
        let dots = try StandingTable(log: log, scope: scope).awaiting(standing.authorities)
        return try dots.map { Dot(origin: try log.log($0.log).origin, sequence: $0.sequence) }
    }

    private func held(where isAdmitted: (Origin) -> Bool) throws -> VersionVector {
        let logs = try log.logs(in: scope.id).filter {
            isAdmitted($0.origin) || PlantedBug.hiddenSeen.isPlanted
        }
        return VersionVector(try logs.map { ($0.origin, try log.length($0.id)) })
    }

    /// The context of a write that was made in front of `rendering`: lowered to what is held, and
    /// below whatever was hidden then and counts now. From another store or scope, or another past of
    /// this one, nothing is known to have been seen: too low a context makes a conflict for people, too
    /// high a one overrules somebody.
    func context(of rendering: Rendering) throws -> Context {
        guard rendering.scope == scope.scope,
            rendering.storeID == (try Store.setting("store-id", in: log.db) ?? ""),
            try own(upTo: rendering.own.length) == rendering.own
                || PlantedBug.formOutlivesDisk.isPlanted
        else { return Context() }
        var context = rendering.vector.lowered(to: try log.vector(of: scope.id))
        for dot in rendering.hidden.subtracting(try hidden()) where context.covers(dot) {
            context[dot.origin] = dot.sequence - 1
        }
        return context
    }

    /// The own log up to a length, or to its end before.
    private func own(upTo limit: UInt64 = .max) throws -> Sidecar.Mark {
        let key = try OwnOrigins(db: log.db).presentKey()
        guard let key, let row = try log.log(Origin(publicKey: key), in: scope.id) else {
            return Sidecar.Mark(length: 0, root: Frontier().root)
        }
        let length = min(limit, try log.length(row.id))
        return Sidecar.Mark(
            length: length, root: try LogTree(log.statements, log: row.id).root(size: length))
    }

    private func hidden() throws -> Set<Dot> {
        let dots = try LocalDot.fetchAll(
            log.db.cachedStatement(
                sql: """
                    SELECT dot FROM log JOIN excluded
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ?
                    """), arguments: [scope.id])
        return Set(
            try dots.map { Dot(origin: try log.log($0.log).origin, sequence: $0.sequence) })
    }
}

extension Store {
    /// What somebody who looks at `scope` now has in front of them.
    public func render(_ scope: Scope) throws -> Rendering {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
            return try RenderingTable(log: log, scope: row).render()
        }
    }
}
