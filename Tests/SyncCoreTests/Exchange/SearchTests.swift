import SyncCore
import Testing

/// I12: where beliefs lead nowhere, the scopes that differ are found by sixteenths.
@Suite struct SearchTests {
    /// `count` scopes with random ids, one change of either side in each, and beliefs that all is
    /// well.
    private func manyScopes(_ count: Int) throws -> (MemoryNode, MemoryNode) {
        var random = Seeded(UInt64(count))
        let scopes: [Scope] = (0..<count).map { _ in random.identifier() }
        var (station, county) = try pair(scopes: scopes)
        for scope in scopes {
            station.record(in: scope)
            county.logs[scope] = station.logs[scope]
        }
        believeAll(&station, &county)
        return (station, county)
    }

    private func believeAll(_ station: inout MemoryNode, _ county: inout MemoryNode) {
        for scope in station.scopes {
            for origin in (station.logs[scope] ?? [:]).keys {
                station.logs[scope]?[origin]?.receipted = Limits.logLength
            }
        }
        station.memory.learn(station.holdings(sharedWith: county.writer.origin))
        county.memory.learn(county.holdings(sharedWith: station.writer.origin))
    }

    enum Side: CaseIterable { case below, above, both }

    @Test(arguments: [20, 100, 2_000], Side.allCases)
    func aScopeThatDiffersIsFound(count: Int, side: Side) throws {
        var (station, county) = try manyScopes(count)
        let scope = station.scopes[count / 2]
        if side != .above { station.record(in: scope) }
        if side != .below { county.record(in: scope) }
        believeAll(&station, &county)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips <= 5)
        #expect(traffic.byteCount <= 6_000)
        #expect(station.agrees(with: county))
    }

    @Test(arguments: [1, 7, 60])
    func manyScopesThatDifferAreFoundTogether(differing: Int) throws {
        var (station, county) = try manyScopes(300)
        for index in 0..<differing {
            if index.isMultiple(of: 2) {
                station.record(in: station.scopes[index * 5])
            } else {
                county.record(in: station.scopes[index * 5])
            }
        }
        believeAll(&station, &county)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips <= 6)
        #expect(station.agrees(with: county))
    }

    /// A server forgets its beliefs at every restart; that must not cost a vector for every scope.
    @Test func aRestartedServerDoesNotStateEverything() throws {
        var (station, county) = try manyScopes(2_000)
        county.record(in: county.scopes[7])
        county.memory = PeerMemory()
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(traffic.roundTrips <= 5)
        #expect(traffic.byteCount <= 6_000)
    }

    /// First exchange of a node with thousands of scopes: every message can be read by the other.
    @Test func aFirstExchangeOfThousandsOfScopesSucceeds() throws {
        var random = Seeded(1)
        let scopes: [Scope] = (0..<1_200).map { _ in random.identifier() }
        var (station, county) = try pair(scopes: scopes, below: 1)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(station.agrees(with: county))
        #expect(scopes.allSatisfy { station.logs[$0]?[station.writer.origin]?.receipted == 1 })
    }

    /// Ten thousand logs to be receipted, ten thousand foreign scopes, ten thousand logs to be sent:
    /// as many as the asker can read, the rest in the next round.
    @Test func anAnswerToThousandsOfScopesCanBeRead() throws {
        let logs = [Holdings.Log(origin: id(1), length: 9, root: .zero)]
        let known = (1...UInt64(10_000)).map {
            Holdings.ScopeHolding(scope: id($0), logs: logs)
        }
        var request = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        request.vectors = known.map(StatedScope.init)
        let receipts = outline(request, holding: known).receipts
        #expect(receipts.count > 0 && receipts.count <= Limits.runCount)

        request.vectors = known.map { StatedScope(scope: $0.scope, logs: []) }
        let spans = outline(request, holding: known).spans
        #expect(spans.count > 0 && spans.count <= Limits.originCount)

        request.vectors = known.map(StatedScope.init)
        var answer = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        answer.turnedAway = outline(request, holding: []).turnedAway
        #expect(answer.turnedAway.map(\.scope) == known.map(\.scope))
        #expect(try Message(bytes: answer.bytes) == answer)
    }

    private func outline(
        _ request: Message, holding scopes: [Holdings.ScopeHolding]
    ) -> Outline {
        Responder.outline(
            answering: request, holdings: Holdings(scopes), memory: PeerMemory(),
            standpoint: .above, turnedAway: [])
    }

    /// Sixty thousand scopes that all differ: the search goes on in parts that can be read.
    @Test func aSearchNeverAsksMoreThanCanBeRead() throws {
        var random = Seeded(8)
        var request = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        let logs = [Holdings.Log(origin: id(1), length: 9, root: .zero)]
        let scopes = (0..<60_000).map { _ in
            Holdings.ScopeHolding(scope: random.identifier(), logs: logs)
        }
        request.probes = (0..<UInt8(16)).flatMap { first in
            (0..<UInt8(16)).flatMap { second in
                (0..<UInt8(16)).map { .init(prefix: [first, second, $0], summary: .zero) }
            }
        }
        var answer = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        answer.probes = outline(request, holding: scopes).probes
        #expect(answer.probes.count > 4_000)
        #expect(try Message(bytes: answer.bytes) == answer)
    }

    /// The same probe four thousand times is work for nothing, or for an attacker.
    @Test func probesComeInOrderAndDoNotOverlap() throws {
        var message = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        for prefixes in [[[], []], [[1], [1]], [[2], [1]], [[1], [1, 2]], [[], [0]]] as [[[UInt8]]]
        {
            message.probes = prefixes.map { Message.Probe(prefix: $0, summary: .zero) }
            #expect(throws: MessageError.self) { try Message(bytes: message.bytes) }
        }
        for prefixes in [[[]], [[1], [2]], [[1, 2], [1, 3], [2]], [[1, 9], [2, 0]]] as [[[UInt8]]] {
            message.probes = prefixes.map { Message.Probe(prefix: $0, summary: .zero) }
            #expect(try Message(bytes: message.bytes) == message)
        }
    }
}
