import SyncCore
import Testing

/// A peer that says anything at all can waste an exchange; it cannot stop a node.
@Suite struct AdversaryTests {
    private let scopes: [Scope] = (1...30).map { id($0) }

    /// Answers made of the pieces that a session listens to, mixed at random.
    private func answer(_ random: inout Seeded, _ station: MemoryNode) -> Message {
        let holdings = station.holdings(sharedWith: id(0))
        var answer = Message(
            origin: id(9), schemaVersion: 1,
            summary: random.once(in: 8) ? holdings.summary : random.hash())
        for _ in 0..<random.below(4) {
            let logs = [station.writer.origin, id(0), id(.max)].sorted().map {
                StatedLog(
                    origin: $0, length: 1 + random.number() % Limits.logLength, rootHead: 0,
                    receipted: 0)
            }
            answer.vectors.append(StatedScope(scope: random.pick(scopes + [id(99)]), logs: logs))
        }
        if random.once(in: 2) {
            let depth = random.below(33)
            answer.probes = [.init(prefix: [UInt8](repeating: 0, count: depth), summary: .zero)]
        }
        if random.once(in: 3) {
            answer.turnedAway = [
                .init(
                    scope: random.pick(scopes), origin: station.writer.origin,
                    error: random.pick([.gap(expected: random.number()), .brokenRoot]))
            ]
        }
        answer.hasMore = random.once(in: 2)
        return answer
    }

    @Test(arguments: UInt64(0)..<30)
    func aSessionAlwaysEnds(seed: UInt64) throws {
        var random = Seeded(seed)
        let station = try settledPair(scopes: scopes, below: 2, above: 1).below
        var session = Session(standpoint: .below, memory: station.memory, peer: id(9))
        var effect = try session.handle(.began(station.holdings(sharedWith: id(9))))
        for _ in 0..<20_000 {
            switch effect {
            case .send(let outline):
                _ = try Message(bytes: try station.compose(outline).bytes)
                let answer = try Message(bytes: answer(&random, station).bytes)
                effect = try session.handle(.answered(answer))
            case .store:
                effect = try session.handle(
                    .stored(station.holdings(sharedWith: id(9)), turnedAway: []))
            case .finish:
                #expect(session.roundTrips <= 400)
                return
            }
        }
        Issue.record("still going")
    }

    /// The same answer again and again gets nobody anywhere, and is soon given up.
    @Test(arguments: UInt64(0)..<30)
    func anAnswerThatMovesNothingEndsTheExchange(seed: UInt64) throws {
        var random = Seeded(seed)
        let station = try settledPair(scopes: scopes, below: 2, above: 1).below
        var answer = answer(&random, station)
        answer.summary = .zero
        var session = Session(standpoint: .below, memory: station.memory, peer: id(9))
        var effect = try session.handle(.began(station.holdings(sharedWith: id(9))))
        while true {
            switch effect {
            case .send: effect = try session.handle(.answered(answer))
            case .store:
                effect = try session.handle(
                    .stored(station.holdings(sharedWith: id(9)), turnedAway: []))
            case .finish:
                #expect(session.roundTrips <= 6)
                return
            }
            guard session.roundTrips <= 100 else {
                Issue.record("still going")
                return
            }
        }
    }

    /// A peer that claims something new every time, and brings nothing, would move the exchange for ever.
    @Test func aPeerThatAlwaysMovesIsGivenUp() throws {
        let station = try settledPair(below: 2, above: 1).below
        let peer = id(9, Origin.self)
        var session = Session(standpoint: .below, memory: station.memory, peer: id(9))
        var effect = try session.handle(.began(station.holdings(sharedWith: peer)))
        var claim: UInt64 = 0
        while session.roundTrips <= 200 {
            switch effect {
            case .send:
                claim += 1
                let log = StatedLog(origin: peer, length: claim, rootHead: 0, receipted: 0)
                var answer = Message(origin: peer, schemaVersion: 1, summary: .zero)
                answer.vectors = [StatedScope(scope: scopes[0], logs: [log])]
                effect = try session.handle(.answered(answer))
            case .store:
                effect = try session.handle(
                    .stored(station.holdings(sharedWith: peer), turnedAway: []))
            case .finish(let conclusion):
                #expect(conclusion == .differs)
                #expect(session.roundTrips == 65)
                return
            }
        }
        Issue.record("still going")
    }

    /// Any request that can be read gets an answer that can be read.
    @Test(arguments: UInt64(0)..<30)
    func anyRequestIsAnsweredReadably(seed: UInt64) throws {
        var random = Seeded(seed)
        var county = try settledPair(scopes: scopes, below: 2, above: 1).above
        for _ in 0..<20 {
            var request = try random.message()
            request.vectors += answer(&random, county).vectors
            let before = county.holdings(sharedWith: id(0))
            _ = try Message(bytes: county.answer(request.bytes))
            #expect(county.holdings(sharedWith: id(0)) == before)
        }
    }
}
