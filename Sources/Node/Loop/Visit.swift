public import SyncCore

/// One station's part in a pull: an exchange that is begun again while the station is busy, until it
/// has ended or its time is over. Pure; `Pulls` has many of them.
public struct Visit: Sendable {
    /// What the loop brings back for a visit.
    public enum Event: Sendable {
        case woke
        case opened(Opening)
        case answered(Message)
        case stored(
            Holdings, turnedAway: [Message.TurnedAway], divergence: DivergenceReport = .init())
        /// This node goes on under a new origin: the exchange begins anew.
        case renewed
        /// The exchange cannot go on: the line, the other side's word, or the own store.
        case failed(SyncOutcome)
        /// The station is busy, there or with us; zero names no time.
        case busy(seconds: UInt64)
        case stopped
    }

    public enum Effect: Sendable {
        case open
        case send(Outline)
        case store(Message)
        case remember(PeerMemory)
        /// Nothing is on its way: the station may call by itself meanwhile.
        case release
        /// Stop waiting for the answer that is on its way.
        case giveUp
        case conclude(SyncOutcome)
    }

    private enum Phase: Sendable {
        case opening
        /// A request is on its way.
        case waiting(Talk)
        case storing(Talk)
        case pausing(until: Int64)
        case over
    }

    /// Milliseconds until a station is asked again that is busy and names no time.
    private static let shortestPause: Int64 = 1_000

    let station: Origin
    let ticket: UInt64
    let deadline: Int64
    private var phase = Phase.opening
    private var hasAnswered = false

    /// - Parameter deadline: monotonic milliseconds, when the station's time is over.
    init(_ station: Origin, ticket: UInt64, deadline: Int64) {
        self.station = station
        self.ticket = ticket
        self.deadline = deadline
    }

    /// When to bring `woke` at the latest. What is being stored is waited for: it is ours already.
    var nextWake: Int64 {
        switch phase {
        case .opening, .waiting: deadline
        case .pausing(let until): until
        case .storing, .over: .max
        }
    }

    var isOver: Bool { if case .over = phase { true } else { false } }

    mutating func handle(_ event: Event, now: Int64, chance: UInt64) -> [Effect] {
        switch (phase, event) {
        case (.over, _): return []
        case (_, .stopped): return giveUp() + end(SyncOutcome(.stopped))
        case (.pausing(let until), .woke): return now < until ? [] : open()
        case (.opening, .woke), (.waiting, .woke): return now < deadline ? [] : timeOut()
        case (.opening, .opened(let opening)):
            let (talk, step) = Talk.begin(.above, opening)
            return perform(step, of: talk, now, chance)
        case (.waiting(let talk), .answered(let message)):
            hasAnswered = true
            return take(.answered(message), talk, now, chance)
        case (.storing(let talk), .stored(let holdings, let turnedAway, let divergence)):
            return take(
                .stored(holdings, turnedAway: turnedAway, divergence: divergence), talk, now,
                chance)
        case (.storing, .renewed), (.waiting, .renewed): return open()
        case (.opening, .failed(let outcome)), (.waiting, .failed(let outcome)),
            (.storing, .failed(let outcome)):
            return end(outcome)
        case (.opening, .busy(let seconds)), (.waiting, .busy(let seconds)):
            return pause(seconds, now, chance)
        case (.storing, _), (.opening, _), (.waiting, _), (.pausing, _): return []
        }
    }

    private mutating func open() -> [Effect] {
        phase = .opening
        return [.open]
    }

    private mutating func take(
        _ event: Session.Event, _ talk: Talk, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        var talk = talk
        let step = talk.take(event)
        return perform(step, of: talk, now, chance)
    }

    private mutating func perform(
        _ step: Talk.Step, of talk: Talk, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        phase = .waiting(talk)
        switch step {
        case .send where now >= deadline: return end(outOfTime)
        case .send(let outline): return [.send(outline)]
        case .store(let message):
            phase = .storing(talk)
            return [.store(message)]
        case .postponed(let seconds): return pause(seconds, now, chance)
        case .ended(let outcome): return end(outcome)
        }
    }

    /// Asks again later, if that is within the station's time. A part of the pause is left to chance:
    /// two nodes that have called each other at one moment must not do so again and again.
    private mutating func pause(
        _ seconds: UInt64, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        let asked = Int64(min(seconds, 86_400)) * 1_000
        let until = now + max(asked, Self.shortestPause) + Int64(chance % 1_000)
        guard until < deadline else { return end(SyncOutcome(.busy, detail: "\(seconds)")) }
        let learned = learned
        phase = .pausing(until: until)
        return learned + [.release]
    }

    private mutating func timeOut() -> [Effect] { giveUp() + end(outOfTime) }

    private var outOfTime: SyncOutcome {
        SyncOutcome(.unreachable, detail: hasAnswered ? "too-slow" : "timed-out")
    }

    private func giveUp() -> [Effect] {
        if case .waiting = phase { [.giveUp] } else { [] }
    }

    private mutating func end(_ outcome: SyncOutcome) -> [Effect] {
        let learned = learned
        phase = .over
        return learned + [.conclude(outcome)]
    }

    private var learned: [Effect] {
        switch phase {
        case .waiting(let talk), .storing(let talk):
            talk.learned.map { [.remember($0)] } ?? []
        case .opening, .pausing, .over: []
        }
    }
}
