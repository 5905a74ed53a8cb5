import GRDB
import SyncCore

/// What has to be put right in a scope after something of it arrived: one's own origin retired, branches
/// that the authority does not keep, changes that no log carries any more, and what the authority owes
/// without being asked (docs/PROTOCOL.md, Forks).
struct Settlement {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let time: Int64

    private var evidence: EvidenceTable { EvidenceTable(log: log) }
    private var db: Database { log.db }

    func run() throws {
        let standing = try standing()
        guard
            try !standing.successions.isEmpty || !standing.retiredOrigins.isEmpty
                || !evidence.isEmpty(in: scope.id)
                || !OrphanedLogs.origins(of: store, in: db).isEmpty
        else { return }
        let own = try present()
        // Whom a person has closed for good, nobody is to follow, unless its branch was not the one kept.
        if standing.retirements(of: own).contains(where: { $0.reason == nil || $0.fork != nil }) {
            try store.succeed(because: .retired, at: time, in: db)
        }
        for origin in standing.retiredOrigins {
            try leaveBranch(of: origin, standing.retirements(of: origin))
        }
        if standing.isAnswered(own) {
            try OrphanedLogs(store: store, log: log, scope: scope, time: time).run()
        }
        try rescue()
        try rescueParked(standing.retiredOrigins)
        try regainParts()
        try reinstatement().run(at: time)
        try Duties(store: store, log: log, scope: scope, time: time).run()
    }

    private func standing() throws -> Standing {
        try store.standing(of: scope, in: db)
    }

    private func reinstatement() throws -> Reinstatement {
        try Reinstatement(
            store: store, log: log, scope: scope, standing: standing(), own: present())
    }

    private func present() throws -> Origin {
        try store.identity.refresh(db).origin
    }

    /// Holds a forked log only to where the branches part, if what is held beyond is not what the
    /// authority keeps. Of retirements that contradict each other the longest speaks.
    private func leaveBranch(of origin: Origin, _ retirements: [Retirement]) throws {
        guard let row = try log.log(origin, in: scope.id) else { return }
        var kept: [UInt64: Retirement] = [:]
        for retirement in retirements {
            guard let fork = retirement.fork, let leaf = fork.kept else { continue }
            if let other = kept[fork.point], let rival = other.fork?.kept,
                (other.length, rival) >= (retirement.length, leaf)
            {
                continue
            }
            kept[fork.point] = retirement
        }
        for point in kept.keys.sorted() {
            let held = try log.leaf(at: LocalDot(log: row.id, sequence: point + 1))
            guard let held, held != kept[point]?.fork?.kept, !PlantedBug.branchNotLeft.isPlanted
            else { continue }
            let changes = try evidence.setAside(row, beyond: point, vault: store.vault)
            try rederive()
            if try OwnOrigins(db: db).contains(origin) {
                try OwnCopies(store: store, log: log, scope: scope, time: time)
                    .write(changes, of: origin, beyond: point)
            }
            try IncidentTable(db: db).note(
                .setAside, at: time, scope: scope.id, origin: origin, point: point,
                count: changes.count)
            return
        }
    }

    /// Whoever set a branch aside writes again, in the own log, what no log carries; and, beside a word of
    /// authority that is not one's own to say, what shows that it was said.
    private func rescue() throws {
        let reinstatement = try reinstatement()
        let lost = try evidence.uncarried(in: scope.id, vault: store.vault)
            .filter { !$0.change.isLineage && !reinstatement.isBarred($0.change) }
        guard !lost.isEmpty, !PlantedBug.rescueForgotten.isPlanted else { return }
        let own = try present()
        let count = try store.commit(to: scope.scope, at: time, in: db) { door in
            try lost.count { kept in
                let origin = try log.log(kept.log).origin
                let context = kept.change.header.context.held(origin, to: kept.point)
                    .held(own, to: door.ownLength)
                guard try door.copy(kept.change, context: context) != nil else { return false }
                if let proof = kept.proof, !reinstatement.isAuthority {
                    try door.write(
                        Attestation(dot: kept.change.dot, leaf: kept.change.leaf, proof: proof))
                }
                return true
            }
        }
        guard count > 0 else { return }
        try IncidentTable(db: db).note(.rescued, at: time, scope: scope.id, count: count)
    }

