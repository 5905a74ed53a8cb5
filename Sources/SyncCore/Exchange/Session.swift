/// One exchange at the end that began it, as a state machine without I/O: a station with its level
/// above, or an aggregator that pulls from a station.
///
/// Every request states what moved since last time and sends what the peer is believed to lack; the
/// answer corrects the belief. Equal summaries end it. When the guesses of last time lead nowhere,
/// all vectors are compared, or the scopes that differ are searched for. A round that moves nothing
/// leads to the next thorough step or to the end, so an exchange always ends.
///
/// From above, receipts travel in requests: what an answer says to lack them, and is held here by
/// then, is signed for in the next request.
public struct Session: Sendable {
    public enum Event: Sendable {
        /// What is held of the scopes shared with the peer.
        case began(Holdings)
        case answered(Message)
        /// The answer's content was stored (or turned away, as listed); what is held now.
        case stored(
            Holdings, turnedAway: [Message.TurnedAway], divergence: DivergenceReport = .init())
        /// No answer came; what the peer stored is unknown.
        case lineFailed
    }

    public enum Effect: Sendable {
        case send(Outline)
        /// Store runs and receipts of this answer, then report `stored`.
        case store(Message)
        case finish(Conclusion)
    }

    /// How the exchange ended. What is *delivered* depends on receipts, never on this.
    public enum Conclusion: Hashable, Sendable {
        /// Both hold the same.
        case agreed
        /// Some logs were not taken by one side or the other; everything else was exchanged.
        case partly([Message.TurnedAway])
        /// The summaries differ, and no step found why.
        case differs
        /// The peer asks to come back later, in seconds.
        case busy(retryAfter: UInt64)
        case lineFailed
    }

    /// The exchange is over; the store is as it was.
    public enum Violation: Error, Equatable, Sendable {
        /// The peer spoke out of turn.
        case unexpectedAnswer
        /// Another node than the one that was asked has answered.
        case anotherNode
    }

    private enum State {
        case idle
        case waiting(Outline)
        case storing(Message)
        case finished
    }

    /// How thoroughly scopes are compared; each step only when the one before led nowhere.
    private enum Step: Int {
        case moved, everything, search, exhausted
    }

    private static let fewScopes = 16
    private static let roundLimit = 4_096
    /// Rounds in a row in which neither end came to hold more: searches and receipts take a few, and a
    /// peer that goes round in circles must not cost the line.
    private static let idleLimit = 64

    private let standpoint: Standpoint
    private let peer: Origin
    private var state = State.idle
    private var step = Step.moved
    private var holdings = Holdings([])
    private var turnedAway: [Message.TurnedAway] = []
    /// Logs that the peer could not read in columns: from now on they go to it row by row.
    private var literal: [Scope: Set<Origin>] = [:]
    /// What is asked for again though it is held, or was.
    private var wants: Wants
    /// The last answer brought something of it.
    private var isGiven = false
    /// What was not taken here for a reason that lasts, or has to come in another form: the peer is told.
    private var toTell: [Message.TurnedAway] = []
    /// Scopes of which the peer has said in this exchange what it holds: the memory is no guess there.
    private var confirmed: Set<Scope> = []
    private var rounds = 0
    /// The most that both ends were seen to hold together, in changes, and how long ago.
    private var most: UInt64 = 0
    private var idleRounds = 0
    /// How fine the peer's probes have become: a search that gets no finer has led nowhere.
    private var searchDepth = 0
    /// Logs that the peer holds differently, by what was found out in this exchange.
    private var divergence = DivergenceReport()
    /// Logs of which the peer was found to hold another branch, with the point, whatever became of them.
    public private(set) var parted: [Divergence] = []
    /// What the last round left behind; a round that leaves the same has led nowhere.
    private var lastTrace: Trace?
    /// What the peer asks for again, though both hold it: the next request gives it.
    private var asks = Asks()

    /// What the peer is believed to hold; worth keeping for next time.
    public private(set) var memory: PeerMemory

