import GRDB
import SyncCore

/// Writes what stood in an own log and was set aside again, as copies in the present origin's log.
struct OwnCopies {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let time: Int64

    /// - Parameters:
    ///   - tail: the changes that were set aside, in order.
    ///   - old: whose log they stood in.
    ///   - point: how far that log agrees with the branch that is kept.
    ///   - isFork: whether there is such a branch; the authority is told.
    func write(
        _ tail: [Change], of old: Origin, beyond point: UInt64, isFork: Bool = true
    ) throws {
        let successor = try store.identity.refresh(log.db).origin
        let vector = try log.vector(of: scope.id)
        try store.commit(to: scope.scope, at: time, in: log.db) { door in
            let opensLog = try isOnlyLineage(successor, door.ownLength)
            if isFork { try door.write(LineageChange.fork(origin: old, point: point)) }
            var copies = CopyContexts(
                old: old, point: point, new: successor, held: vector, isMapped: opensLog)
            for change in tail
            where change.canBeCopied && !PlantedBug.copiesUnwritten.isPlanted {
                let context = copies.context(of: change).held(successor, to: door.ownLength)
                guard let copy = try door.copy(change, context: context) else { continue }
                copies.note(change.header.sequence, copiedAs: copy.header.sequence)
            }
        }
    }

    /// Whether nothing but a succession stands in the new log: only then do copies keep the order in
    /// which they had seen each other.
    private func isOnlyLineage(_ origin: Origin, _ length: UInt64) throws -> Bool {
        guard length > 0, let row = try log.log(origin, in: scope.id) else { return true }
        return try (1...length).allSatisfy {
            try log.canonical(at: LocalDot(log: row.id, sequence: $0))?.header.kind
                == SystemKind.succeed
        }
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
        if seen > point, !PlantedBug.contextsUnmapped.isPlanted {
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
