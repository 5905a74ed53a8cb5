import Authority
import Foundation
public import Logging
import ServiceRecords
import Store
import SyncCore
import Synchronization
public import Transport

/// The shell around `Node`: one loop on one thread that performs effects and brings back events.
///
/// Other threads (the control socket, the server) only post into its mailbox and ring.
public final class Daemon {
    /// The mailbox of a running daemon: any thread may post.
    public struct Mailbox: Sendable {
        fileprivate let letters: Letters
        private let waker: LineWaker

        fileprivate init(waker: LineWaker) {
            letters = Letters()
            self.waker = waker
        }

        /// Something was recorded or received here.
        public func changed() { post(.changed) }

        /// Asks for an exchange; `answer` is called on the daemon's thread with its outcome.
        public func sync(_ answer: @escaping @Sendable (SyncOutcome) -> Void) {
            post(.sync(answer))
        }

        public func stop() { post(.stop) }

        private func post(_ letter: Letter) {
            letters.put(letter)
            waker.wake()
        }
    }

    fileprivate enum Letter: Sendable {
        case changed
        case sync(@Sendable (SyncOutcome) -> Void)
        case stop
    }

    fileprivate final class Letters: Sendable {
        private let queue = Mutex<[Letter]>([])

        func put(_ letter: Letter) { queue.withLock { $0.append(letter) } }

        func drain() -> [Letter] {
            queue.withLock { queue in
                defer { queue = [] }
                return queue
            }
        }
    }

    /// How often another process's commits are looked for, should its ring be lost. Milliseconds.
    private static let watchInterval: Int64 = 2_000

    public let mailbox: Mailbox
    private let home: NodeHome
    private let transport: any Transport
    private let line: Line
    private let log: Logger
    /// Called once a turn, every two seconds at the least: who hears it knows that the loop turns.
    private let heartbeat: () -> Void
    private var node: Node
    private var isStopped = false
    private var tickets: [UInt64: @Sendable (SyncOutcome) -> Void] = [:]
    private var nextTicket: UInt64 = 0
    private var dataVersion: Int64 = 0
    private var nextWatch: Int64 = 0
    private var tally = Tally()

    /// - Throws: `StoreError`, `KeyError`.
    public init(
        home: NodeHome, transport: any Transport, schedule: Schedule.Settings = .init(),
        log: Logger, heartbeat: @escaping () -> Void = {}
    ) throws {
        self.heartbeat = heartbeat
        self.home = home
        self.transport = transport
        self.log = log
        mailbox = Mailbox(waker: transport.waker)
        line = Line(transport: transport, addresses: try home.upstreamAddresses())
        node = Node(
            hasUpstream: try home.store.upstream() != nil,
            isEnrolled: try home.joinSecret() == nil,
            schedule: Schedule(settings: schedule, now: transport.now))
    }

    /// Runs until `Mailbox.stop`.
    public func run() {
        while !isStopped { turn() }
    }

    /// One exchange by the real line: `sync now` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func exchangeOnce(_ home: NodeHome, log: Logger) throws -> SyncOutcome {
        try Daemon(home: home, transport: CurlTransport(), log: log).exchangeOnce()
    }

    /// One exchange from now, then return: `sync now` where no daemon runs.
    public func exchangeOnce() -> SyncOutcome {
        let result = Mutex<SyncOutcome?>(nil)
        demand { outcome in result.withLock { $0 = outcome } }
        while true {
            if let outcome = result.withLock({ $0 }) { return outcome }
            turn()
        }
    }

    private func turn() {
        heartbeat()
        for letter in mailbox.letters.drain() { open(letter) }
        guard !isStopped else { return }
        watchStore()
        if transport.now >= node.deadline { feed(.woke) }
        for outcome in transport.poll(until: min(node.deadline, nextWatch)) {
            if let event = line.event(for: outcome, tally: &tally) { feed(event) }
        }
    }

    private func open(_ letter: Letter) {
        switch letter {
        case .changed: feed(.changed)
        case .sync(let answer): demand(answer)
        case .stop:
            feed(.stopped)
            isStopped = true
        }
    }

    private func demand(_ answer: @escaping @Sendable (SyncOutcome) -> Void) {
        nextTicket += 1
        tickets[nextTicket] = answer
        feed(.demanded(ticket: nextTicket))
    }

    /// A commit by another process rings too; this finds it when the ring was lost.
    private func watchStore() {
        guard transport.now >= nextWatch else { return }
        nextWatch = transport.now + Self.watchInterval
        guard let version = try? home.store.dataVersion() else { return }
        if dataVersion != 0, version != dataVersion { feed(.changed) }
        dataVersion = version
    }

    private func feed(_ event: Node.Event) {
        var events = [event]
        while !events.isEmpty {
            let effects = node.handle(
                events.removeFirst(), now: transport.now, chance: home.randomness.number())
            for effect in effects { if let next = perform(effect) { events.append(next) } }
        }
    }
}

