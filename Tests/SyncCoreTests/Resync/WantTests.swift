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
}
