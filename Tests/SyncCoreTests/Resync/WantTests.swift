import SyncCore
import Testing

/// What is held can be asked for again, within an ordinary exchange.
@Suite struct WantTests {
    private let scope: Scope = id(1)

    /// The runs that an exchange of a settled pair gives again.
    private func asked(
        _ wants: (MemoryNode, MemoryNode) -> [Want], room: Int = 1 << 20
    ) throws -> (runs: [Run], trips: Int, conclusion: Session.Conclusion?) {
        var (station, county) = try settledPair(below: 40, above: 30)
        county.room = room
        let peer = county.writer.origin
        var session = Session(
            standpoint: .below, memory: station.memory, peer: peer, wants: wants(station, county))
        var effect = try session.handle(.began(station.holdings(sharedWith: peer)))
        var runs: [Run] = []
        while true {
            switch effect {
            case .send(let outline):
                let answer = try county.answer(station.compose(outline).bytes)
                effect = try session.handle(.answered(try Message(bytes: answer)))
            case .store(let message):
                runs += message.runs
                effect = try session.handle(
                    .stored(station.holdings(sharedWith: peer), turnedAway: []))
            case .finish(let conclusion): return (runs, session.roundTrips, conclusion)
            }
        }
    }

    @Test func `a log is given again from where it is asked for, own or another's`() throws {
        let (runs, trips, conclusion) = try asked { station, county in
            [
                Want(scope: scope, origin: station.writer.origin, first: 1, last: 40),
                Want(scope: scope, origin: county.writer.origin, first: 11, last: 30),
            ]
        }
        #expect(conclusion == .agreed)
        #expect(trips == 1)
        #expect(runs.map(\.first).sorted() == [1, 11])
        #expect(runs.map(\.count).sorted() == [20, 40])
    }

    @Test func `what does not fit into one answer is asked for on`() throws {
        let (runs, trips, conclusion) = try asked(
            { station, _ in
                [Want(scope: scope, origin: station.writer.origin, first: 1, last: 40)]
            }, room: 1_200)
        #expect(conclusion == .agreed)
        #expect(trips > 2)
        #expect(runs.first?.first == 1 && runs.last?.last == 40)
        for (before, after) in zip(runs, runs.dropFirst()) {
            #expect(after.first == before.last + 1)
        }
    }

    @Test func `what the peer does not hold, or may not give, is asked for once`() throws {
        let (runs, trips, conclusion) = try asked { station, _ in
            [
                Want(scope: scope, origin: station.writer.origin, first: 41, last: 50),
                Want(scope: scope, origin: id(99), first: 1, last: 5),
                Want(scope: id(98), origin: station.writer.origin, first: 1, last: 5),
            ]
        }
        #expect(conclusion == .agreed)
        #expect(trips == 1 && runs.isEmpty)
    }

    @Test func `asking for nothing costs nothing`() throws {
        let (runs, trips, conclusion) = try asked { _, _ in [] }
        #expect(conclusion == .agreed && trips == 1 && runs.isEmpty)
    }

    // MARK: In a visit

    /// The runs that a county gives again to a station that it visits, and that can only ask in answers.
    private func visited(
        _ wants: (MemoryNode, MemoryNode) -> [Want], room: Int = 1 << 20
    ) throws -> (runs: [Run], trips: Int, conclusion: Session.Conclusion?) {
        var (station, county) = try settledPair(below: 40, above: 30)
        county.room = room
        var asked = Wants(wants(station, county))
        let peer = station.writer.origin
        var session = Session(standpoint: .above, memory: county.memory, peer: peer)
        var effect = try session.handle(.began(county.holdings(sharedWith: peer)))
        var runs: [Run] = []
        while true {
            switch effect {
            case .send(let outline):
                let request = try county.compose(outline)
                runs += asked.parted(request.runs).again
                if session.roundTrips > 1 { asked.note(request) }
                var answer = try Message(bytes: station.answer(request.bytes))
                answer.turnedAway += asked.words
                effect = try session.handle(.answered(answer))
            case .store:
                effect = try session.handle(
                    .stored(county.holdings(sharedWith: peer), turnedAway: []))
            case .finish(let conclusion): return (runs, session.roundTrips, conclusion)
            }
        }
    }

