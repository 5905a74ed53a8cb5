import Compression
import Foundation
import GRDB
import SyncCore

/// Takes one received run into its log. Everything that can be wrong with a run is found before anything of it
/// is written: `verify` reads, and puts right a bent name at most; `store` writes what was verified.
struct RunDoor {
    let log: LogTable
    let vault: PersonalVault
    let writer: Writer

    /// What is new of a run, and where it goes.
    enum Verified {
        case extends(Extension)
        case branch(Branch)
        /// All of it is held, and leaves beside it have gone bad: the run is to be verified anew once they
        /// are put right.
        case leaves([Mending.Leaf])
    }

    /// A run that joins the end of what is held.
    struct Extension {
        let run: Run
        fileprivate let projector: Projector
        fileprivate let place: Place
        fileprivate let content: Run.Verified
    }

    /// A run of a log that goes on otherwise here, signed by the log's own key: proof of a fork.
    struct Branch {
        let run: Run
        let scope: ScopeRow
        let row: LogRow
        /// The length up to which both agree.
        let point: UInt64
        /// What the peer's branch holds beyond `point`.
        let changes: [Change]
        let completed: [(end: UInt64, root: Hash)]
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
            var projector = try writer.projector(of: run.scope, in: log.db)
        else { throw RunError.foreignScope }
        if try projector.log(of: run.origin) == nil,
            try LogKeys(log: log).mendName(of: run.origin, in: projector.scope)
        {
            // Else the log would be here twice, and never agree.
            writer.forget()
            guard let anew = try writer.projector(of: run.scope, in: log.db) else {
                throw RunError.foreignScope
            }
            projector = anew
        }
        let place = try place(of: run, in: projector, of: intake)
        guard run.isPacked else { return try verify(run, projector, place) }
        guard let rows = try unpacked(run, projector.scope, place) else { return nil }
        do { return try verify(rows, projector, place) } catch let error as RunError {
            switch error {
            // Only what was sent row by row is an alarm.
            case .brokenRoot, .malformed: throw RunError.unreadable
            default: throw error
            }
        }
    }

    /// The run row by row; nil where its root says that all of it is held already.
    private func unpacked(_ run: Run, _ scope: ScopeRow, _ place: Place) throws -> Run? {
        var held: UInt64 = 0
        if case .held(let row) = place {
            held = try log.length(row.id)
            let signed = run.checkpoint.checkpoint
            if signed.size == run.last, run.last <= held,
                try LogTree(log.statements, log: row.id).root(size: run.last) == signed.root
            {
                return nil
            }
        }
        guard run.first <= held + 1 else { throw RunError.gap(expected: held + 1) }
        try run.checkCheckpoint(publicKey: place.key)
        let records = RecordDots(log: log, vault: vault, scope: scope.id)
        do {
            return try run.unpacked(
                by: ZstdFrames(), prefix: { try prefix($0, before: run.first, place) },
                resolve: records.record)
        } catch is BatchError {
            try records.check()
            throw RunError.unreadable
        }
    }

    /// The canonical bytes of the changes before a run, on which its columns lean.
    private func prefix(_ count: Int, before first: UInt64, _ place: Place) throws -> [UInt8] {
        guard count > 0, case .held(let row) = place else { return [] }
        let changes = try log.canonicalBytes(
            of: row.id, before: first, atMost: count, limit: Limits.prefixBytes)
        guard let changes else { throw RunError.unreadable }
        return changes.flatMap { $0 }
    }

    private func verify(_ run: Run, _ projector: Projector, _ place: Place) throws -> Verified? {
        guard case .held(let row) = place else {
            return .extends(try extended(run, projector, place, after: Frontier()))
        }
        let tree = LogTree(log.statements, log: row.id)
        let length = try log.length(row.id)
        guard run.last > length else {
            guard try differs(run, row, tree) else { return nil }
            return try difference(run, projector.scope, row, tree)
        }
        do {
            return .extends(try extended(run, projector, place, after: tree.frontier(size: length)))
        } catch RunError.brokenRoot where run.first <= length {
            return try difference(run, projector.scope, row, tree)
        }
    }

    private func extended(
        _ run: Run, _ projector: Projector, _ place: Place, after frontier: Frontier
    ) throws -> Extension {
        let content = try run.verified(
            after: frontier, publicKey: place.key, completing: LogTree.blockLevel)
        guard try !PlantedBug.orderGate.isPlanted || isPreceded(run, content.changes, in: projector)
        else {
            throw RunError.gap(expected: run.first)
        }
        return Extension(run: run, projector: projector, place: place, content: content)
    }

    /// Whether all is held that the authors of a run had seen. No run has to wait for that (I7): it is
    /// asked for `orderGate` alone.
    private func isPreceded(
        _ run: Run, _ changes: [Change], in projector: Projector
    ) throws -> Bool {
        var held = try log.vector(of: projector.scope.id)
        held[run.origin] = run.last
        return changes.allSatisfy { $0.header.context.isCovered(by: held) }
    }

