import Authority
import Foundation
public import Logging
import ServiceRecords
public import Store
import SyncCore
import Synchronization
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
    private let line: Line
    private let metrics: NodeMetrics
    /// Called once a turn, every two seconds at the least: who hears it knows that the loop turns.
    private let heartbeat: () -> Void
    private var node: Node
    var pulls: Pulls
    /// The stations that are being visited.
    var calls: [Origin: StationCall] = [:]
    var pullTickets: [Pulls.Ticket: PullTicket] = [:]
    /// The lanes of attachments, by neighbour.
    var lanes: [Origin: AttachmentCall] = [:]
    var laneTickets: [UInt64: @Sendable (AttachmentOutcome) -> Void] = [:]
    let attachments: AttachmentSettings
    private let protection: LineProtection
    /// Through whom the line to the level above goes.
    let proxy: LineProxy?
    /// What was learned of the stations' lines; it may be learned anew.
    var batchings: [Origin: Batching] = [:]
    var pacing: Pacing
    private var isStopped = false
    private var tickets: [UInt64: @Sendable (SyncOutcome) -> Void] = [:]
    private var lastTicket: UInt64 = 0
    /// The level above, while an exchange with it has the desk.
    private var upstream: Peer?
    /// What this exchange asks for again.
    private var asked = Wants([])
    /// How often the two have shown each other what they hold, in this exchange.
    private var showings = 0
    /// Whether this exchange says how the node came by its origin.
    private var introduces = false
    /// The county was shown its own signature for this node in this exchange; and whether its answer to
    /// that is awaited.
    private var hasReminded = false
    private var isReminding = false
    static let showingLimit = 3
    private var dataVersion: Int64 = 0
    private var nextWatch: Int64 = 0
    /// Of the logs; nobody who came for one thing waits for it.
    var nextPacking: Int64 = .max
    /// When scopes were announced last, by how many there were.
    var announcements = -1
    /// The same of looking through the logs.
    var nextPatrol: Int64 = .max
    var patrolPlace: PatrolPlace?
    /// Somebody has tripped over a page; and when the pages may be looked through again, monotonic milliseconds.
    var isFileLookOwed = false
    var nextFileLook: Int64 = .min
    private let watchesStore: Bool
    private var tally = Tally()
    /// Under which origin this node asks in the exchange that is under way.
    private var asker: Origin?
    /// The join file of the exchange under way was shown; what was said of it, where that is used up.
    private var hasShownSecret = false
    private var usedUp: SyncOutcome?
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
        heartbeat: @escaping () -> Void = {}
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

    /// One exchange by the real line: `sync now` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func exchangeOnce(
        _ home: NodeHome, upstream: UpstreamSettings = .init(),
        attachments: AttachmentSettings = .init(), protection: LineProtection = .tls, log: Logger
    ) throws -> SyncOutcome {
        try Daemon(
            home: home, transport: CurlTransport(), upstream: upstream, attachments: attachments,
            protection: protection, log: log
        ).exchangeOnce()
    }

    /// One round of visits by the real line: `pull` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func pullOnce(
        _ order: PullOrder, of home: NodeHome, attachments: AttachmentSettings = .init(),
        protection: LineProtection = .tls, log: Logger
    ) throws -> [PullOutcome] {
        let desk = Desk(home)
        defer { desk.close() }
        return try Daemon(
            home: home, transport: CurlTransport(), desk: desk, attachments: attachments,
            protection: protection, log: log
        ).pullOnce(order)
    }

    /// One attachment by the real line: `attachment fetch` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func fetchOnce(
        _ item: AttachmentItem, of home: NodeHome, upstream: UpstreamSettings = .init(),
        attachments: AttachmentSettings = .init(), protection: LineProtection = .tls, log: Logger
    ) throws -> AttachmentOutcome {
        let desk = Desk(home)
        defer { desk.close() }
        return try Daemon(
            home: home, transport: CurlTransport(), desk: desk, upstream: upstream,
            attachments: attachments, protection: protection, log: log
        ).fetchOnce(item)
    }

    /// One exchange from now, and the attachments after it, then return.
    public func exchangeOnce() -> SyncOutcome {
        var outcome = until { answer in demand(answer) }
        for _ in 0..<Self.resyncExchanges where isExchangeOwed && outcome.isContact {
            outcome = until { answer in demand(answer) }
        }
        finishLanes()
        return outcome
    }

    /// One attachment, after an exchange from now; then return.
    public func fetchOnce(_ item: AttachmentItem) -> AttachmentOutcome {
        if (try? home.store.upstream()) == nil { rest() }
        defer { closeLanes() }
        return until { answer in demand(item, answer) }
    }

    /// How long attachments may take at the end of a process that was to do one thing. Milliseconds.
    private static let laneTime: Int64 = 600_000

    private func finishLanes() {
        let end = transport.now + Self.laneTime
        while !areLanesIdle, transport.now < end { turn(until: end) }
        closeLanes()
    }

    /// Nothing begins by itself with the level above.
    private func rest() {
        node = Node(hasUpstream: false, isEnrolled: true, schedule: Schedule(now: transport.now))
    }

    /// One round of visits from now, and nothing else; then return.
    public func pullOnce(_ order: PullOrder) -> [PullOutcome] {
        rest()
        let outcomes = until { answer in demand(order, answer) }
        finishLanes()
        return outcomes
    }

    /// Turns until an answer has come.
    private func until<Answer: Sendable>(
        _ ask: (@escaping @Sendable (Answer) -> Void) -> Void
    ) -> Answer {
        let result = Mutex<Answer?>(nil)
        ask { answer in result.withLock { $0 = answer } }
        while true {
            if let answer = result.withLock({ $0 }) { return answer }
            turn()
        }
    }

    /// Whoever has answered is heard before anybody's time is declared over: what held the loop up is
    /// not the line's fault.
    private func turn(until end: Int64 = .max) {
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
                if let event = line.word(for: outcome, tally: &tally).flatMap(heard) {
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

    private func demand(_ answer: @escaping @Sendable (SyncOutcome) -> Void) {
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

extension Daemon {
    var hold: Node.Hold? {
        let wall = home.clock.now
        return pacing.hold(at: wall).map {
            Node.Hold(reason: $0.reason, milliseconds: $0.until - wall)
        }
    }

    /// Performs one effect; the event that it brings at once, if it does.
    private func perform(_ effect: Node.Effect) -> Node.Event? {
        do { return try attempt(effect) } catch { return .failed(storeFailed(error)) }
    }

    /// Logs it, as a fixed word: descriptions of errors may hold what a record says.
    func storeFailed(_ error: any Error) -> SyncOutcome {
        let word = ErrorWord.of(error)
        log.error("store failed", metadata: ["error": "\(word)"])
        if case StoreError.damaged = error { lookSoon() }
        return SyncOutcome(.storeFailed, detail: word)
    }

    private func attempt(_ effect: Node.Effect) throws -> Node.Event? {
        switch effect {
        case .enrol:
            begin()
            makeWay()
            hasShownSecret = true
            guard let secret = try home.joinSecret() else { return .enrolled }
            let request = try EnrolmentRequest(secret: secret, signer: try home.signer)
            asker = Origin(publicKey: request.publicKey)
            return try post(.enrolment(request.bytes)).map(Node.Event.init)
        case .open: return try open()
        case .send(let outline):
            guard let peer = upstream else { return .failed(SyncOutcome(.noUpstream)) }
            return try post(
                correspondence.compose(
                    outline, to: peer, introduces: introduces,
                    batching: line.batching.within(pacing.left(at: home.clock.now))))
        case .store(let message): return try store(message)
        case .remember(let memory):
            guard let upstream = try home.store.upstream() else { return nil }
            try home.store.remember(memory, of: upstream.origin, at: home.clock.now)
            desk.remember(memory, of: upstream.origin)
            return nil
        case .conclude(let outcome, let waiting):
            conclude(outcome, waiting)
            return nil
        }
    }

    private var correspondence: Correspondence { Correspondence(home: home) }

    private func open() throws -> Node.Event {
        begin()
        leave()
        makeWay()
        guard let peer = try home.store.upstream() else { return .failed(SyncOutcome(.noUpstream)) }
        if !hasShownSecret, try home.isInvited() { return .invited }
        home.askForCertificate(log: log)
        guard desk.enter(peer.origin) else { return .occupied }
        upstream = peer
        // What another process has committed until now is in what is read next.
        dataVersion = try home.store.dataVersion()
        let opening = try correspondence.opening(
            with: peer, memory: home.store.memory(of: peer.origin))
        asked = Wants(opening.wants)
        return .opened(opening)
    }

    /// The log exchange with the level above does not wait for an attachment.
    private func makeWay() {
        if let peer = try? home.store.upstream() { closeLane(peer.origin) }
    }

    private func leave() {
        if let peer = upstream { desk.leave(peer.origin) }
        upstream = nil
    }

    private func post(_ message: Message) throws -> Node.Event? {
        asker = message.origin
        return try post(.sync(message.bytes, isFull: message.hasMore)).map(Node.Event.init)
    }

    /// To the level above, whoever that is by now.
    private func post(_ post: Line.Post) throws -> Line.Word? {
        guard let peer = try upstream ?? home.store.upstream() else {
            return .failed(SyncOutcome(.noUpstream))
        }
        return line.post(post, security: try security(toward: peer), tally: &tally)
    }

    func security(toward peer: Peer) throws -> LineSecurity? {
        switch protection {
        case .tls: try home.security(toward: peer)
        case .insecure: nil
        }
    }

    /// What the level above has answered, or somebody who has taken its place; nil while the two show
    /// each other what they hold.
    private func heard(_ word: Line.Word) -> Node.Event? {
        if isReminding { return reminded(word) }
        if case .failed(let outcome) = word {
            if !introduces, let event = introduction(after: outcome) {
                introduces = true
                if outcome.result == .enrolmentRefused { usedUp = outcome }
                return event
            }
            if outcome.result == .unknownHere, !hasReminded, upstream != nil { return remind() }
        }
        guard case .answered(let answer) = word, answer.retryAfter == 0, let upstream else {
            return Node.Event(word)
        }
        do {
            switch try correspondence.hearing(of: answer, from: upstream) {
            case .plain where answer.isApart: return try store(answer)
            case .plain: return Node.Event(word)
            case .stranger: return .failed(SyncOutcome(.notOurs, detail: "another-node"))
            case .renewed: return .renewed
            case .putBack(let peer): return try store(answer, from: peer)
            }
        } catch { return .failed(storeFailed(error)) }
    }

    /// Shows a county that does not know this node its own signature for it; nil while that is on its way.
    private func remind() -> Node.Event? {
        hasReminded = true
        do {
            guard let scope = try upstream.flatMap(home.store.meeting),
                let (proof, signer) = try home.store.admissionProof(in: scope)
            else { return .failed(SyncOutcome(.unknownHere)) }
            isReminding = true
            let reminder = try Reminder(proof, signer: signer)
            return try post(.enrolment(reminder.bytes)).flatMap(reminded)
        } catch { return .failed(storeFailed(error)) }
    }

    private func reminded(_ word: Line.Word) -> Node.Event? {
        isReminding = false
        switch word {
        case .enrolled:
            introduces = hasHadOtherNames
            return .renewed
        case .failed(let outcome)
        where [.enrolmentRefused, .versionMismatch].contains(outcome.result):
            return .failed(SyncOutcome(.unknownHere))
        default: return Node.Event(word)
        }
    }

    private var hasHadOtherNames: Bool { (try? home.store.ownOrigins().count) ?? 1 > 1 }

    /// What may help where a county does not know the name that this node has now.
    private func introduction(after outcome: SyncOutcome) -> Node.Event? {
        switch (outcome.result, outcome.detail) {
        // The county may have been put back to before it met this origin.
        case (.unknownHere, _) where upstream != nil && hasHadOtherNames: .renewed
        // By this node itself, under an earlier name: the county has only to be told so. By somebody else: it
        // takes what is here all the same, and has it under a receipt.
        case (.enrolmentRefused, EnrolmentAnswer.alreadyUsed.text): .enrolled
        default: nil
        }
    }

    /// Whether the county has taken what is here, and says nothing of what is there.
    private func isUnheard(after outcome: SyncOutcome) -> Bool {
        outcome.isContact && usedUp != nil && (try? home.store.hasHeardAuthority()) == false
    }

    private func store(_ message: Message, from earlier: Peer? = nil) throws -> Node.Event? {
        guard let upstream = earlier ?? upstream else {
            return .failed(SyncOutcome(.noUpstream))
        }
        let (again, rest) = asked.parted(message.runs)
        var ordinary = message
        ordinary.runs = rest
        let report = try home.store.apply([correspondence.intake(ordinary, from: upstream)])[0]
            .get()
        if report.apart == nil, !message.isApart {
            asked.note(message)
            if try AskingAgain(home: home).take(again, from: upstream) { tendTransfers() }
        }
        switch report.apart {
        case .renewed: return .renewed
        case .show:
            showings += 1
            guard showings <= Self.showingLimit else {
                return .failed(SyncOutcome(.differs, detail: "apart"))
            }
            return try post(correspondence.apart(answering: message, from: upstream))
        case nil:
            return .stored(
                try home.store.holdings(sharedWith: upstream), turnedAway: report.turnedAway,
                divergence: report.divergence)
        }
    }

    private func begin() {
        guard tally.began == nil else { return }
        tally = Tally(began: transport.now, wallClock: home.clock.now)
    }

    private func conclude(_ outcome: SyncOutcome, _ waiting: [UInt64]) {
        leave()
        asked = Wants([])
        showings = 0
        introduces = false
        hasReminded = false
        isReminding = false
        hasShownSecret = false
        // Whom the county does not know, or does not let write, because another has used the file is told that.
        let said =
            outcome.result == .unknownHere || isUnheard(after: outcome)
            ? usedUp ?? outcome : outcome
        usedUp = nil
        let heard = hasHadOtherNames ? outcome : said
        let outcome = tally.outcome(said, now: transport.now)
        if outcome.result != .noUpstream && outcome.result != .stopped {
            note(outcome, tally, with: try? home.store.upstream()?.origin, via: .line)
        }
        if outcome.isContact {
            settle(outcome)
            // A certificate that it brought is for the next: another one would be another connection.
            home.tls.lookAgain()
        }
        do {
            try home.noteSuspension(after: outcome)
            try home.noteRefusal(after: heard, of: asker ?? home.origin)
            asker = nil
            try home.keep(pacing)
        } catch { _ = storeFailed(error) }
        if outcome.isContact { tendTransfers() }
        tally = Tally()
        for ticket in waiting { tickets.removeValue(forKey: ticket)?(outcome) }
        resync(after: outcome)
        exchangeEnded(
            outcome, with: try? home.store.upstream(),
            at: (try? home.upstreamAddresses()) ?? [])
    }

    /// What an exchange that came to its end leaves behind: the join secret has done its work once the
    /// county's own log says so, and trouble with the own log stays on the screen until it is gone.
    private func settle(_ outcome: SyncOutcome) {
        do {
            if try home.joinSecret() != nil, try home.store.isAdmitted(home.origin) {
                try home.forgetJoinSecret()
            }
            try home.setTrouble(outcome.result == .agreed ? "" : outcome.detail)
        } catch {
            log.error("exchange not settled", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    func note(
        _ outcome: SyncOutcome, _ tally: Tally, with peer: Origin?, via: ExchangeRow.Via
    ) {
        metrics.exchangeEnded(outcome, via: via.rawValue)
        log.info(
            "exchange ended",
            metadata: [
                "via": "\(via.rawValue)", "result": "\(outcome.result.rawValue)",
                "detail": "\(outcome.detail)", "roundTrips": "\(outcome.roundTrips)",
                "sent": "\(outcome.sent)", "received": "\(outcome.received)",
            ])
        do {
            try home.store.note(
                ExchangeRow(
                    began: tally.wallClock, peer: peer, via: via, result: outcome.result.rawValue,
                    detail: outcome.detail, roundTrips: outcome.roundTrips, sent: outcome.sent,
                    received: outcome.received, milliseconds: outcome.milliseconds))
        } catch {
            log.error("exchange not written down", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

extension Node.Event {
    fileprivate init(_ word: Line.Word) {
        switch word {
        case .answered(let message): self = .answered(message)
        case .enrolled: self = .enrolled
        case .failed(let outcome): self = .failed(outcome)
        case .busy(let seconds): self = .busy(seconds: seconds)
        case .attachment: self = .failed(SyncOutcome(.notOurs))
        }
    }
}
