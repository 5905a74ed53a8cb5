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
                station.logs[scope]?[origin]?.receipted = .max
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
        let scopes: [Scope] = (0..<5_000).map { _ in random.identifier() }
        var (station, county) = try pair(scopes: scopes, below: 1)
        let traffic = try exchange(&station, &county)
        #expect(traffic.conclusion == .agreed)
        #expect(station.agrees(with: county))
        #expect(scopes.allSatisfy { station.logs[$0]?[station.writer.origin]?.receipted == 1 })
    }

    /// So does the word that thousands of scopes are foreign.
    @Test func thousandsOfForeignScopesAreTurnedAwayInAReadableAnswer() throws {
        let scopes: [Scope] = (1...5_000).map { id($0) }
        var (station, county) = try pair(scopes: scopes, below: 1)
        county.scopes = [scopes[9]]
        let traffic = try exchange(&station, &county)
        guard case .partly = traffic.conclusion else {
            Issue.record("\(String(describing: traffic.conclusion))")
            return
        }
        #expect(county.length(of: station.writer.origin, in: scopes[9]) == 1)
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
