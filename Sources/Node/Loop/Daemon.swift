import Foundation
public import Logging
import Store
import SyncCore
public import Transport

/// The shell around `Node` and `Pulls`: one loop on one thread that performs effects and brings back
/// events.
///
/// Other threads (the control socket, the server, the committer) only post into its mailbox and ring.
public final class Daemon {
    /// How often another process's commits are looked for, should its ring be lost. Milliseconds.
    private static let watchInterval: Int64 = 2_000

    public let mailbox: Mailbox
    let home: NodeHome
    let transport: any Transport
    let desk: Desk
    let log: Logger
    let numbers = RequestNumbers()
    let line: Line
    let metrics: NodeMetrics
    /// Called once a turn, every two seconds at the least: who hears it knows that the loop turns.
    let heartbeat: @Sendable () -> Void
    var node: Node
    var pulls: Pulls
    /// The stations that are being visited.
    var calls: [Origin: StationCall] = [:]
    var pullTickets: [Pulls.Ticket: PullTicket] = [:]
    /// The lanes of attachments, by neighbour.
    var lanes: [Origin: AttachmentCall] = [:]
    var laneTickets: [UInt64: @Sendable (AttachmentOutcome) -> Void] = [:]
    let attachments: AttachmentSettings
    let protection: LineProtection
    /// Through whom the line to the level above goes.
    let proxy: LineProxy?
    /// What was learned of the stations' lines; it may be learned anew.
    var batchings: [Origin: Batching] = [:]
    var pacing: Pacing
    private var isStopped = false
    var tickets: [UInt64: @Sendable (SyncOutcome) -> Void] = [:]
    private var lastTicket: UInt64 = 0
    /// With the level above, the one that is under way.
    var exchange = UpstreamExchange()
    static let showingLimit = 3
    var dataVersion: Int64 = 0
    private var nextWatch: Int64 = 0
    /// Of the logs; nobody who came for one thing waits for it.
    var nextPacking: Int64 = .max
    /// The same of looking through the logs.
    var nextPatrol: Int64 = .max
    var patrolPlace: PatrolPlace?
    /// Behind logs and records: the files of attachments.
    var patrolFiles: AttachmentRound?
    /// Somebody has tripped over a page; and when the pages may be looked through again, monotonic milliseconds.
    var isFileLookOwed = false
    var nextFileLook: Int64 = .min
    private let watchesStore: Bool
    /// An instruction that is being carried out goes on in the next exchange.
    var isExchangeOwed = false
    /// Something was written since instructions were last looked for without an exchange; and when to look
    /// at the earliest, monotonic milliseconds.
    var isLookOwed = true
    var nextLook: Int64 = .min
    /// It is not only one thing that this process does.
    private(set) var isServing = false

    /// - Parameters:
    ///   - desk: shared with the answering end, where there is one.
    ///   - watchesStore: whether other processes may write to the store.
    /// - Throws: `StoreError`, `KeyError`.
    public init(
        home: NodeHome, transport: any Transport, desk: Desk? = nil,
        schedule: Schedule.Settings = .init(), upstream: UpstreamSettings = .init(),
        pulls: PullSchedule.Settings = .init(), attachments: AttachmentSettings = .init(),
        protection: LineProtection = .tls, watchesStore: Bool = true, log: Logger,
        metrics: NodeMetrics = NodeMetrics(),
        heartbeat: @escaping @Sendable () -> Void = {}
    ) throws {
        self.watchesStore = watchesStore
        self.attachments = attachments
        self.protection = protection
        proxy = upstream.proxy
        self.heartbeat = heartbeat
        self.metrics = metrics
        self.home = home
        self.transport = transport
        self.desk = desk ?? Desk(home)
        self.log = log
        mailbox = Mailbox(waker: transport.waker)
        line = Line(
            transport: transport, addresses: try home.upstreamAddresses(), numbers: numbers,
            batching: Batching(settings: upstream.batching), proxy: upstream.proxy,
            isMetered: true)
        pacing = try home.pacing(upstream.pacing)
        self.pulls = Pulls(settings: pulls, now: transport.now)
        var schedule = schedule
        schedule.shortestWindow = upstream.pacing.windows.shortest ?? .max
        node = Node(
            hasUpstream: try home.store.upstream() != nil,
            isEnrolled: try home.joinSecret() == nil,
            schedule: Schedule(settings: schedule, now: transport.now))
    }

    /// Runs until `Mailbox.stop`.
    public func run() {
        nextPacking = transport.now + Self.firstPacking
        nextPatrol = transport.now + Self.firstPatrol
        isServing = true
        while !isStopped { turn() }
    }

    /// Whoever has answered is heard before anybody's time is declared over: what held the loop up is
    /// not the line's fault.
    func turn(until end: Int64 = .max) {
        heartbeat()
        for letter in mailbox.letters.drain() { open(letter) }
        guard !isStopped else { return }
        watchStore()
        for outcome in transport.poll(until: min(deadline, end)) {
            // Awaited still or not: the line has borne it.
            if numbers.endsMetered(outcome.id) {
                pacing.spend(
                    Int(clamping: outcome.sentBytes) + Int(clamping: outcome.receivedBytes),
                    at: home.clock.now)
            }
            if line.awaits(outcome) {
                if let event = line.word(for: outcome, tally: &exchange.tally).flatMap(heard) {
                    feed(event)
                }
            } else if !heardLane(outcome) {
                hear(outcome)
            }
        }
        if transport.now >= node.deadline { feed(.woke) }
        if transport.now >= pulls.deadline { feedPulls(.woke) }
        // Last: what a log exchange wants of the line, it has by now.
        wakeLanes()
        lookForInstructions()
        packLogs()
        if desk.takeTripped() { lookSoon() }
        patrol()
    }

    /// When there is something to do at the latest, monotonic milliseconds.
    private var deadline: Int64 {
        min(
            node.deadline, pulls.deadline, lanesDeadline, nextPacking, nextPatrol,
            isServing && isLookOwed ? nextLook : .max,
            watchesStore ? nextWatch : .max)
    }

    private func open(_ letter: Letter) {
        switch letter {
        case .changed:
            tendTransfers()
            if desk.takeAnswered() { resync(after: SyncOutcome(.agreed)) }
            isLookOwed = true
            feed(.changed)
        case .sync(let answer): demand(answer)
        case .pull(let order, let answer): demand(order, answer)
        case .committed(let station, let message, let result): committed(station, message, result)
        case .fetch(let item, let answer): demand(item, answer)
        case .called(let peer): makeWay(for: peer)
        case .stop:
            feed(.stopped)
            feedPulls(.stopped)
            stopLanes()
            isStopped = true
        }
    }

    func demand(_ answer: @escaping @Sendable (SyncOutcome) -> Void) {
        let ticket = nextTicket()
        tickets[ticket] = answer
        forgetWhatLacked()
        feed(.demanded(ticket: ticket))
    }

    /// From 1 on.
    func nextTicket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }

    /// A commit by another process rings too; this finds it when the ring was lost.
    private func watchStore() {
        guard watchesStore, transport.now >= nextWatch else { return }
        nextWatch = transport.now + Self.watchInterval
        guard let version = try? home.store.dataVersion() else { return }
        if dataVersion != 0, version != dataVersion {
            isLookOwed = true
            feed(.changed)
        }
        dataVersion = version
    }

    func feed(_ event: Node.Event) {
        var events = [event]
        while !events.isEmpty {
            let effects = node.handle(
                events.removeFirst(), now: transport.now, chance: home.randomness.number(),
                hold: hold)
            for effect in effects { if let next = perform(effect) { events.append(next) } }
        }
    }
}
