public import SyncCore

/// The daemon's decisions as a value: events in, effects out, no I/O, no clock of its own.
///
/// One exchange at a time with the level above; the stations below are `Pulls`' affair. The same value runs in the daemon, in `sync now` and,
/// many times over, in a simulation; whoever runs it performs the effects in order and brings back
/// what came of them.
public struct Node: Sendable {
    public enum Event: Sendable {
        /// `deadline` has passed, or somebody rang without saying why.
        case woke
        /// A change was recorded here, by this process or another.
        case changed
        /// Somebody waits for the outcome of an exchange that begins from now on.
        case demanded(ticket: UInt64)
        case enrolled
        /// There is a join file that was not shown: it came while this process ran.
        case invited
        case opened(Opening)
        /// The level above is being answered at this moment: this exchange has to wait.
        case occupied
        case answered(Message)
        case stored(
            Holdings, turnedAway: [Message.TurnedAway], divergence: DivergenceReport = .init())
        /// One of the two goes on under a new origin: the exchange begins anew.
        case renewed
        /// The exchange cannot go on: the line, the other side's word, or the own store.
        case failed(SyncOutcome)
        /// The other side asks to come back after so many seconds; zero names no time.
        case busy(seconds: UInt64)
        case stopped
    }

    public enum Effect: Sendable {
        /// Present the join secret; then report `enrolled` or `failed`.
        case enrol
        /// Read holdings and memory; then report `opened`, or `occupied`.
        case open
        /// Send this; then report `answered` or `failed`.
        case send(Outline)
        /// Store this answer; then report `stored`.
        case store(Message)
        /// Keep what the peer is known to hold.
        case remember(PeerMemory)
        /// Write the exchange down, and tell those who wait.
        case conclude(SyncOutcome, tickets: [UInt64])
    }

    /// Nothing is to be sent of itself, for so many milliseconds more. Whoever asks is served all the same.
    public struct Hold: Hashable, Sendable {
        public let reason: Pacing.Hold.Reason
        public let milliseconds: Int64

        public init(reason: Pacing.Hold.Reason, milliseconds: Int64) {
            self.reason = reason
            self.milliseconds = milliseconds
        }
    }

    private enum Phase: Sendable {
        case resting
        case enrolling
        case opening
        case exchanging(Talk)
        case stopped
    }

    private var phase = Phase.resting
    private var schedule: Schedule
    private var isEnrolled: Bool
    private let hasUpstream: Bool
    /// Those who wait for the exchange that is under way.
    private var boarded: [UInt64] = []
    /// Those who came after it had begun: what they recorded may not be in it.
    private var waiting: [UInt64] = []
    /// Something was recorded since the exchange under way began; it may not be in it.
    private var hasChanged = false
    /// How often the exchange under way has begun anew; each side is renewed once or twice at most.
    private var renewals = 0
    private static let renewalLimit = 6
    private var hold: Hold?
    /// Until when it holds, monotonic milliseconds, or when to look again.
    private var heldUntil: Int64 = .min
    /// The wall clock may be set meanwhile.
    private static let longestHold: Int64 = 600_000

    public init(
        hasUpstream: Bool, isEnrolled: Bool, schedule: Schedule
    ) {
        self.hasUpstream = hasUpstream
        self.isEnrolled = isEnrolled
        self.schedule = schedule
    }

    /// When to bring `woke` at the latest, monotonic milliseconds.
    public var deadline: Int64 {
        switch phase {
        case .resting:
            !hasUpstream ? .max : waiting.isEmpty ? max(schedule.next, heldUntil) : schedule.next
        case .enrolling, .opening, .exchanging, .stopped: .max
        }
    }

    /// - Parameters:
    ///   - now: monotonic milliseconds.
    ///   - chance: a fresh random number, for jitter.
    ///   - hold: why nothing may be sent of itself at this moment; nil where nothing stands in the way.
    public mutating func handle(
        _ event: Event, now: Int64, chance: UInt64, hold: Hold? = nil
    ) -> [Effect] {
        note(hold, now: now, chance: chance)
        switch event {
        case .woke: return begin(now: now)
        case .changed:
            hasChanged = true
            schedule.changed(now: now)
            return begin(now: now)
        case .demanded(let ticket): return demand(ticket, now: now)
        case .enrolled:
            guard case .enrolling = phase else { return [] }
            isEnrolled = true
            phase = .opening
            return [.open]
        case .invited:
            guard case .opening = phase else { return [] }
            phase = .enrolling
            return [.enrol]
        case .opened(let opening):
            guard case .opening = phase else { return [] }
            let (talk, step) = Talk.begin(.below, opening)
            return perform(step, of: talk, now, chance)
        case .occupied:
            giveWay(now: now)
            return []
        case .answered(let message):
            if case .exchanging = phase, message.retryAfter == 0 { schedule.progressed(now: now) }
            return goOn(.answered(message), now, chance)
        case .stored(let holdings, let turnedAway, let divergence):
            return goOn(
                .stored(holdings, turnedAway: turnedAway, divergence: divergence), now, chance)
        case .renewed: return beginAnew(now, chance)
        case .failed(let outcome): return learned + end(outcome, outcome.wait, now, chance)
        case .busy(let seconds): return learned + postpone(seconds, now, chance)
        case .stopped: return stop()
        }
    }

