import SyncCore
import Testing

/// I12, I14: what an exchange costs, and that it ends.
@Suite struct SessionTests {
    private let scope: Scope = id(1)

    @Test(arguments: [true, false])
    func anUpToDateExchangeIsOneSmallRoundTrip(afterRestart: Bool) throws {
        var (station, county) = try settledPair()
        #expect(station.logs[scope]?.count == 2)
        if afterRestart {
            station.memory = PeerMemory()
            county.memory = PeerMemory()
        }
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips == 1)
        #expect(traffic.byteCount <= 300)
        #expect(traffic.byteCount == (afterRestart ? 184 : 114))
    }

    @Test(arguments: [1, 50])
    func anUploadIsOneRoundTripWithItsReceipt(count: Int) throws {
        var (station, county) = try settledPair()
        station.record(count, in: scope)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips == 1)
        #expect(county.length(of: station.writer.origin, in: scope) == UInt64(3 + count))
        #expect(station.logs[scope]?[station.writer.origin]?.receipted == UInt64(3 + count))
    }

    @Test(arguments: [1, 50])
    func aDownloadIsOneRoundTrip(count: Int) throws {
        var (station, county) = try settledPair()
        county.record(count, in: scope)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips == 1)
        #expect(station.agrees(with: county))
    }

    @Test(arguments: [(0, 0), (1, 0), (0, 1), (3, 2)])
    func aFirstExchangeTakesTwoRoundTrips(below: Int, above: Int) throws {
        var (station, county) = try pair(below: below, above: above)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips <= 2)
        #expect(station.agrees(with: county))
    }

    /// The station's own scope and the county's shared one, each with news for the other side.
    @Test func newsInBothDirectionsIsOneRoundTrip() throws {
        let scopes: [Scope] = [id(1), id(2)]
        var (station, county) = try settledPair(scopes: scopes)
        station.record(3, in: scopes[0])
        county.record(2, in: scopes[1])
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips == 1)
        #expect(station.agrees(with: county))
    }

    /// Both hold a piece of a log whose author signed only a longer one: nobody can receipt it yet.
    @Test func aReceiptThatCannotBeGivenCostsNoRound() throws {
        var (station, county) = try settledPair()
        let other = try Writer(3)
        let log = (1...10).map { other.change(UInt64($0), in: scope) }
        var carrier = Message(origin: other.origin, schemaVersion: 1, summary: .zero)
        carrier.runs = [try other.run(log, first: 1, last: 6, signedAt: 10, in: scope)]
        carrier.keys = [other.signer.publicKey]
        #expect(station.store(carrier).isEmpty && county.store(carrier).isEmpty)
        _ = try exchange(&station, &county)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips == 1)
    }

    /// S14: the county has stored; its answer is lost; the same is sent again.
    @Test func aLostAnswerDoublesNothing() throws {
        var (station, county) = try settledPair()
        station.record(5, in: scope)
        county.record(2, in: scope)
        let lost = try exchange(&station, &county) { _ in .isLost }
        #expect(lost.conclusion == .lineFailed)
        let held = county.logs[scope]?[station.writer.origin]?.changes
        #expect(held?.count == 8)
        let again = try exchange(&station, &county)
        #expect(again.conclusion == .agreed)
        #expect(county.logs[scope]?[station.writer.origin]?.changes == held)
        #expect(station.agrees(with: county))
        #expect(station.logs[scope]?[station.writer.origin]?.receipted == 8)
    }

    /// What each side believes of the other's lengths of (station's log, county's log); the truth
    /// is 3 and 2 at both, then 5 new ones here and 4 there.
    static let beliefs: [[(UInt64, UInt64)?]] = [
        [nil, nil], [(0, 0), (0, 0)], [(8, 2), (3, 6)], [(3, 6), (8, 2)], [(8, 6), (8, 6)],
        [(5, 1), (1, 5)], [(900, 900), (900, 900)], [nil, (8, 6)], [(8, 2), nil], [(1, 9), (9, 1)],
        [(6, 2), (3, 4)],
    ]

    @Test(arguments: beliefs)
    func aWrongBeliefIsPutRight(beliefs: [(UInt64, UInt64)?]) throws {
        var (station, county) = try settledPair()
        station.record(5, in: scope)
        county.record(4, in: scope)
        let origins = [station.writer.origin, county.writer.origin]
        station.memory = memory(of: beliefs[0], origins)
        county.memory = memory(of: beliefs[1], origins)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips <= 2)
        #expect(station.agrees(with: county))
        #expect(station.length(of: origins[0], in: scope) == 8)
        #expect(county.length(of: origins[1], in: scope) == 6)
        #expect(try exchange(&station, &county).roundTrips == 1)
    }

    private func memory(of lengths: (UInt64, UInt64)?, _ origins: [Origin]) -> PeerMemory {
        guard let lengths else { return PeerMemory([id(77): Context([(id(5), 3)])]) }
        return PeerMemory([scope: Context([(origins[0], lengths.0), (origins[1], lengths.1)])])
    }

    /// S8: the county has lost all, and the station believes it has everything.
    @Test(arguments: [0, 2])
    func aPeerThatForgotEverythingIsGivenItAgain(unsent: Int) throws {
        var (station, county) = try settledPair(below: 3, above: 0)
        station.record(unsent, in: scope)
        county.logs = [:]
        county.memory = PeerMemory()
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(county.agrees(with: station))
        #expect(county.length(of: station.writer.origin, in: scope) == UInt64(3 + unsent))
    }

    @Test func aSmallRoomNeedsMoreRoundsAndGetsAllAcross() throws {
        var (station, county) = try pair(below: 40, above: 40)
        (station.room, county.room) = (400, 400)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips > 5 && traffic.roundTrips < 45)
        #expect(station.agrees(with: county))
    }

    @Test(arguments: UInt64(0)..<40)
    func twoNodesConvergeWhateverHappens(seed: UInt64) throws {
        var random = Seeded(seed)
        let scopes: [Scope] = (1...UInt64(1 + random.below(20))).map { id($0) }
        var (station, county) = try pair(scopes: scopes)
        (station.room, county.room) = (200 + random.below(2_000), 200 + random.below(2_000))
        for _ in 0..<6 {
            for _ in 0..<random.below(6) { station.record(in: random.pick(scopes)) }
            for _ in 0..<random.below(6) { county.record(in: random.pick(scopes)) }
            if random.once(in: 4) { county.memory = PeerMemory() }
            if random.once(in: 4) { station.memory = PeerMemory() }
            let lost = random.below(4)
            _ = try exchange(&station, &county) { $0 == lost ? .isLost : .arrives }
        }
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(station.agrees(with: county))
        let last = try exchange(&station, &county)
        #expect(last.roundTrips == 1)
        #expect(last.byteCount == 114)
    }

    @Test(arguments: [UInt64(3), 100])
    func aBusyPeerIsLeftInPeace(seconds: UInt64) throws {
        let station = try settledPair().below
        var session = Session(standpoint: .below, memory: station.memory, peer: id(9))
        _ = try session.handle(.began(station.holdings(sharedWith: id(9))))
        let busy = Responder.busy(origin: id(9), schemaVersion: 1, seconds: seconds)
        let effect = try session.handle(.answered(try Message(bytes: busy.bytes)))
        guard case .finish(.busy(retryAfter: seconds)) = effect else {
            Issue.record("\(effect)")
            return
        }
        #expect(session.memory == station.memory)
    }

    @Test func anAnswerOutOfTurnIsAViolation() throws {
        let answer = Message(origin: id(9), schemaVersion: 1, summary: .zero)
        var session = Session(standpoint: .below, memory: PeerMemory(), peer: id(9))
        #expect(throws: Session.Violation.unexpectedAnswer) {
            try session.handle(.answered(answer))
        }
        _ = try session.handle(.began(Holdings([])))
        _ = try session.handle(.answered(answer))
        #expect(throws: Session.Violation.unexpectedAnswer) {
            try session.handle(.answered(answer))
        }
        _ = try session.handle(.lineFailed)
        #expect(throws: Session.Violation.unexpectedAnswer) {
            try session.handle(.answered(answer))
        }
    }
}
