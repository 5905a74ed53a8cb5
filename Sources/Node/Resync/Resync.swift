import Store
import SyncCore

/// Carries out what an administrator has instructed (docs/RESYNC.md): one instruction at a time, in steps
/// between exchanges. What is done and what is not stands in the store, so any step may be the last one of
/// a process.
///
/// Nothing here decides whether an instruction may be carried out: `Instructions` does, from the logs.
public struct Resync: Sendable {
    public enum Step: Hashable, Sendable {
        /// Nothing to do.
        case rest
        /// An exchange is wanted: to fetch, or to bring a report.
        case exchange
    }

    let home: NodeHome
    let pulse: @Sendable () -> Void

    /// - Parameter pulse: called now and then while a level reads for long.
    public init(_ home: NodeHome, pulse: @escaping @Sendable () -> Void = {}) {
        self.home = home
        self.pulse = pulse
    }

    var store: Store { home.store }
    var now: Int64 { home.clock.now }

    /// To be called when an exchange has ended, and when the node has nothing else to do.
    /// - Parameter outcome: of the exchange; nil where there was none.
    /// - Throws: `StoreError` where the store cannot be read; the same step is taken again.
    public func step(after outcome: SyncOutcome? = nil) throws -> Step {
        // What fails here is tried again with the next step, and keeps nobody from an instruction.
        try? store.forgetAside { try home.safety.forgetErased(of: home) }
        try settleBelow()
        guard let job = try job() else { return try begin(after: outcome) }
        if try isPutAside(job, after: outcome) {
            _ = try forget()
            return try begin(after: outcome, before: job.level)
        }
        let now = now
        guard let card = try card(of: job) else {
            try deriveMended()
            return try forget()
        }
        if case .swapped(let figures) = job.phase {
            return try report(card, .done, figures: Self.figures(figures))
        }
        switch InstructionState(card, of: Set(try store.ownOrigins()), at: now, isUnderWay: true) {
        case .running, .ready: break
        case .cancelled, .declined, .expired, .waitingForApproval, .done, .differs, .failed,
            .undone:
            try deriveMended()
            return try report(card, .failed, reason: "cancelled")
        }
        return try settling(card) { try goOn(job, card, after: outcome) }
    }

    /// Carries out what is due, to its end as far as the line bears it: for a process that does nothing else.
    /// - Parameter exchange: one with the level above.
    /// - Throws: `StoreError`, and what `exchange` throws.
    public func carryOut(exchange: () throws -> SyncOutcome) throws {
        var outcome: SyncOutcome?
        for _ in 0..<Daemon.resyncExchanges where try step(after: outcome) == .exchange {
            let last = try exchange()
            outcome = last
            // What needs no line is done all the same.
            guard last.isContact else {
                _ = try step(after: last)
                return
            }
        }
    }

    /// What is to be asked for again of the level above, for the whole of an exchange: a repair reads all
    /// logs for it.
    func wants(from peer: Peer) throws -> [Want] {
        guard peer.standpoint == .above else {
            return try belowAsking()?.wants(of: peer) ?? []
        }
        guard let job = try job(), case .asking = job.phase else {
            return []
        }
        switch job.level {
        case .repair:
            guard let card = try card(of: job) else { return [] }
            let damages = try store.damages().filter { peer.scopes.contains($0.scope) }
            return try store.parted(damages, by: Narrowing(card.instruction)).meant.wants
        case .refetch: return try store.refetchWants(job.id, from: peer)
        case .retry, .verify, .rebuild, .replace, .resolveAll: return []
        }
    }

    /// Whether an exchange with a neighbour is to bring something again.
    func isAsking(of peer: Peer) throws -> Bool {
        guard peer.standpoint == .above else {
            return try belowAsking()?.wants(of: peer).isEmpty == false
        }
        guard let job = try job(), case .asking = job.phase else { return false }
        return job.level == .repair || job.level == .refetch
    }

    private func card(of job: ResyncJob) throws -> InstructionCard? {
        try store.view { view in
            try view.instructions(in: job.scope, at: now).first { $0.id == job.id }
        }
    }

    /// Takes in what was asked for again, after the exchange has accepted the message that brought it.
    func take(_ runs: [Run], from peer: Peer) throws {
        guard peer.standpoint == .above else { return try take(runs, fromBelow: peer) }
        guard !runs.isEmpty, var job = try job(), case .asking(let got, let seen) = job.phase
        else { return }
        let new =
            job.level == .repair
            ? try store.mend(runs, at: now)
            : try store.refetchTake(job.id, runs, from: peer, at: now)
        KillPoint.mended.pass()
        job.phase = .asking(got: got + new, seen: seen)
        try keep(job)
    }