    private mutating func note(_ hold: Hold?, now: Int64, chance: UInt64) {
        if self.hold != nil, hold == nil, !isWanted {
            schedule.released(now: now, chance: chance)
        }
        self.hold = hold
        heldUntil = hold.map { now + min($0.milliseconds, Self.longestHold) } ?? .min
    }

    private var isWanted: Bool { !waiting.isEmpty || !boarded.isEmpty }

    private var learned: [Effect] {
        guard case .exchanging(let talk) = phase, let memory = talk.learned else { return [] }
        return [.remember(memory)]
    }

    private mutating func demand(_ ticket: UInt64, now: Int64) -> [Effect] {
        if case .stopped = phase { return [.conclude(SyncOutcome(.stopped), tickets: [ticket])] }
        guard hasUpstream else { return [.conclude(SyncOutcome(.noUpstream), tickets: [ticket])] }
        waiting.append(ticket)
        schedule.demanded(now: now)
        return begin(now: now)
    }

    private mutating func begin(now: Int64) -> [Effect] {
        guard case .resting = phase, hasUpstream, now >= schedule.next, hold == nil || isWanted
        else { return [] }
        boarded = waiting
        waiting = []
        hasChanged = false
        renewals = 0
        phase = isEnrolled ? .opening : .enrolling
        return [isEnrolled ? .open : .enrol]
    }

    /// Nothing has happened yet: whoever waits goes on waiting, for a moment.
    private mutating func giveWay(now: Int64) {
        guard case .opening = phase else { return }
        waiting = boarded + waiting
        boarded = []
        phase = .resting
        schedule.deferred(now: now)
    }

    private mutating func beginAnew(_ now: Int64, _ chance: UInt64) -> [Effect] {
        guard case .exchanging = phase else { return [] }
        renewals += 1
        guard renewals <= Self.renewalLimit else {
            return conclude(SyncOutcome(.differs, detail: "apart"), now, chance)
        }
        phase = .opening
        return [.open]
    }

    private mutating func goOn(
        _ event: Session.Event, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        guard case .exchanging(var talk) = phase else { return [] }
        let step = talk.take(event)
        return perform(step, of: talk, now, chance)
    }

    private mutating func perform(
        _ step: Talk.Step, of talk: Talk, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        phase = .exchanging(talk)
        switch step {
        case .send(let outline):
            // What is over before its time goes on where it stopped: nothing of it is lost.
            if let hold, !isWanted {
                let outcome = SyncOutcome(.held, detail: hold.reason.rawValue)
                return learned + conclude(outcome, now, chance)
            }
            return [.send(outline)]
        case .store(let message): return [.store(message)]
        case .postponed(let seconds): return learned + postpone(seconds, now, chance)
        case .ended(let outcome): return learned + conclude(outcome, now, chance)
        }
    }

    private mutating func postpone(
        _ seconds: UInt64, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        end(SyncOutcome(.busy, detail: "\(seconds)"), seconds, now, chance)
    }

    /// - Parameter seconds: that the other side has named; zero names no time.
    private mutating func end(
        _ outcome: SyncOutcome, _ seconds: UInt64, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        let effects = conclude(outcome, now, chance)
        if seconds > 0, !effects.isEmpty {
            schedule.postponed(seconds: seconds, now: now, chance: chance)
        }
        return effects
    }

    private mutating func conclude(
        _ outcome: SyncOutcome, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        guard case .resting = phase else {
            if case .stopped = phase { return [] }
            if outcome.isContact {
                schedule.succeeded(now: now, chance: chance)
            } else if outcome.result != .held {
                schedule.failed(
                    now: now, chance: chance, wasDemanded: !boarded.isEmpty,
                    isOfTheLine: outcome.isOfTheLine, hasCarried: outcome.hasCarried)
            }
            // The county does not know us: the join file has to be shown (again).
            if outcome.result == .unknownHere { isEnrolled = false }
            if hasChanged { schedule.changed(now: now) }
            if !waiting.isEmpty { schedule.demanded(now: now) }
            phase = .resting
            let tickets = boarded
            boarded = []
            return [.conclude(outcome, tickets: tickets)]
        }
        return []
    }

    private mutating func stop() -> [Effect] {
        phase = .stopped
        let tickets = boarded + waiting
        boarded = []
        waiting = []
        guard !tickets.isEmpty else { return [] }
        return [.conclude(SyncOutcome(.stopped), tickets: tickets)]
    }
}
