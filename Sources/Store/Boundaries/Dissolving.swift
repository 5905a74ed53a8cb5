import GRDB
import ServiceRecords
public import SyncCore

/// A station that is to end, and who carries on.
public struct Dissolving: Sendable {
    public let scope: Scope
    /// Who says so, in that scope.
    public let author: Store.Author
    /// 1…16, governed by this node; of a station that moves away one, governed by another.
    public let successors: [NamedScope]
    public let reason: String
    /// To which of them somebody goes; all others go to the first.
    public let assigned: [Entity: Scope]
    /// Whether the township belongs to another county from now on. Its volunteers are then released to the
    /// successor, by whoever can seal their profiles (`StoreView.leavings`).
    public let movesAway: Bool

    public init(
        _ scope: Scope, by author: Store.Author, successors: [NamedScope], reason: String,
        assigned: [Entity: Scope] = [:], movesAway: Bool = false
    ) {
        self.movesAway = movesAway
        self.scope = scope
        self.author = author
        self.successors = successors
        self.reason = reason
        self.assigned = assigned
    }
}

/// What came of it.
public struct Dissolved: Sendable, Hashable {
    public let scope: Scope
    /// By successor, how many volunteers go on there.
    public let carriedOn: [Scope: Int]
    /// Those of them who went to the first successor because nobody had assigned them.
    public let unassigned: [Entity]
    public let staying: [StayingVolunteer]
}

/// Why a station was not ended. Nothing was written.
public enum BoundaryRefusal: Error, Equatable, Sendable {
    /// Only the county that governs a scope ends it.
    case notAuthority(Scope)
    /// It has ended before.
    case alreadyEnded(Scope)
    /// It lives: there is no end to undo.
    case notEnded(Scope)
    /// A successor is not governed here, or is where it should be another county's; has itself ended; or is
    /// one of those that end.
    case noSuccessor(Scope)
}

extension Store {
    /// Ends stations, and carries their volunteers on: all of it is durable together, or nothing is. The
    /// logs stay as they are; every record stays in the scope in which it was recorded, and counts there
    /// (I11).
    /// - Throws: `BoundaryRefusal`, `StoreError`.
    public func dissolve(_ orders: [Dissolving], at time: Int64) throws -> [Dissolved] {
        try append(at: time) { db in
            try DissolvingDoor(store: self, log: writer.log(db), time: time).dissolve(orders)
        }
    }
}

extension StoreView {
    /// How many volunteers would go on in a successor if a station ended now, and who would stay.
    public func previewOfDissolving(
        _ scope: Scope
    ) throws -> (movers: [Entity], staying: [StayingVolunteer]) {
        guard let row = try log.scope(scope) else { return ([], []) }
        let (movers, staying) = try movers(in: row)
        return (movers.map(\.volunteer), staying)
    }
}

private struct DissolvingDoor {
    let store: Store
    let log: LogTable
    let time: Int64
    private var db: Database { log.db }

    func dissolve(_ orders: [Dissolving]) throws -> [Dissolved] {
        let ending = Set(orders.map(\.scope))
        for order in orders { try check(order, ending) }
        for order in orders { try close(order) }
        var touched: Set<Scope> = []
        let dissolved = try orders.map { order in
            let row = try governed(order.scope)
            let outcome = try Continuation(store: store, log: log, scope: row, time: time)
                .run(assigned: order.assigned)
            touched.formUnion(outcome.carriedOn.keys)
            touched.insert(order.scope)
            return Dissolved(
                scope: order.scope, carriedOn: outcome.carriedOn, unassigned: outcome.unassigned,
                staying: outcome.staying)
        }
        try TransferDuties(store: store, log: log, time: time).run(touched: touched)
        return dissolved
    }

    private func check(_ order: Dissolving, _ ending: Set<Scope>) throws {
        guard try !BoundaryTable.isDissolved(governed(order.scope), in: db) else {
            throw BoundaryRefusal.alreadyEnded(order.scope)
        }
        guard !order.successors.isEmpty,
            order.successors.count <= BoundaryChange.successorLimit
        else { throw BoundaryRefusal.noSuccessor(order.scope) }
        guard !order.movesAway else {
            for successor in order.successors where (try? governed(successor.scope)) != nil {
                throw BoundaryRefusal.noSuccessor(successor.scope)
            }
            return
        }
        for successor in order.successors {
            guard let row = try? governed(successor.scope), !ending.contains(successor.scope),
                try !BoundaryTable.isDissolved(row, in: db)
            else { throw BoundaryRefusal.noSuccessor(successor.scope) }
        }
    }

    private func governed(_ scope: Scope) throws -> ScopeRow {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        guard row.kind == .station,
            try store.standing(of: row, in: db).authorities
                .contains(store.identity.refresh(db).origin)
        else { throw BoundaryRefusal.notAuthority(scope) }
        return row
    }

    private func close(_ order: Dissolving) throws {
        let row = try governed(order.scope)
        let ends = try log.ends(
            of: log.vector(of: row.id).entries.map(\.origin), in: row)
        let view = StoreView(log: log, vault: store.vault)
        let record = try view.stationRecord(of: order.scope)
        try store.commit(to: order.scope, by: order.author, at: time, in: db) { door in
            for first in stride(from: 0, to: max(1, ends.count), by: BoundaryChange.endLimit) {
                let some = ends.dropFirst(first).prefix(BoundaryChange.endLimit)
                try door.write(
                    .dissolve(
                        BoundaryChange.Dissolution(
                            at: time, successors: order.successors, ends: Array(some),
                            reason: order.reason)))
            }
            guard let record else { return }
            var station = Draft(Station.kind, entity: record)
            station[Station.codeTo] = .int(time)
            try door.edit(station)
        }
        // Another county says for itself whose work it carries on.
        guard !order.movesAway else { return }
        let named = try log.named(row.scope)
        for successor in order.successors {
            try store.commit(to: successor.scope, at: time, in: db) { door in
                try door.write(.carryOn(named, at: time))
            }
        }
    }
}