    private struct Trace: Equatable {
        let holdings: Holdings
        let memory: PeerMemory
        let owed: [Outline.ReceiptWish]
        let divergence: DivergenceReport
        let literal: [Scope: Set<Origin>]
        let toTell: [Message.TurnedAway]
    }

    /// - Parameters:
    ///   - standpoint: where this node stands.
    ///   - peer: who is asked; nobody else's answer is heard.
    ///   - wants: what is asked for again in this exchange, as far as the peer holds it.
    public init(standpoint: Standpoint, memory: PeerMemory, peer: Origin, wants: [Want] = []) {
        self.standpoint = standpoint
        self.wants = Wants(wants)
        self.memory = memory
        self.peer = peer
    }

    /// Requests sent so far, which is the number of round trips.
    public var roundTrips: Int { rounds }

    public mutating func handle(_ event: Event) throws(Violation) -> Effect {
        switch (state, event) {
        case (.idle, .began(let holdings)):
            self.holdings = holdings
            lastTrace = trace(owed: [])
            return send(opening())
        case (.waiting(let outline), .answered(let answer)):
            guard answer.origin == peer else { throw .anotherNode }
            return receive(answer, to: outline)
        case (.storing(let answer), .stored(let holdings, let turnedAway, let found)):
            note(found, after: answer, held: holdings)
            // What the peer asked for is shared from now on.
            for stated in answer.vectors
            where self.holdings[stated.scope] == nil && holdings[stated.scope] != nil {
                learn(stated)
            }
            self.holdings = holdings
            note(turnedAway)
            toTell += turnedAway.filter { $0.error.concernsSender && !toTell.contains($0) }
            return goOn(after: answer)
        case (.waiting, .lineFailed), (.idle, .lineFailed): return finish(.lineFailed)
        case (.idle, .answered), (.storing, .answered), (.finished, .answered):
            throw .unexpectedAnswer
        case (.storing, .lineFailed), (.finished, .lineFailed): return finish(.lineFailed)
        case (.waiting, .began), (.storing, .began), (.finished, .began):
            preconditionFailure("a session begins once")
        case (.idle, .stored), (.waiting, .stored), (.finished, .stored):
            preconditionFailure("nothing was handed out to be stored")
        }
    }

    private func trace(owed: [Outline.ReceiptWish]) -> Trace {
        Trace(
            holdings: holdings, memory: memory, owed: owed, divergence: divergence,
            literal: literal, toTell: toTell)
    }

    private mutating func send(_ outline: Outline) -> Effect {
        rounds += 1
        var outline = outline
        outline.turnedAway = toTell + wants.words
        state = .waiting(outline)
        return .send(outline)
    }

    private mutating func finish(_ conclusion: Conclusion) -> Effect {
        state = .finished
        return .finish(conclusion)
    }

    private mutating func receive(_ answer: Message, to outline: Outline) -> Effect {
        if answer.retryAfter > 0 { return finish(.busy(retryAfter: answer.retryAfter)) }
        isGiven = wants.note(answer)
        // A wrong guess of an earlier round was put right since, or is named again.
        turnedAway.removeAll(where: \.error.isWrongGuess)
        let (barred, parting) = (turnedAway, divergence.logs)
        note(
            asks.note(answer, to: outline, held: holdings) { scope, origin in
                barred.contains { $0.scope == scope && $0.origin == origin }
                    || parting.contains { $0.isAbout(scope, origin) }
            })
        for turned in answer.turnedAway
        where turned.error == .unreadable && holdings[turned.scope] != nil {
            literal[turned.scope, default: []].insert(turned.origin)
        }
        let answered = Set(answer.vectors.map(\.scope)).union(answer.turnedAway.map(\.scope))
        for stated in outline.vectors where !answered.contains(stated.scope) { learn(stated) }
        for stated in answer.vectors where holdings[stated.scope] != nil { learn(stated) }
        state = .storing(answer)
        return .store(answer)
    }

