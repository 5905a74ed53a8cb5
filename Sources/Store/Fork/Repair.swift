import GRDB
import SyncCore

/// What becomes of a proved branch: whose log it is, and what the scope's authority has said of it,
/// decide whether it is taken in place of what is held, kept as evidence, or only noted.
struct Repair {
    let store: Store
    let log: LogTable
    let branch: RunDoor.Branch
    let time: Int64

    private var db: Database { log.db }
    private var origin: Origin { branch.row.origin }
    private var evidence: EvidenceTable { EvidenceTable(log: log) }

    func run(_ door: RunDoor) throws {
        if try present() == origin { try store.succeed(because: .fork, at: time, in: db) }
        let standing = try store.standing(of: branch.scope, in: db)
        let isAuthority = standing.authorities.contains(try present())
        let isRetired = standing.isRetired(origin)
        try evidence.note(fork: branch.row, at: branch.point)
        if try OwnOrigins(db: db).contains(origin), !(isAuthority && isRetired) {
            try copyOwn(door)
        } else if isAuthority {
            try evidence.keep(
                branch.changes, of: branch.row, beyond: branch.point,
                note: branch.run.checkpoint.note, vault: store.vault)
            try note(.fork, branch.changes.count)
        } else if isRetired {
            let count = try giveWay(door).count
            try note(.setAside, count)
        }
    }

    private func present() throws -> Origin {
        Origin(publicKey: try store.identity.refresh(db).publicKey)
    }

    /// Takes the peer's branch of an own log, and writes what stood in its place again as copies.
    private func copyOwn(_ door: RunDoor) throws {
        let tail = try giveWay(door)
        let successor = try present()
        let vector = try log.vector(of: branch.scope.id)
        try store.commit(to: branch.scope.scope, at: time, in: db) { door in
            let opensLog = try isOnlyLineage(successor, door.ownLength)
            try door.write(LineageChange.fork(origin: origin, point: branch.point))
            var copies = CopyContexts(
                old: origin, point: branch.point, new: successor, held: vector,
                isMapped: opensLog)
            for change in tail {
                let copy = try door.copy(change, context: copies.context(of: change))
                copies.note(change.header.sequence, copiedAs: copy.header.sequence)
            }
        }
        try note(.repaired, tail.count)
    }

    /// Sets aside what is held beyond the point, puts the branch in its place; what was set aside.
    private func giveWay(_ door: RunDoor) throws -> [Change] {
        let tail = try evidence.setAside(branch.row, beyond: branch.point, vault: store.vault)
        try door.adopt(branch)
        store.writer.forget()
        try store.writer.projector(of: branch.scope.scope, in: db)?.rederive()
        return tail
    }

    /// Whether nothing but successions stands in the new log: only then do copies keep the order in
    /// which they had seen each other.
    private func isOnlyLineage(_ origin: Origin, _ length: UInt64) throws -> Bool {
        guard length > 0, let row = try log.log(origin, in: branch.scope.id) else { return true }
        return try (1...length).allSatisfy {
            try log.canonical(at: LocalDot(log: row.id, sequence: $0))?.header.kind
                == SystemKind.succeed
        }
    }

    private func note(_ kind: Incident.Kind, _ count: Int) throws {
        try IncidentTable(db: db).note(
            kind, at: time, scope: branch.scope.id, origin: origin,
            successor: try present(), point: branch.point, count: count)
    }
}

/// The contexts of copies: what their authors saw of the old branch they saw, from now on, of the copies.
struct CopyContexts {
    let old: Origin
    let point: UInt64
    let new: Origin
    let held: VersionVector
    /// Whether what was seen beyond the point is mapped to the copies.
    let isMapped: Bool
    private var copies: [(sequence: UInt64, copy: UInt64)] = []

    init(old: Origin, point: UInt64, new: Origin, held: VersionVector, isMapped: Bool) {
        self.old = old
        self.point = point
        self.new = new
        self.held = held
        self.isMapped = isMapped
    }

    func context(of change: Change) -> Context {
        var context = change.header.context
        let seen = context[old]
        if seen > point {
            context[old] = point
            if isMapped {
                context[new] = copies.last { $0.sequence <= seen }?.copy ?? 0
            }
        }
        for entry in context.entries where entry.origin != new {
            context[entry.origin] = min(entry.length, held[entry.origin])
        }
        return context
    }

    mutating func note(_ sequence: UInt64, copiedAs copy: UInt64) {
        copies.append((sequence, copy))
    }
}