    func job() throws -> ResyncJob? {
        try store.setting(ResyncJob.settingName).flatMap(ResyncJob.init)
    }

    func keep(_ job: ResyncJob) throws { try store.set(ResyncJob.settingName, job.text) }

    private func forget() throws -> Step {
        try store.set(ResyncJob.settingName, "")
        store.refetchDrop()
        return .rest
    }
}

/// The way of an instruction.
extension Resync {
    /// - Parameter waiting: what waits for the line; only what can do with less of one is begun.
    private func begin(
        after outcome: SyncOutcome?, before waiting: ResyncLevel? = nil
    ) throws -> Step {
        guard let card = try next(before: waiting) else { return .rest }
        let job = ResyncJob(card)
        try keep(job)
        if card.lastReport(of: Set(try store.ownOrigins())) == nil {
            // What cannot be counted is no reason not to begin.
            try write(.init(on: card.id, .begun, figures: (try? planned(card)) ?? []), of: card)
        }
        return try settling(card) { try start(job, card, after: outcome) }
    }

    /// What is due. What was lost and nobody asked to tell, is told by a repair.
    private func next(before waiting: ResyncLevel?) throws -> InstructionCard? {
        if let card = try store.nextInstruction(at: now, before: waiting) { return card }
        guard try waiting == nil && store.isLossUnasked() && belowAsking() == nil else {
            return nil
        }
        try home.askItself(.repair)
        try store.noteLossAsked()
        return try store.nextInstruction(at: now)
    }

    /// Whether a level waits for a line that is not there, while something is due that can do with less of one.
    private func isPutAside(_ job: ResyncJob, after outcome: SyncOutcome?) throws -> Bool {
        guard outcome?.isContact != true else { return false }
        if case .swapped = job.phase { return false }
        return try store.nextInstruction(at: now, before: job.level) != nil
    }

    /// What goes wrong with the node's own disk or files ends an instruction; what another moment mends does
    /// not.
    private func settling(_ card: InstructionCard, _ body: () throws -> Step) throws -> Step {
        do { return try body() } catch StoreError.busy, RefetchError.busy { return .rest } catch {
            // It is owed still where that fails, too.
            try? deriveMended()
            return try report(card, .failed, reason: Self.word(for: error))
        }
    }

    /// Derives anew what was mended till now, whatever ends a level; not while damage is left, of which the
    /// tables may show more than the logs.
    private func deriveMended() throws {
        guard try store.owesMended() && store.damages().isEmpty else { return }
        try store.rebuildMended()
    }

    private static func word(for error: any Error) -> String {
        switch error {
        case let error as SafetyError: error.word
        case let error as RefetchError: error.word
        // Which row it is helps nobody who reads it.
        case StoreError.damaged: "store-damaged"
        default: ErrorWord.of(error)
        }
    }

    private func start(
        _ job: ResyncJob, _ card: InstructionCard, after outcome: SyncOutcome?
    ) throws -> Step {
        switch job.level {
        case .retry:
            guard try store.upstream() != nil else {
                return try report(card, .failed, reason: "no-level-above")
            }
            return try ask(job)
        case .verify:
            // The neighbour is asked first, where there is one; with no line the rest is compared.
            guard try outcome != nil || store.upstream() == nil else { return try ask(job) }
            return try verify(card, after: outcome)
        case .repair:
            // What has failed for this very damage needs no other exchange to fail.
            return try repair(job, card, hasTalked: outcome?.result == .storeFailed)
        case .rebuild:
            _ = try home.safety.backUp(home)
            // Nothing tells of them afterwards.
            try store.goOnPastLostTails(at: now)
            try store.rebuild()
            try forgetFound(isTable: true)
            let changes = try store.view { try $0.scopes() }.reduce(0) { $0 + $1.changes }
            let past = try store.pastDamage()
            let step = try report(
                card, past.lost == 0 ? .done : .differs,
                reason: past.lost == 0 ? "" : PastDamage.word,
                figures: [.init("changes", Int64(changes))] + past.figures, places: past.places)
            if past.lost > 0 { try store.forgetPastDamage() }
            return step
        case .refetch:
            guard try store.upstream() != nil else {
                return try report(card, .failed, reason: "no-level-above")
            }
            _ = try home.safety.catchUndelivered(of: home)
            _ = try home.safety.backUp(home)
            return try ask(job)
        case .replace, .resolveAll: return try report(card, .failed, reason: "not-by-itself")
        }
    }

