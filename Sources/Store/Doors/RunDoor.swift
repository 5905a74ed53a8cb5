import Foundation
import GRDB
import SyncCore

/// Takes one received run into its log, inside a savepoint. Throws `RunError` for what is wrong with
/// the run, anything else for what is wrong with the store.
struct RunDoor {
    let log: LogTable
    let vault: PersonalVault

    /// The number of changes that were new; zero when all of it was held already.
    func take(_ run: Run, of intake: Intake) throws -> Int {
        guard intake.scopes.contains(run.scope), let scope = try log.scope(run.scope) else {
            throw RunError.foreignScope
        }
        let row = try row(for: run, of: intake, in: scope)
        let length = try log.length(row.id)
        if run.origin == intake.receiver, run.last > length { throw RunError.ownLog }
        let tree = LogTree(db: log.db, log: row.id)
        guard run.last > length else {
            try compareHeld(run, with: tree)
            return 0
        }
        let verified = try run.verified(
            after: try tree.frontier(size: length), publicKey: row.key)
        var projector = try Projector(log: log, scope: scope, vault: vault)
        for change in verified.changes {
            let dot = try log.append(change, to: row.id)
            try vault.store(change.personal, at: dot, in: log.db)
            try projector.take(change, at: dot)
        }
        try projector.finish()
        try CheckpointTable(db: log.db).keep(run, in: row.id)
        return verified.changes.count
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
    private func row(for run: Run, of intake: Intake, in scope: ScopeRow) throws -> LogRow {
        if let row = try log.log(run.origin, in: scope.id) { return row }
        guard let key = try key(of: run.origin, in: intake) else { throw RunError.unknownOrigin }
        let count = try log.logs(in: scope.id).count
        // Made-up origins must not shut out one that the county has admitted.
        let isAdmitted = try StandingTable(log: log, scope: scope).standing().isAdmitted(run.origin)
        guard count < (isAdmitted ? Limits.originCount : Limits.scopeOrigins) else {
            throw RunError.tooManyOrigins
        }
        return try log.create(key: key, in: scope.id)
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
