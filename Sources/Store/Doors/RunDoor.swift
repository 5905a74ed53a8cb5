import Foundation
import GRDB
import SyncCore

/// Takes one received run into its log. Everything that can be wrong with a run is found before anything
/// is written: `verify` only reads, `store` writes what was verified.
struct RunDoor {
    let log: LogTable
    let vault: PersonalVault
    let writer: Writer

    /// What is new of a run, and where it goes.
    struct Verified {
        fileprivate let run: Run
        fileprivate let projector: Projector
        fileprivate let place: Place
        fileprivate let content: Run.Verified
    }

    /// A log that is held, or one that is met for the first time, by its key.
    fileprivate enum Place {
        case held(LogRow)
        case met(key: [UInt8])

        var key: [UInt8] {
            switch self {
            case .held(let row): row.key
            case .met(let key): key
            }
        }
    }

    /// nil where all of it is held already.
    /// - Throws: `RunError` for what is wrong with the run, anything else for the store.
    func verify(_ run: Run, of intake: Intake) throws -> Verified? {
        guard intake.scopes.contains(run.scope),
            let projector = try writer.projector(of: run.scope, in: log.db)
        else { throw RunError.foreignScope }
        let place = try place(of: run, in: projector, of: intake)
        let length = if case .held(let row) = place { try log.length(row.id) } else { 0 as UInt64 }
        if run.origin == intake.receiver, run.last > length { throw RunError.ownLog }
        var frontier = Frontier()
        if case .held(let row) = place {
            let tree = LogTree(log.statements, log: row.id)
            guard run.last > length else {
                try compareHeld(run, with: tree)
                return nil
            }
            frontier = try tree.frontier(size: length)
        }
        let content = try run.verified(
            after: frontier, publicKey: place.key, completing: LogTree.blockLevel)
        return Verified(run: run, projector: projector, place: place, content: content)
    }

    /// The number of changes, all of which were new.
    func store(_ verified: Verified) throws -> Int {
        let projector = verified.projector
        let row =
            switch verified.place {
            case .held(let row): row
            case .met(let key): try log.create(key: key, in: projector.scope.id)
            }
        projector.deferRows()
        for change in verified.content.changes {
            let dot = try log.append(change, to: row.id)
            try vault.store(change.personal, at: dot, in: log.db)
            try projector.take(change, at: dot)
        }
        let tree = LogTree(log.statements, log: row.id)
        for block in verified.content.completed { try tree.seal(block.root, endingAt: block.end) }
        try projector.finish()
        try CheckpointTable(db: log.db).keep(verified.run, in: row.id)
        return verified.content.changes.count
    }

    /// All of it is held already: nothing to do, unless the sender's log is another one under the
    /// same name, which must not pass in silence.
    private func compareHeld(_ run: Run, with tree: LogTree) throws {
        let signed = run.checkpoint.checkpoint
        guard signed.size == run.last else { return }
        guard try tree.root(size: run.last) == signed.root else { throw RunError.brokenRoot }
    }

    /// The log of the run's origin. One that is met for the first time needs its key, which names
    /// the origin by itself; whether its changes count is another question (`Standing`).
    private func place(
        of run: Run, in projector: Projector, of intake: Intake
    ) throws -> Place {
        let scope = projector.scope
        if let row = try projector.log(of: run.origin) { return .held(row) }
        guard let key = try key(of: run.origin, in: intake) else { throw RunError.unknownOrigin }
        let count = try log.logs(in: scope.id).count
        // Made-up origins must not shut out one that the county has admitted.
        let isAdmitted = projector.isAdmitted(run.origin)
        guard count < (isAdmitted ? Limits.originCount : Limits.scopeOrigins) else {
            throw RunError.tooManyOrigins
        }
        return .met(key: key)
    }

    private func key(of origin: Origin, in intake: Intake) throws -> [UInt8]? {
        if let key = intake.keys.first(where: { Origin(publicKey: $0) == origin }) { return key }
        return try Data.fetchOne(
            log.db.cachedStatement(
                sql: """
                    SELECT key FROM peer WHERE origin = ?1
                    UNION ALL SELECT key FROM log WHERE origin = ?1 LIMIT 1
                    """), arguments: [origin.databaseBytes]
        ).map { [UInt8]($0) }
    }
}

extension Identifier {
    var databaseBytes: Data { Data(bytes) }
}