    /// From now on exchanges ask; whoever is stopped before begins with `start` again.
    private func ask(_ job: ResyncJob) throws -> Step {
        var asking = job
        asking.phase = .asking(got: 0, seen: 0)
        try keep(asking)
        return .exchange
    }

    private func goOn(
        _ job: ResyncJob, _ card: InstructionCard, after outcome: SyncOutcome?
    ) throws -> Step {
        guard job.phase != .preparing else { return try start(job, card, after: outcome) }
        switch job.level {
        case .rebuild, .replace, .resolveAll: return try start(job, card, after: outcome)
        case .verify:
            guard let outcome else { return .exchange }
            return try verify(card, after: outcome)
        case .retry:
            guard let outcome, outcome.isContact else { return .rest }
            return try report(
                card, outcome.result == .agreed ? .done : .differs, reason: outcome.detail,
                figures: [.init("round-trips", Int64(outcome.roundTrips))])
        case .repair:
            // Of a log with a gap there is no root: with that nobody can be talked to before it is gone past.
            let isOver = outcome.map { $0.isContact || $0.result == .storeFailed }
            return try repair(job, card, hasTalked: isOver ?? false)
        case .refetch:
            guard outcome?.isContact ?? false else { return .exchange }
            return try refetch(job, card)
        }
    }

    private func refetch(_ job: ResyncJob, _ card: InstructionCard) throws -> Step {
        guard let peer = try store.upstream(), case .asking(let got, let seen) = job.phase else {
            return try report(card, .failed, reason: "not-given")
        }
        let left = try store.refetchWants(job.id, from: peer).reduce(0) {
            $0 + Int(clamping: $1.last - $1.first) + 1
        }
        if left > Self.smallRest, got > seen {
            var next = job
            next.phase = .asking(got: got, seen: got)
            try keep(next)
            return .exchange
        }
        guard left <= Self.smallRest, got > 0 else {
            return try report(card, .failed, reason: "not-given")
        }
        var swapped = job
        swapped.phase = .swapped(RefetchFigures())
        // Before the swap nobody knows what it comes to; that it was done has to be in what is swapped in.
        let figures: RefetchFigures
        do {
            figures = try store.refetchFinish(
                job.id,
                settings: [
                    ResyncJob.settingName: swapped.text, Daemon.patrolSetting: "",
                    DamagedAlone.settingName: "",
                ])
        } catch StoreError.busy, RefetchError.busy {
            // What was filled has this node's name by now, and takes nothing in any more.
            store.refetchDrop()
            _ = try ask(job)
            return .rest
        }
        swapped.phase = .swapped(figures)
        try keep(swapped)
        return try report(card, .done, figures: Self.figures(figures))
    }

    /// What has just been delivered need not be fetched: it is taken from here, as what is not delivered.
    private static let smallRest = 256

    private static func figures(_ figures: RefetchFigures) -> [ResyncChange.Report.Figure] {
        [
            .init("fetched", Int64(figures.fetched)), .init("appended", Int64(figures.appended)),
            .init("healed", Int64(figures.healed)),
        ]
    }
}

/// What is reported.
extension Resync {
    /// Writes the outcome down; an exchange brings it to whoever instructed.
    func report(
        _ card: InstructionCard, _ state: ResyncChange.Report.State, reason: String = "",
        figures: [ResyncChange.Report.Figure] = [], places: [String] = [],
        digest: [UInt8] = [], vector: VersionVector = VersionVector()
    ) throws -> Step {
        // What is wrong still is found and asked for anew. After a repair that ran to its end nobody has it.
        if state == .failed {
            switch card.instruction.level {
            case .repair: try forgetFound(isTable: false)
            case .rebuild: try forgetFound(isTable: true)
            case .retry, .verify, .refetch, .replace, .resolveAll: break
            }
        }
        // Together: an outcome that stands there while the level is under way is that of another.
        _ = try store.commit(to: card.scope, by: home.author, at: now) { door in
            try door.write(
                .report(
                    .init(
                        on: card.id, state, reason: reason, figures: figures, places: places,
                        digest: digest, vector: vector)))
            try door.remember(ResyncJob.settingName, "")
        }
        store.refetchDrop()
        return .exchange
    }

    func write(_ report: ResyncChange.Report, of card: InstructionCard) throws {
        _ = try store.commit(to: card.scope, by: home.author, at: now) { door in
            try door.write(.report(report))
        }
    }
}

extension ResyncJob {
    /// Changes that an exchange has given again.
    var got: Int {
        switch phase {
        case .preparing: 0
        case .asking(let got, _): got
        case .swapped(let figures): figures.fetched
        }
    }
}