    /// The same with what waits behind a log that is closed: what stands before it may be lost for good.
    private func rescueParked(_ retired: [Origin]) throws {
        let parked = ParkedRuns(log: log, vault: store.vault)
        let own = try present()
        let reinstatement = try reinstatement()
        var count = 0
        for id in try parked.ids(of: retired, in: scope) {
            var isBarred = false
            let run = try parked.stranded(id, in: scope, at: time) { change in
                if reinstatement.isBarred(change) {
                    isBarred = true
                    return true
                }
                guard change.canBeCopied else { return true }
                return try log.holds(change, in: scope.id) && !reinstatement.isLost(change)
            }
            guard let run else { continue }
            guard !run.changes.isEmpty else {
                if !isBarred { try parked.forget(id) }
                continue
            }
            let copied = try store.commit(to: scope.scope, at: time, in: db) { door in
                try run.changes.count { change in
                    let context = change.header.context.held(run.origin, to: run.point)
                        .held(own, to: door.ownLength)
                    guard try door.copy(change, context: context) != nil else { return false }
                    if let shown = run.attestations[change.leaf], !reinstatement.isAuthority {
                        try door.write(shown)
                    }
                    return true
                }
            }
            // What fits into no copy, or may not be said again, stays parked.
            if copied == run.changes.count, !isBarred { try parked.forget(id) }
            count += copied
        }
        guard count > 0 else { return }
        try IncidentTable(db: db).note(.rescued, at: time, scope: scope.id, count: count)
    }

    /// What was set aside may stand in a log again, of somebody who has no more than its commitment.
    private func regainParts() throws {
        guard let projector = try store.writer.projector(of: scope.scope, in: db) else { return }
        for kept in try evidence.parts(missingIn: scope.id)
        where !projector.erasures.commitments.contains(kept.commitment) {
            // One that does not open any more is better asked for.
            let part = try? store.vault.open([UInt8](kept.sealed), commitment: kept.commitment)
            guard part?.commitment == kept.commitment else { continue }
            try MissingParts(log: log).keep(kept.sealed, at: kept.dot, projector)
        }
    }

    private func rederive() throws {
        store.writer.forget()
        try store.writer.projector(of: scope.scope, in: db)?.rederive()
    }
}

extension Context {
    /// With the entry of one origin lowered.
    func held(_ origin: Origin, to length: UInt64) -> Context {
        var context = self
        context[origin] = min(context[origin], length)
        return context
    }
}

extension Change {
    /// Succession and notice of a fork say something of their own log: a copy of them says nothing.
    var isLineage: Bool { kind == SystemKind.succeed || kind == SystemKind.fork }

    /// A hop of a word from another scope is made anew, by whoever carries that word: a copy of it would carry a
    /// foreign write, and count nowhere.
    var canBeCopied: Bool { canonical.original.header.scope == header.scope }
}

extension CommitDoor {
    /// Writes a copy of a change. One that was copied too often already is taken out of its outermost
    /// copy first: what it says and who said it stay the same.
    /// - Returns: nil for a change that fits into no copy; it stays where it was set aside.
    @discardableResult
    func copy(_ change: Change, context: Context) throws -> Change? {
        do {
            return try wrap(change.shallow, as: SystemKind.copy, context: context)
        } catch StoreError.draftTooLarge { return nil }
    }
}

extension Change {
    fileprivate var shallow: Change {
        var depth = 0
        var inner = canonical
        while let carried = inner.carried {
            depth += 1
            inner = carried
        }
        guard depth >= Limits.wrapperDepth, header.kind == SystemKind.copy,
            let carried = canonical.carried
        else { return self }
        return Change(carried, personal: personal)
    }
}
