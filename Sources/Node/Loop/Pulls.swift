public import SyncCore

/// What somebody asks an aggregator to pull.
public struct PullOrder: Hashable, Sendable {
    /// The nodes below, each visited once.
    public var stations: [Origin]
    /// How long one station may take, milliseconds.
    public var timeout: Int64

    public init(stations: [Origin], timeout: Int64) {
        self.stations = stations
        self.timeout = timeout
    }
}

/// The decisions of an aggregator that pulls from its stations, as a value beside `Node`: so many
/// visits at a time, each with its own exchange and deadline, the rest in a queue. No station's
/// silence, slowness or nonsense reaches another's visit.
///
/// Whoever performs the effects brings back what came of them, under the station's name.
public struct Pulls: Sendable {
    public typealias Ticket = UInt64

    public enum Event: Sendable {
        /// `deadline` has passed.
        case woke
        case demanded(PullOrder, ticket: Ticket)
        /// The stations that have an address.
        case gathered([Origin])
        case visit(Origin, Visit.Event)
        case stopped
    }

    public enum Effect: Sendable {
        /// Look up who has an address; then report `gathered`.
        case gather
        /// To be performed for one station; what comes of it is reported as its `visit`.
        case visit(Origin, Visit.Effect)
        /// The visit is over. The ticket says for whom it was made; nil for the schedule.
        case conclude(Origin, SyncOutcome, ticket: Ticket?)
        /// All of an order's visits are concluded.
        case report(Ticket)
    }

    private struct Errand: Sendable {
        let station: Origin
        let ticket: Ticket
        let timeout: Int64
    }

    /// The schedule's own rounds.
    private static let scheduled: Ticket = 0
    private static let bound = 1...64

    private var schedule: PullSchedule
    private let parallel: Int
    private var visits: [Visit] = []
    private var queue: [Errand] = []
    /// Visits that an order still waits for.
    private var left: [Ticket: Int] = [:]
    private var isStopped = false

    public init(settings: PullSchedule.Settings, now: Int64) {
        schedule = PullSchedule(settings: settings, now: now)
        parallel = min(max(settings.parallel, Self.bound.lowerBound), Self.bound.upperBound)
    }

    /// When to bring `woke` at the latest, monotonic milliseconds.
    public var deadline: Int64 {
        isStopped ? .max : visits.reduce(schedule.next) { min($0, $1.nextWake) }
    }

    /// - Parameter chance: a fresh random number, for the pauses of busy stations.
    public mutating func handle(_ event: Event, now: Int64, chance: UInt64) -> [Effect] {
        switch event {
        case .woke: return wake(now, chance)
        case .demanded(let order, let ticket):
            return take(order, ticket, now) + fill(now)
        case .gathered(let stations):
            let order = PullOrder(stations: stations, timeout: schedule.settings.timeout)
            return take(order, Self.scheduled, now) + fill(now)
        case .visit(let station, let event): return handle(event, of: station, now, chance)
        case .stopped: return stop(now)
        }
    }

    private mutating func wake(_ now: Int64, _ chance: UInt64) -> [Effect] {
        guard !isStopped else { return [] }
        var effects: [Effect] = []
        for station in visits.filter({ $0.nextWake <= now }).map(\.station) {
            effects += handle(.woke, of: station, now, chance)
        }
        if now >= schedule.next {
            schedule.began(now: now)
            effects.append(.gather)
        }
        return effects
    }

    private mutating func take(
        _ order: PullOrder, _ ticket: Ticket, _ now: Int64
    ) -> [Effect] {
        guard !isStopped, !order.stations.isEmpty else {
            if ticket == Self.scheduled { schedule.ended(now: now) }
            return conclude(order, ticket)
        }
        left[ticket] = order.stations.count
        queue += order.stations.map {
            Errand(station: $0, ticket: ticket, timeout: order.timeout)
        }
        return []
    }

    /// An order that nobody carries out any more, or that asks for nothing.
    private func conclude(_ order: PullOrder, _ ticket: Ticket) -> [Effect] {
        guard ticket != Self.scheduled else { return [] }
        return order.stations.map { .conclude($0, SyncOutcome(.stopped), ticket: ticket) }
            + [.report(ticket)]
    }

    /// Begins as many visits as there is room for, never two with one station.
    private mutating func fill(_ now: Int64) -> [Effect] {
        var effects: [Effect] = []
        while visits.count < parallel, let next = queue.firstIndex(where: isFree) {
            let errand = queue.remove(at: next)
            visits.append(
                Visit(errand.station, ticket: errand.ticket, deadline: now + errand.timeout))
            effects.append(.visit(errand.station, .open))
        }
        return effects
    }

    private func isFree(_ errand: Errand) -> Bool {
        !visits.contains { $0.station == errand.station }
    }

    private mutating func handle(
        _ event: Visit.Event, of station: Origin, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        guard let place = visits.firstIndex(where: { $0.station == station }) else { return [] }
        let ticket = visits[place].ticket
        var effects: [Effect] = []
        for effect in visits[place].handle(event, now: now, chance: chance) {
            if case .conclude(let outcome) = effect {
                effects += conclude(station, outcome, ticket, now)
            } else {
                effects.append(.visit(station, effect))
            }
        }
        guard visits[place].isOver else { return effects }
        visits.remove(at: place)
        return effects + fill(now)
    }

    private mutating func conclude(
        _ station: Origin, _ outcome: SyncOutcome, _ ticket: Ticket, _ now: Int64
    ) -> [Effect] {
        let isScheduled = ticket == Self.scheduled
        var effects: [Effect] = [
            .conclude(station, outcome, ticket: isScheduled ? nil : ticket)
        ]
        let others = left[ticket, default: 1] - 1
        left[ticket] = others > 0 ? others : nil
        guard others == 0 else { return effects }
        if isScheduled { schedule.ended(now: now) } else { effects.append(.report(ticket)) }
        return effects
    }

    /// Everybody who waits is answered, also for the stations that were never visited.
    private mutating func stop(_ now: Int64) -> [Effect] {
        isStopped = true
        let errands = queue
        queue = []
        var effects: [Effect] = []
        for station in visits.map(\.station) {
            effects += handle(.stopped, of: station, now, 0)
        }
        for errand in errands {
            effects += conclude(errand.station, SyncOutcome(.stopped), errand.ticket, now)
        }
        return effects
    }
}
