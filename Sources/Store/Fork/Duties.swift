import GRDB
import SyncCore

/// What the authority of a scope writes without being asked by a person: heirs of revoked origins revoked,
/// other successors admitted, predecessors and forked origins retired.
struct Duties {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let time: Int64

    private var db: Database { log.db }

    /// More successors than that within thirty days wait for the operator: stored, receipted, shown.
    static let successorLimit = 3
    /// Forks of one log that are answered.
    private static let forkLimit = 64
    static let successorPeriod: UInt64 = 30 * 86_400_000

    func run() throws {
        while let word = try next() {
            try store.commit(to: scope.scope, at: time, in: db) { try $0.write(word) }
        }
        try noteOtherHeirs()
    }

    /// An heir of the authority that this node has never been is told of once: an earlier life of this node,
    /// or whoever has one of its former keys (decision 0039).
    private func noteOtherHeirs() throws {
        let standing = try store.standing(of: scope, in: db)
        let own = try Set(OwnOrigins(db: db).all())
        guard standing.authorities.contains(where: own.contains) else { return }
        let incidents = IncidentTable(db: db)
        for succession in standing.successions.sorted(by: { $0.origin < $1.origin })
        where standing.authorities.contains(succession.origin) && !own.contains(succession.origin) {
            guard try !incidents.has(.otherHeir, successor: succession.origin) else { continue }
            try incidents.note(
                .otherHeir, at: time, scope: scope.id, origin: succession.predecessor,
                successor: succession.origin)
        }
    }

    /// The next thing that is owed; nil where nothing is, or this node has no authority here.
    private func next() throws -> AuthorityChange? {
        let table = StandingTable(log: log, scope: scope)
        let standing = try store.standing(of: scope, in: db)
        let own = try store.identity.refresh(db).origin
        guard standing.authorities.contains(own) else { return nil }
        let changes = try table.changes()
        return try revocation(ofHeir: standing) ?? admission(standing, changes)
            ?? retirement(ofPredecessor: standing) ?? retirement(ofFork: standing, changes)
    }

    /// Whom nobody speaks with any more, because what it was before is revoked, counts no further than this.
    private func revocation(ofHeir standing: Standing) throws -> AuthorityChange? {
        let heir = standing.answeredOrigins.first { origin in
            !standing.isRevoked(origin) && standing.isBarred([origin])
        }
        return try heir.map { try log.revocation(of: $0, in: scope) }
    }

    private func admission(
        _ standing: Standing, _ changes: [GoverningChange]
    ) throws -> AuthorityChange? {
        for succession in standing.successions.sorted(by: { $0.origin < $1.origin }) {
            // Whoever was let in by a join file vouches for what it was before.
            if standing.isAnswered(succession.origin) {
                guard !standing.isAnswered(succession.predecessor),
                    !standing.isRevoked(succession.predecessor),
                    !standing.isBarred([succession.origin])
                else { continue }
                return .admit(
                    origin: succession.predecessor, publicKey: succession.predecessorKey)
            }
            guard standing.isAnswered(succession.predecessor),
                !standing.isBarred([succession.predecessor]),
                standing.closing(of: succession.predecessor) == nil,
                try recentSuccessors(standing, changes) < Self.successorLimit
            else { continue }
            return .admit(origin: succession.origin, publicKey: succession.publicKey)
        }
        return nil
    }

    private func recentSuccessors(
        _ standing: Standing, _ changes: [GoverningChange]
    ) throws -> Int {
        let successors = Set(standing.successions.map(\.origin))
        let recent = try changes.filter { change in
            guard case .authority(.admit(let origin, _)) = change.content,
                successors.contains(origin), standing.authorities.contains(change.dot.origin),
                let row = try log.log(change.dot.origin, in: scope.id),
                let held = try log.canonical(
                    at: LocalDot(log: row.id, sequence: change.dot.sequence))
            else { return false }
            return held.original.header.time.subtractingReportingOverflow(time).partialValue
                .magnitude
                < Self.successorPeriod
        }
        return Set(recent.map(\.original)).count
    }

    private func retirement(ofPredecessor standing: Standing) throws -> AuthorityChange? {
        for succession in standing.successions.sorted(by: { $0.origin < $1.origin })
        where standing.isAnswered(succession.origin) && !standing.isRetired(succession.predecessor)
        {
            return .retire(try log.retirement(of: succession.predecessor, in: scope, fork: nil))
        }
        return nil
    }

    private func retirement(
        ofFork standing: Standing, _ changes: [GoverningChange]
    ) throws -> AuthorityChange? {
        for (origin, point) in try forks(standing, changes) {
            let retirement = try log.retirement(of: origin, in: scope, fork: point)
            let isKnown = standing.retirements(of: origin).contains { $0.fork == retirement.fork }
            if !isKnown, !PlantedBug.forkUnanswered.isPlanted { return .retire(retirement) }
        }
        return nil
    }

    /// Forks that were found here, and those that a successor has told of its predecessors.
    private func forks(
        _ standing: Standing, _ changes: [GoverningChange]
    ) throws -> [(Origin, UInt64)] {
        var forks: Set<Dot> = []
        for row in try log.logs(in: scope.id) {
            for point in try EvidenceTable(log: log).points(of: row.id) {
                forks.insert(Dot(origin: row.origin, sequence: point))
            }
        }
        for change in changes {
            guard case .lineage(.fork(let origin, let point)) = change.content,
                standing.isAnswered(change.dot.origin),
                standing.descends(change.dot.origin, from: origin),
                forks.count(where: { $0.origin == origin }) < Self.forkLimit
            else { continue }
            forks.insert(Dot(origin: origin, sequence: point))
        }
        return forks.sorted().map { ($0.origin, $0.sequence) }
    }
}

extension LogTable {
    /// The word by which an origin counts as far as its log is held here, or for its first changes only.
    /// - Parameter length: no more than are held.
    /// - Throws: `StoreError.unknownScope` where nothing of that log is held, and some of it is to count.
    func revocation(
        of origin: Origin, in scope: ScopeRow, keeping length: UInt64? = nil
    ) throws -> AuthorityChange {
        guard let row = try log(origin, in: scope.id) else {
            guard length ?? 0 == 0 else { throw StoreError.unknownScope(scope.scope) }
            return .revoke(origin: origin, length: 0, root: MerkleTree.emptyRoot)
        }
        let length = try length ?? self.length(row.id)
        return try .revoke(
            origin: origin, length: length,
            root: LogTree(statements, log: row.id).root(size: length))
    }

    /// The closing of a log as it is held here.
    /// - Parameter point: where two branches of it part, if there are two.
    func retirement(
        of origin: Origin, in scope: ScopeRow, fork point: UInt64?
    ) throws -> Retirement {
        guard let row = try log(origin, in: scope.id) else {
            return Retirement(
                origin: origin, length: 0, root: Frontier().root,
                fork: point.map { .init(point: $0, kept: nil) })
        }
        let length = try length(row.id)
        return try Retirement(
            origin: origin, length: length,
            root: LogTree(statements, log: row.id).root(size: length),
            fork: point.map { point in
                .init(point: point, kept: try leaf(at: LocalDot(log: row.id, sequence: point + 1)))
            })
    }
}

extension Standing {
    /// Whether one origin took the other's place, at first or second hand.
    func descends(_ origin: Origin, from other: Origin) -> Bool {
        var seen: Set<Origin> = []
        var present = origin
        while seen.insert(present).inserted,
            let succession = successions.first(where: { $0.origin == present })
        {
            present = succession.predecessor
            if present == other { return true }
        }
        return false
    }
}