extension Daemon {
    /// Performs one effect; the event that it brings at once, if it does.
    private func perform(_ effect: Node.Effect) -> Node.Event? {
        do { return try attempt(effect) } catch {
            log.error("store failed", metadata: ["error": "\(error)"])
            return .failed(SyncOutcome(.storeFailed, detail: "\(error)"))
        }
    }

    private func attempt(_ effect: Node.Effect) throws -> Node.Event? {
        switch effect {
        case .enrol:
            begin()
            guard let secret = try home.joinSecret() else { return .enrolled }
            let request = try EnrolmentRequest(secret: secret, signer: home.signer)
            return line.post(.enrolment(request.bytes), tally: &tally)
        case .open:
            begin()
            guard let upstream = try home.store.upstream() else {
                return .failed(SyncOutcome(.noUpstream))
            }
            // What another process has committed until now is in what is read next.
            dataVersion = try home.store.dataVersion()
            return .opened(
                try home.store.holdings(sharedWith: upstream),
                try home.store.memory(of: upstream.origin))
        case .send(let outline):
            let message = try home.store.compose(
                outline, as: home.signer, schemaVersion: Schema.version, room: Line.room,
                at: home.clock.now)
            return line.post(.sync(message.bytes), tally: &tally)
        case .store(let message): return try store(message)
        case .remember(let memory):
            guard let upstream = try home.store.upstream() else { return nil }
            try home.store.remember(memory, of: upstream.origin, at: home.clock.now)
            return nil
        case .conclude(let outcome, let waiting):
            conclude(outcome, waiting)
            return nil
        }
    }

    private func store(_ message: Message) throws -> Node.Event {
        guard let upstream = try home.store.upstream(), message.origin == upstream.origin else {
            return .failed(SyncOutcome(.notOurs, detail: "another node answered"))
        }
        var turnedAway: [Message.TurnedAway] = []
        if !message.runs.isEmpty || !message.receipts.isEmpty {
            let intake = Intake(
                message, scopes: upstream.scopes, receiptKey: upstream.key, receiver: home.origin,
                time: home.clock.now)
            for result in home.store.apply([intake]) { turnedAway += try result.get().turnedAway }
        }
        return .stored(try home.store.holdings(sharedWith: upstream), turnedAway: turnedAway)
    }

    private func begin() {
        guard tally.began == nil else { return }
        tally = Tally(began: transport.now, wallClock: home.clock.now)
    }

    private func conclude(_ outcome: SyncOutcome, _ waiting: [UInt64]) {
        var outcome = outcome
        outcome.roundTrips = tally.roundTrips
        outcome.sent = tally.sent
        outcome.received = tally.received
        outcome.milliseconds = tally.began.map { transport.now - $0 } ?? 0
        if outcome.result != .noUpstream && outcome.result != .stopped { note(outcome) }
        if outcome.isContact { settle(outcome) }
        tally = Tally()
        for ticket in waiting { tickets.removeValue(forKey: ticket)?(outcome) }
    }

    /// What an exchange that came to its end leaves behind: the join secret has done its work once the
    /// county's own log says so, and trouble with the own log stays on the screen until it is gone.
    private func settle(_ outcome: SyncOutcome) {
        do {
            if try home.joinSecret() != nil, try home.store.isAdmitted(home.origin) {
                try home.forgetJoinSecret()
            }
            let trouble = outcome.result == .agreed ? "" : outcome.detail
            if try home.store.setting("trouble") ?? "" != trouble {
                try home.store.set("trouble", trouble)
            }
        } catch {
            log.error("exchange not settled", metadata: ["error": "\(error)"])
        }
    }

    private func note(_ outcome: SyncOutcome) {
        log.info(
            "exchange ended",
            metadata: [
                "result": "\(outcome.result.rawValue)", "detail": "\(outcome.detail)",
                "roundTrips": "\(outcome.roundTrips)", "sent": "\(outcome.sent)",
                "received": "\(outcome.received)",
            ])
        do {
            try home.store.note(
                ExchangeRow(
                    began: tally.wallClock, peer: try home.store.upstream()?.origin, via: "line",
                    result: outcome.result.rawValue, detail: outcome.detail,
                    roundTrips: outcome.roundTrips,
                    sent: outcome.sent, received: outcome.received,
                    milliseconds: outcome.milliseconds))
        } catch {
            log.error("exchange not written down", metadata: ["error": "\(error)"])
        }
    }
}