    private mutating func learn(_ stated: StatedScope) {
        memory[stated.scope] = stated.vector
        confirmed.insert(stated.scope)
    }

    private mutating func note(_ more: [Message.TurnedAway]) {
        var known = Set(turnedAway)
        turnedAway += more.filter { known.insert($0).inserted && !divergence.explains($0) }
    }

    /// What was found out of a log stays known until the peer states that scope again. A point that was
    /// found between logs that have not moved since is not searched for again.
    private mutating func note(
        _ found: DivergenceReport, after answer: Message, held: Holdings
    ) {
        for log in found.logs where log.point != nil {
            parted.removeAll { $0.isAbout(log.scope, log.origin) }
            if parted.count < Limits.branchCount { parted.append(log) }
        }
        let stated = Set(answer.vectors.map(\.scope) + found.logs.map(\.scope))
        let settled = divergence.logs.filter { log in
            log.point != nil
                && found.logs.contains { $0.origin == log.origin && $0.scope == log.scope }
                && held[log.scope] == holdings[log.scope]
        }
        let isSettled = { (scope: Scope, origin: Origin) in
            settled.contains { $0.scope == scope && $0.origin == origin }
        }
        divergence.logs.removeAll { stated.contains($0.scope) }
        divergence.logs += settled + found.logs.filter { !isSettled($0.scope, $0.origin) }
        divergence.probes = found.probes.filter { !isSettled($0.scope, $0.origin) }
        turnedAway.removeAll(where: divergence.explains)
        toTell.removeAll(where: divergence.explains)
    }

    private mutating func goOn(after answer: Message) -> Effect {
        let isEqual = answer.summary == holdings.summary
        if isEqual { memory.learn(holdings) }
        let owed = standpoint == .above ? receiptsOwed(to: answer) : []
        let wantsMore = !wants.isOver
        let givesAgain = !asks.isEmpty
        if isEqual && !lacksReceipts && !awaitsScopes && owed.isEmpty && !wantsMore && !givesAgain {
            return finish(conclusion(.agreed))
        }
        let trace = trace(owed: owed)
        let depth = answer.probes.map(\.prefix.count).max() ?? 0
        let hasMoved = trace != lastTrace || depth > searchDepth
        lastTrace = trace
        searchDepth = max(searchDepth, depth)
        noteGrowth(isSome: isGiven || givesAgain)
        guard rounds < Self.roundLimit, idleRounds < Self.idleLimit else {
            return finish(conclusion(.differs))
        }
        var next = isEqual ? opening() : continuation(after: answer)
        give(owed, in: &next)
        asks.give(in: &next, of: holdings, literally: literal)
        if hasMoved && !next.isEmpty || wantsMore || givesAgain { return send(next) }
        if isEqual { return finish(conclusion(.agreed)) }
        guard let thorough = nextStep() else { return finish(conclusion(.differs)) }
        return send(thorough)
    }

    /// - Parameter isSome: whether something was given again, which moves no length.
    private mutating func noteGrowth(isSome: Bool) {
        var held: UInt64 = 0
        for holding in holdings.scopes {
            for log in holding.logs {
                // More than is held here is only said.
                let theirs = min(memory[holding.scope]?[log.origin] ?? 0, log.length)
                held &+= log.length &+ theirs
            }
        }
        idleRounds = held > most || isSome ? 0 : idleRounds + 1
        most = max(most, held)
    }

    private func conclusion(_ otherwise: Conclusion) -> Conclusion {
        turnedAway.isEmpty ? otherwise : .partly(turnedAway)
    }

    /// Whether the peer has announced scopes that it was not asked for yet.
    private var awaitsScopes: Bool {
        holdings.scopes.contains {
            $0.isAwaited && memory[$0.scope] == nil && !foreign.contains($0.scope)
        }
    }

    private var foreign: Set<Scope> {
        Set(turnedAway.filter { $0.error == .foreignScope }.map(\.scope))
    }

