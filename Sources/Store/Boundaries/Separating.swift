import GRDB
public import SyncCore

/// A station that was merged by mistake, and the one that carries it on from now, alone.
public struct Separating: Sendable {
    /// That has ended.
    public let scope: Scope
    /// Who says so, in that scope.
    public let author: Store.Author
    public let successor: NamedScope
    public let reason: String

    public init(
        _ scope: Scope, by author: Store.Author, successor: NamedScope, reason: String
    ) {
        self.scope = scope
        self.author = author
        self.successor = successor
        self.reason = reason
    }
}

/// What came of it.
public struct Separated: Sendable, Hashable {
    /// By the station that had them meanwhile, how many go on in the one that carries on now.
    public let carriedOn: [Scope: Int]
    public let staying: [StayingVolunteer]
}

extension Store {
    /// Undoes a merger by going forward: another station carries on what has ended, and whoever went from
    /// there to the station into which it was merged goes on in it. Whoever has moved since, or was never
    /// merged, stays. What was recorded meanwhile stays where it was recorded (I11). Said again, it does
    /// what is left. All of it is durable together, or nothing is.
    /// - Throws: `BoundaryRefusal`, `StoreError`.
    public func separate(_ order: Separating, at time: Int64) throws -> Separated {
        try append(at: time) { db in
            try SeparatingDoor(store: self, log: writer.log(db), order: order, time: time).run()
        }
    }
}

extension StoreView {
    /// Whom a separation would hand on now, by the station that has them, and who would stay.
    public func previewOfSeparating(_ scope: Scope) throws -> Separated {
        var (carriedOn, staying): ([Scope: Int], [StayingVolunteer]) = ([:], [])
        for holder in try merged(from: scope) {
            let (movers, others) = try returning(from: holder, to: scope)
            if !movers.isEmpty { carriedOn[holder.scope] = movers.count }
            staying += others
        }
        return Separated(carriedOn: carriedOn, staying: staying)
    }

    /// The stations that have carried a scope on, and those that carry on these.
    fileprivate func merged(from scope: Scope) throws -> [ScopeRow] {
        var (seen, waiting): (Set<Scope>, [Scope]) = ([scope], [scope])
        var found: [ScopeRow] = []
        while let next = waiting.popLast() {
            guard let row = try log.scope(next) else { continue }
            let standing = try StandingTable(log: log, scope: row).standing()
            let named = try BoundaryTable(log: log, scope: row).mergedInto(by: standing)
            for successor in named.sorted() where seen.insert(successor).inserted {
                waiting.append(successor)
                if let row = try log.scope(successor), try governs(successor) { found.append(row) }
            }
        }
        return found
    }

    /// Of those whom its county has carried on from a scope that has ended, whom a station holds now.
    fileprivate func returning(
        from holder: ScopeRow, to scope: Scope
    ) throws -> (movers: [Mover], staying: [StayingVolunteer]) {
        guard let ended = try log.scope(scope) else { return ([], []) }
        let standing = try StandingTable(log: log, scope: ended).standing()
        let end = try BoundaryTable(log: log, scope: ended).boundaries(by: standing).dissolution?.at
        guard let end else { return ([], []) }
        let gone = try custodies(in: scope).filter { custody in
            custody.releases.values.contains {
                $0.scope == scope && standing.authorities.contains($0.author)
                    && ($0.release?.asOf ?? 0) >= end
            }
        }
        return try movers(of: Set(gone.map(\.subject)), in: holder)
    }
}

private struct SeparatingDoor {
    let store: Store
    let log: LogTable
    let order: Separating
    let time: Int64
    private var db: Database { log.db }

    func run() throws -> Separated {
        let row = try governed(order.scope)
        let table = BoundaryTable(log: log, scope: row)
        let standing = try store.standing(of: row, in: db)
        let boundaries = try table.boundaries(by: standing)
        guard let end = boundaries.dissolution else { throw BoundaryRefusal.notEnded(order.scope) }
        let view = StoreView(log: log, vault: store.vault)
        let holders = try view.merged(from: order.scope)
        try check(among: holders)
        if boundaries.successors.map(\.scope) != [order.successor.scope] {
            try say(row, boundaries, standing)
        }
        var (carriedOn, staying): ([Scope: Int], [StayingVolunteer]) = ([:], [])
        for holder in holders {
            let (movers, others) = try view.returning(from: holder, to: order.scope)
            staying += others
            guard !movers.isEmpty else { continue }
            try Continuation(store: store, log: log, scope: holder, time: time)
                .carryOn(movers, to: order.successor.scope, at: max(time, end.at))
            carriedOn[holder.scope] = movers.count
        }
        let late = try Continuation(store: store, log: log, scope: row, time: time).run()
        let touched = Set(carriedOn.keys).union(late.carriedOn.keys)
        try TransferDuties(store: store, log: log, time: time)
            .run(touched: touched.union([order.scope, order.successor.scope]))
        return Separated(carriedOn: carriedOn, staying: staying + late.staying)
    }

    /// The one that carries on lives, and is none of those from which people are to be taken.
    private func check(among holders: [ScopeRow]) throws {
        let successor = order.successor.scope
        guard let row = try? governed(successor), successor != order.scope,
            try !BoundaryTable.isDissolved(row, in: db),
            !holders.contains(where: { $0.scope == successor })
        else { throw BoundaryRefusal.noSuccessor(successor) }
    }

    private func governed(_ scope: Scope) throws -> ScopeRow {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        guard row.kind == .station,
            try store.standing(of: row, in: db).authorities
                .contains(store.identity.refresh(db).origin)
        else { throw BoundaryRefusal.notAuthority(scope) }
        return row
    }

    private func say(_ row: ScopeRow, _ boundaries: Boundaries, _ standing: Standing) throws {
        let grown = try boundaries.unnamed(
            in: log.vector(of: row.id), besides: standing.authorities)
        let named = try log.named(row.scope)
        let word = BoundaryChange.Dissolution(
            at: boundaries.timeToCloseAgain(at: time), successors: [order.successor],
            ends: try log.ends(of: grown.prefix(BoundaryChange.endLimit), in: row),
            reason: order.reason, isInstead: true)
        try store.commit(to: row.scope, by: order.author, at: time, in: db) {
            try $0.write(.dissolve(word))
        }
        try store.commit(to: order.successor.scope, at: time, in: db) {
            try $0.write(.carryOn(named, at: time))
        }
    }
}
