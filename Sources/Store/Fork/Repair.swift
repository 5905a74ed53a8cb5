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
        if try OwnOrigins(db: db).contains(origin), !(isAuthority && isRetired) {
            try copyOwn(door)
        } else if isAuthority {
            try evidence.keep(
                branch.changes, of: branch.row, beyond: branch.point,
                note: branch.run.checkpoint.note, vault: store.vault,
                erasures: ErasureTable(log: log, scope: branch.scope).erasures(by: standing))
            try note(.fork, branch.changes.count)
        } else if isRetired, isHeard(standing) || PlantedBug.branchLeftUnheard.isPlanted,
            !PlantedBug.branchNotLeft.isPlanted
        {
            let count = try giveWay(door).count
            try note(.setAside, count)
        }
    }

    /// Whether the authority has said that the log has two branches here. One that has closed it for another
    /// reason is shown the branch first: until it has heard of it, what was seen of the one would count as seen
    /// of the other.
    private func isHeard(_ standing: Standing) -> Bool {
        standing.retirements(of: origin).contains { $0.fork?.point == branch.point }
    }

    private func present() throws -> Origin {
        try store.identity.refresh(db).origin
    }

    /// Takes the peer's branch of an own log, and writes what stood in its place again as copies.
    private func copyOwn(_ door: RunDoor) throws {
        let tail = try giveWay(door)
        try OwnCopies(store: store, log: log, scope: branch.scope, time: time)
            .write(tail, of: origin, beyond: branch.point)
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

    private func note(_ kind: Incident.Kind, _ count: Int) throws {
        try IncidentTable(db: db).note(
            kind, at: time, scope: branch.scope.id, origin: origin,
            successor: try present(), point: branch.point, count: count)
    }
}
