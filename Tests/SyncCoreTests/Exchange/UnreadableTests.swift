import SyncCore
import Testing

/// What cannot be read in columns goes row by row, whoever sent it, and without an operator.
@Suite struct UnreadableTests {
    private static let scope: Scope = id(1)

    private static func turnedAway(_ origin: Origin) -> Message.TurnedAway {
        .init(scope: scope, origin: origin, error: .unreadable)
    }

    private static func holdings(_ length: UInt64, _ root: UInt8, of origin: Origin) -> Holdings {
        Holdings([
            .init(
                scope: scope,
                logs: length == 0
                    ? [] : [.init(origin: origin, length: length, root: Hash.sha256([root]))])
        ])
    }

    @Test("The sender repeats it row by row in the next request")
    func senderRepeats() throws {
        let (own, peer): (Origin, Origin) = (id(2), id(3))
        let holdings = Self.holdings(9, 1, of: own)
        let memory = PeerMemory([Self.scope: VersionVector([(own, UInt64(4))])])
        var session = Session(standpoint: .below, memory: memory, peer: peer)
        guard case .send(let first) = try session.handle(.began(holdings)) else {
            return #expect(Bool(false), "a request")
        }
        #expect(first.spans.map(\.isLiteral) == [false])
        #expect(first.spans.first?.known[own] == 4)
        var answer = Message(origin: peer, schemaVersion: 1, summary: .zero)
        answer.turnedAway = [Self.turnedAway(own)]
        answer.vectors = [
            StatedScope(
                scope: Self.scope,
                logs: [.init(origin: own, length: 4, rootHead: 7, receipted: 4)])
        ]
        guard case .store = try session.handle(.answered(answer)),
            case .send(let second) = try session.handle(.stored(holdings, turnedAway: []))
        else { return #expect(Bool(false), "another request") }
        #expect(second.spans.map(\.isLiteral) == [true])
        #expect(second.spans.map(\.first) == [5])
    }

    @Test("The receiver says so in its next request, and the other end answers row by row")
    func receiverAsks() throws {
        let (other, peer): (Origin, Origin) = (id(2), id(3))
        let holdings = Self.holdings(4, 1, of: other)
        var session = Session(standpoint: .below, memory: PeerMemory(), peer: peer)
        guard case .send = try session.handle(.began(holdings)) else {
            return #expect(Bool(false), "a request")
        }
        var answer = Message(origin: peer, schemaVersion: 1, summary: .zero)
        answer.vectors = [
            StatedScope(
                scope: Self.scope,
                logs: [.init(origin: other, length: 9, rootHead: 7, receipted: 0)])
        ]
        let unread = [Self.turnedAway(other)]
        guard case .store = try session.handle(.answered(answer)),
            case .send(let second) = try session.handle(.stored(holdings, turnedAway: unread))
        else { return #expect(Bool(false), "another request") }
        #expect(second.turnedAway == unread)
        var request = Message(origin: id(4), schemaVersion: 1, summary: second.summary)
        request.vectors = second.vectors
        request.turnedAway = second.turnedAway
        let outline = Responder.outline(
            answering: request, holdings: Self.holdings(9, 2, of: other), memory: PeerMemory(),
            standpoint: .above, turnedAway: [])
        #expect(outline.spans.map(\.isLiteral) == [true])
        request.turnedAway = []
        let plain = Responder.outline(
            answering: request, holdings: Self.holdings(9, 2, of: other), memory: PeerMemory(),
            standpoint: .above, turnedAway: [])
        #expect(plain.spans.map(\.isLiteral) == [false])
    }
}