    private var lacksReceipts: Bool {
        standpoint == .below && holdings.scopes.contains(where: \.lacksReceipts)
    }
}

extension Session {
    /// The vectors of what moved since last time, and what the peer is believed to lack of it.
    private func opening() -> Outline {
        var outline = Outline(summary: holdings.summary)
        let foreign = foreign
        add(holdings.scopes.filter { hasMoved($0) && !foreign.contains($0.scope) }, to: &outline)
        return outline
    }

    private func hasMoved(_ holding: Holdings.ScopeHolding) -> Bool {
        memory[holding.scope] != holding.vector
            || (standpoint == .below && holding.lacksReceipts)
    }

    /// States these scopes, and sends what the peer is believed to lack of their logs, but for those
    /// that it turned away. That a peer lacks of its own log is never guessed: it has to say so.
    private func add(_ scopes: [Holdings.ScopeHolding], to outline: inout Outline) {
        let blocked = Dictionary(
            grouping: turnedAway.filter(\.error.isLasting), by: \.scope)
        for holding in scopes {
            outline.vectors.append(StatedScope(holding))
            guard let theirs = memory[holding.scope] else { continue }
            var origins = Set(blocked[holding.scope, default: []].map(\.origin))
            if !confirmed.contains(holding.scope) { origins.insert(peer) }
            outline.send(
                holding, beyond: theirs, without: origins, divergent: divergence.logs,
                literally: literal[holding.scope, default: []])
        }
    }

    /// The logs for which the peer has just said that it lacks receipts, as far as they are held here.
    private func receiptsOwed(to answer: Message) -> [Outline.ReceiptWish] {
        var outline = Outline(summary: holdings.summary)
        for stated in answer.vectors {
            guard let holding = holdings[stated.scope] else { continue }
            outline.wish(for: holding, statedAs: stated)
        }
        return outline.receipts
    }

    /// A receipt goes with the vector of its scope: what is delivered is bounded by what the aggregator
    /// says to hold (I6).
    private func give(_ owed: [Outline.ReceiptWish], in outline: inout Outline) {
        outline.receipts = owed
        let stated = Set(outline.vectors.map(\.scope))
        let scopes = Set(owed.map(\.scope)).subtracting(stated)
        outline.vectors += holdings.scopes.filter { scopes.contains($0.scope) }.map(
            StatedScope.init)
    }

    /// After an answer: the scopes in which the peer is now known to differ, and a reply to its
    /// probes.
    private func continuation(after answer: Message) -> Outline {
        var outline = opening()
        outline.branches = divergence.probes
        addDivergent(to: &outline)
        let reply = Search.reply(to: answer.probes, from: holdings)
        outline.probes = reply.probes
        let stated = Set(outline.vectors.map(\.scope))
        outline.vectors += reply.vectors.filter { !stated.contains($0.scope) }
        return outline
    }

    /// Logs of equal length may differ all the same: lengths alone would not state them.
    private func addDivergent(to outline: inout Outline) {
        let stated = Set(outline.vectors.map(\.scope))
        let scopes = Set(divergence.logs.map(\.scope)).subtracting(stated)
        add(holdings.scopes.filter { scopes.contains($0.scope) }, to: &outline)
    }

    private mutating func nextStep() -> Outline? {
        var outline = Outline(summary: holdings.summary)
        repeat {
            guard let next = Step(rawValue: step.rawValue + 1) else { return nil }
            step = next
        } while step == .everything && holdings.scopes.count > Self.fewScopes
        switch step {
        case .everything:
            add(holdings.scopes, to: &outline)
        case .search: outline.probes = [Search.root(holdings)]
        case .moved, .exhausted: return nil
        }
        return outline
    }
}

extension Outline {
    fileprivate var isEmpty: Bool {
        vectors.isEmpty && probes.isEmpty && spans.isEmpty && branches.isEmpty
    }
}