    /// All of the run's sequences are held: whether by another branch.
    private func differs(_ run: Run, _ row: LogRow, _ tree: LogTree) throws -> Bool {
        let signed = run.checkpoint.checkpoint
        if signed.size == run.last { return try tree.root(size: run.last) != signed.root }
        guard let last = run.rows.last, let canonical = try? CanonicalChange(bytes: last.canonical)
        else { throw RunError.malformed(sequence: run.last) }
        let held = try log.leaf(at: LocalDot(log: row.id, sequence: run.last))
        return held != canonical.leaf(commitment: last.personal.commitment)
    }

    /// In what the run differs from what is held within it. Where the very bytes that are held here give the
    /// leaf that its author has signed, only the leaf beside them has gone bad, and that is no branch.
    /// - Throws: `RunError.brokenRoot` where its author has signed no such thing, or it parts before it begins.
    private func difference(
        _ run: Run, _ scope: ScopeRow, _ row: LogRow, _ tree: LogTree
    ) throws -> Verified {
        let content = try run.verified(
            after: tree.frontier(size: run.first - 1), publicKey: row.key,
            completing: LogTree.blockLevel)
        var leaves: [Mending.Leaf] = []
        for (index, change) in content.changes.enumerated() {
            let sequence = run.first + UInt64(index)
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard try log.leaf(at: dot) != change.leaf else { continue }
            if try log.givenLeaf(at: dot) == change.leaf {
                leaves.append(.init(dot: dot, leaf: change.leaf))
            } else if leaves.isEmpty {
                return .branch(
                    Branch(
                        run: run, scope: scope, row: row, point: sequence - 1,
                        changes: Array(content.changes[index...]),
                        completed: content.completed.filter { $0.end >= sequence }))
            } else {
                break
            }
        }
        guard !leaves.isEmpty else { throw RunError.brokenRoot }
        return .leaves(leaves)
    }

    /// The number of changes, all of which were new.
    func store(_ verified: Extension) throws -> Int {
        let projector = verified.projector
        let row =
            switch verified.place {
            case .held(let row): row
            case .met(let key): try log.create(key: key, in: projector.scope.id)
            }
        try projector.askLogs(about: row.origin)
        projector.deferRows()
        try append(
            verified.content.changes, verified.content.completed, to: row,
            keeping: projector.erasures, projector.take)
        try projector.finish()
        try CheckpointTable(db: log.db).keep(verified.run, in: row.id)
        return verified.content.changes.count
    }

    /// Puts the peer's branch into the place of what was set aside beyond its point. Everything derived
    /// of the scope has to be derived again.
    func adopt(_ branch: Branch) throws {
        let standing = try StandingTable(log: log, scope: branch.scope).standing()
        let erasures = try ErasureTable(log: log, scope: branch.scope).erasures(by: standing)
        try append(
            branch.changes, branch.completed, to: branch.row, keeping: erasures
        ) { change, dot in
            _ = try StandingTable(log: log, scope: branch.scope).note(change, at: dot)
        }
        try CheckpointTable(db: log.db).keep(branch.run, in: branch.row.id)
    }

    private func append(
        _ changes: [Change], _ completed: [(end: UInt64, root: Hash)], to row: LogRow,
        keeping erasures: Erasures, _ take: (Change, LocalDot) throws -> Void
    ) throws {
        let hasParts = try hasParts(of: row, from: log.length(row.id) + 1)
        for change in changes {
            var change = change.kept(by: erasures)
            if hasParts { change = try lying(change, in: row, keeping: erasures) }
            let dot = try log.append(change, to: row.id)
            try vault.store(change.personal, at: dot, in: log.db)
            try take(change, dot)
        }
        let tree = LogTree(log.statements, log: row.id)
        for block in completed { try tree.seal(block.root, endingAt: block.end) }
    }

    /// Whether personal parts are here of changes that are gone: from the end of a log, where they lie still, or
    /// cut off with it.
    private func hasParts(of row: LogRow, from sequence: UInt64) throws -> Bool {
        guard try KeptParts(db: log.db).isEmpty(in: row.scope) else { return true }
        return try Bool.fetchOne(
            log.db.cachedStatement(
                sql: "SELECT 1 FROM personal WHERE dot >= ? AND dot < ? LIMIT 1"),
            arguments: [
                LocalDot(log: row.id, sequence: sequence), LocalDot(log: row.id + 1, sequence: 0),
            ]) ?? false
    }

    /// A change that was given without its personal part, with the one that is here.
    private func lying(
        _ change: Change, in row: LogRow, keeping erasures: Erasures
    ) throws -> Change {
        let dot = LocalDot(log: row.id, sequence: change.header.sequence)
        guard case .withheld(let commitment) = change.personal,
            !erasures.commitments.contains(commitment),
            let part = try part(at: dot, commitment)
                ?? KeptParts(db: log.db).part(under: commitment, in: row.scope, vault: vault)
        else { return change }
        return Change(change.canonical, personal: .held(part))
    }

    private func part(at dot: LocalDot, _ commitment: Hash) throws -> PersonalPart? {
        let sealed = try Data.fetchOne(
            log.db, sql: "SELECT sealed FROM personal WHERE dot = ? AND sealed IS NOT NULL",
            arguments: [dot])
        let part = sealed.flatMap { try? vault.open([UInt8]($0), commitment: commitment) }
        return part?.commitment == commitment ? part : nil
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

    func key(of origin: Origin, in intake: Intake) throws -> [UInt8]? {
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