    @Test func `who is visited asks in answers, and the next request gives`() throws {
        let (runs, trips, conclusion) = try visited { station, county in
            [
                Want(scope: scope, origin: station.writer.origin, first: 1, last: 40),
                Want(scope: scope, origin: county.writer.origin, first: 11, last: 30),
            ]
        }
        #expect(conclusion == .agreed)
        #expect(trips == 2)
        #expect(runs.map(\.first).sorted() == [1, 11])
        #expect(runs.map(\.count).sorted() == [20, 40])
    }

    @Test func `a visit goes on until all that was asked for is given`() throws {
        let (runs, trips, conclusion) = try visited(
            { station, _ in
                [Want(scope: scope, origin: station.writer.origin, first: 1, last: 40)]
            }, room: 1_200)
        #expect(conclusion == .agreed)
        #expect(trips > 3)
        #expect(runs.first?.first == 1 && runs.last?.last == 40)
        for (before, after) in zip(runs, runs.dropFirst()) {
            #expect(after.first == before.last + 1)
        }
    }

    @Test func `who visits gives nothing that is not shared, and nothing twice`() throws {
        let strange = try visited { station, _ in
            [
                Want(scope: scope, origin: station.writer.origin, first: 41, last: 50),
                Want(scope: scope, origin: id(99), first: 1, last: 5),
                Want(scope: id(98), origin: station.writer.origin, first: 1, last: 5),
            ]
        }
        #expect(strange.conclusion == .agreed && strange.trips == 1 && strange.runs.isEmpty)
        // Somebody who asks for the same for ever does not keep the line.
        var (station, county) = try settledPair(below: 40, above: 30)
        let want = Want(scope: scope, origin: station.writer.origin, first: 7, last: 40)
        let peer = station.writer.origin
        var session = Session(standpoint: .above, memory: county.memory, peer: peer)
        var effect = try session.handle(.began(county.holdings(sharedWith: peer)))
        var given = 0
        loop: while true {
            switch effect {
            case .send(let outline):
                given += outline.spans.count { $0.first == 7 }
                var answer = try Message(bytes: station.answer(county.compose(outline).bytes))
                answer.turnedAway += Wants([want]).words
                effect = try session.handle(.answered(answer))
            case .store:
                effect = try session.handle(
                    .stored(county.holdings(sharedWith: peer), turnedAway: []))
            case .finish: break loop
            }
        }
        #expect(given == 1 && session.roundTrips <= 4)
    }

    @Test func `of two places in one log the second is not asked for again once it was given`()
        throws
    {
        let (runs, trips, conclusion) = try asked { station, _ in
            [3, 17].map {
                Want(
                    scope: scope, origin: station.writer.origin, first: $0, last: $0,
                    isLiteral: true)
            }
        }
        #expect(conclusion == .agreed && trips == 1)
        #expect(runs.count == 1 && runs.first?.first == 3)
    }

    @Test func `what is not given does not hide what is wanted behind it`() throws {
        let own = { (node: MemoryNode) in node.writer.origin }
        let scattered = { (station: MemoryNode, county: MemoryNode) in
            [(own(station), 41), (own(station), 17)].map { origin, place in
                Want(
                    scope: scope, origin: origin, first: UInt64(place), last: UInt64(place),
                    isLiteral: true)
            }
        }
        let called = try asked(scattered)
        #expect(called.conclusion == .agreed && called.trips == 2)
        #expect(called.runs.map(\.first) == [17])
    }

    @Test func `nobody is asked more than three times in a row for nothing`() throws {
        let (runs, trips, conclusion) = try asked { station, _ in
            (50..<70).map {
                Want(scope: scope, origin: station.writer.origin, first: $0, last: $0)
            }
        }
        #expect(conclusion == .agreed && runs.isEmpty && trips == 3)
    }
}
