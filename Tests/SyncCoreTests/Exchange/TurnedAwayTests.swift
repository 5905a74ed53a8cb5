import SyncCore
import Testing

/// I13, I15, I19: what is not taken is named, discloses nothing and holds nothing else up.
@Suite struct TurnedAwayTests {
    private let shared: Scope = id(1)
    private let foreign: Scope = id(2)

    /// A station that holds and sends a scope of its own accord which the county does not share.
    private func pairWithForeignScope() throws -> (below: MemoryNode, above: MemoryNode) {
        var (station, county) = try settledPair(scopes: [shared])
        station.scopes.append(foreign)
        station.record(2, in: foreign)
        county.record(7, in: foreign)
        return (station, county)
    }

    @Test func aForeignScopeIsTurnedAwayAndNothingOfItDisclosed() throws {
        var (station, county) = try pairWithForeignScope()
        station.record(1, in: shared)
        let traffic = try exchange(&station, &county)
        let refusal = Message.TurnedAway(
            scope: foreign, origin: station.writer.origin, error: .foreignScope)
        #expect(traffic.conclusion == .partly([refusal]))
        #expect(county.length(of: station.writer.origin, in: shared) == 4)
        #expect(county.length(of: station.writer.origin, in: foreign) == 0)
        for bytes in traffic.answers {
            let answer = try Message(bytes: bytes)
            #expect(!answer.vectors.contains { $0.scope == foreign })
            #expect(!answer.runs.contains { $0.scope == foreign })
            #expect(answer.turnedAway.allSatisfy { $0 == refusal })
        }
    }

    /// "Forbidden" and "unknown" are one answer, byte for byte (S32).
    @Test func aForbiddenScopeIsAnsweredAsAnUnknownOne() throws {
        let (station, county) = try pairWithForeignScope()
        var ignorant = county
        ignorant.logs[foreign] = nil
        let probe = Message.Probe(prefix: [], summary: .zero)
        var request = Message(
            origin: station.writer.origin, schemaVersion: 1, summary: .sha256([1]))
        for vectors in [[], [try stated(foreign, in: station)]] {
            for probes in [[], [probe]] {
                request.vectors = vectors
                request.probes = probes
                var (knowing, other) = (county, ignorant)
                #expect(try knowing.answer(request.bytes) == other.answer(request.bytes))
            }
        }
    }

    private func stated(_ scope: Scope, in node: MemoryNode) throws -> StatedScope {
        let holding = node.holdings(sharedWith: id(0))[scope]
        return StatedScope(try #require(holding))
    }

    /// I13: every run stands for itself.
    @Test(arguments: 0..<3)
    func aBadRunDoesNotStopTheOthers(bad: Int) throws {
        let scopes: [Scope] = [id(1), id(2), id(3)]
        var (station, county) = try settledPair(scopes: scopes)
        for scope in scopes { station.record(1, in: scope) }
        let outline = try #require(try opening(of: station, towards: county))
        var request = try station.compose(outline)
        request.runs[bad] = try station.writer.run(
            [station.writer.change(1, in: scopes[bad], value: .int(99))]
                + forked(station, scopes[bad]),
            first: 4, last: 4, in: scopes[bad])
        let answer = try Message(bytes: county.answer(request.bytes))
        #expect(answer.turnedAway.map(\.error) == [.brokenRoot])
        #expect(answer.turnedAway.map(\.scope) == [scopes[bad]])
        for (index, scope) in scopes.enumerated() {
            let length = county.length(of: station.writer.origin, in: scope)
            #expect(length == (index == bad ? 3 : 4))
        }
        #expect(answer.receipts.count == 2)
    }

    private func forked(_ node: MemoryNode, _ scope: Scope) -> [Change] {
        Array((node.logs[scope]?[node.writer.origin]?.changes ?? []).dropFirst())
    }

    private func opening(of station: MemoryNode, towards county: MemoryNode) throws -> Outline? {
        var session = Session(
            standpoint: .below, memory: station.memory, peer: county.writer.origin)
        let holdings = station.holdings(sharedWith: county.writer.origin)
        guard case .send(let outline) = try session.handle(.began(holdings)) else { return nil }
        return outline
    }

    /// The county holds another branch of the station's log: nobody overrules anybody.
    @Test func aForkedLogEndsTheExchangeAndLeavesTheOtherLogsWhole() throws {
        var (station, county) = try settledPair()
        var clone = station
        clone.record(2, in: shared)
        _ = try exchange(&clone, &county)
        county.record(1, in: shared)
        // The context has seen more of the county: another content at the same sequence.
        station.logs[shared]?[county.writer.origin] = county.logs[shared]?[county.writer.origin]
        station.record(1, in: shared)
        let before = station.logs[shared]?[station.writer.origin]?.changes
        let traffic = try exchange(&station, &county)
        #expect(traffic.roundTrips <= 6)
        #expect(traffic.conclusion != .agreed)
        #expect(station.logs[shared]?[station.writer.origin]?.changes == before)
        #expect(
            county.logs[shared]?[station.writer.origin]?.changes
                == clone.logs[shared]?[station.writer.origin]?.changes)
    }

    /// S1: the station's log is longer elsewhere than here, and is not written over.
    @Test func theOwnLogIsNeverTakenFromAPeer() throws {
        var (station, county) = try settledPair()
        let restored = station
        station.record(4, in: shared)
        _ = try exchange(&station, &county)
        var old = restored
        let traffic = try exchange(&old, &county)
        #expect(old.length(of: old.writer.origin, in: shared) == 3)
        #expect(
            traffic.conclusion
                == .partly([.init(scope: shared, origin: old.writer.origin, error: .ownLog)]))
    }
}
