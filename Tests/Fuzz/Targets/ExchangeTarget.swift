import SyncCore

extension FuzzTarget {
    /// What a node does with a body that it could read: it answers, goes on or gives up, and says
    /// nothing that its peer could not read.
    static let exchange = FuzzTarget("exchange", seeds: Seeds.traffic) { bytes throws(Violation) in
        guard let message = try? Message(bytes: bytes) else { return false }
        let world = try claim("a world") { try ExchangeWorld.shared.get() }
        for node in [world.county, world.station] {
            try node.checkAnswer(to: message)
            try node.checkAnswers(message)
            try node.checkDivergence(message)
        }
        for probe in message.branches { try probe.check() }
        if let word = message.chain { try word.check() }
        return true
    }
}

/// A county and its station that have not met for a while.
struct ExchangeWorld: Sendable {
    private(set) var station: MemoryNode
    private(set) var county: MemoryNode

    static let shared = Result { try ExchangeWorld() }

    /// More scopes than are compared one by one; few that anything was written in.
    private init() throws {
        let scopes: [Scope] = (1...18).map { id($0 << 59) }
        (station, county) = try pair(scopes: scopes)
        station.record(3, in: scopes[0])
        station.record(1, in: scopes[9])
        county.record(2, in: scopes[0])
        county.record(1, in: scopes[17])
    }
}

extension MemoryNode {
    /// A request is answered, twice the same, and readably.
    fileprivate func checkAnswer(to request: Message) throws(Violation) {
        let (one, other) = try claim("a request is answered readably") {
            var (one, other) = (self, self)
            let answers = (try one.answer(request.bytes), try other.answer(request.bytes))
            _ = try Message(bytes: answers.0)
            return answers
        }
        try claim(one == other, "the same request has the same answer")
    }

    /// An answer that comes again and again is given up.
    fileprivate func checkAnswers(_ answer: Message) throws(Violation) {
        try claim("an answer ends in something") {
            var node = self
            var session = Session(
                standpoint: standpoint, memory: memory, peer: answer.origin)
            var effect = try session.handle(.began(holdings(sharedWith: answer.origin)))
            while true {
                switch effect {
                case .send(let outline):
                    _ = try Message(bytes: try node.compose(outline).bytes)
                    effect = try session.handle(.answered(answer))
                case .store(let message):
                    let turnedAway = node.store(message)
                    effect = try session.handle(
                        .stored(
                            node.holdings(sharedWith: answer.origin), turnedAway: turnedAway))
                case .finish: return
                }
                guard session.roundTrips <= 12 else {
                    throw Violation(description: "still going")
                }
            }
        }
    }

    /// The same with logs that are said to have parted.
    fileprivate func checkDivergence(_ request: Message) throws(Violation) {
        var report = DivergenceReport()
        report.probes = request.branches
        for stated in request.vectors {
            report.logs += stated.logs.map {
                Divergence(scope: stated.scope, origin: $0.origin, point: $0.receipted)
            }
        }
        let outline = Responder.outline(
            answering: request, holdings: holdings(sharedWith: request.origin), memory: memory,
            standpoint: standpoint, turnedAway: request.turnedAway, divergence: report)
        try claim(outline.spans.allSatisfy { $0.first <= $0.last }, "nothing is sent backwards")
    }
}

extension BranchSearch.Probe {
    /// Against one's own logs of several lengths, which agree with it, or do not.
    fileprivate func check() throws(Violation) {
        for length in [0, 1, 2, 1_000, Limits.logLength] as [UInt64] {
            for heads in [marks[0].rootHead, 1] as [UInt64] {
                var isInside = true
                let step = BranchSearch.step(self, length: length) { asked in
                    isInside = isInside && (1...max(length, 1)).contains(asked)
                    return heads
                }
                try claim(isInside, "only lengths that are held are asked for")
                try step.check()
            }
        }
    }
}

extension BranchSearch.Step {
    fileprivate func check() throws(Violation) {
        let probe: BranchSearch.Probe?
        switch self {
        case .ask(let next): probe = next
        case .found(_, let reply): probe = reply
        case .none: probe = nil
        }
        guard let probe else { return }
        var message = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        message.branches = [probe]
        let read = try claim("the next step is readable") { try Message(bytes: message.bytes) }
        try claim(read == message, "the next step is read as it was meant")
    }
}

extension NonceChain.Word {
    /// A word is taken once from where it follows, and again, for answers are lost.
    fileprivate func check() throws(Violation) {
        var chain = NonceChain(previous: 1, next: echo, seen: previous)
        try claim(chain.accept(self, fresh: 5), "a word that follows is taken")
        try claim(chain.seen == next && chain.hasMet, "it is remembered")
        try claim(chain.accept(self, fresh: 6), "a word that comes again is taken")
    }
}
