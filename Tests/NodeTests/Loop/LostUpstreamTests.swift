import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// Rows about neighbours are lost or altered. No node takes itself for the highest level for that, where everything
/// would count as delivered.
@Suite(.timeLimit(.minutes(2))) struct LostUpstreamTests {
    private static let hands = [
        "DELETE FROM peer", "DELETE FROM peer; DELETE FROM peer_scope", "DELETE FROM peer_scope",
        "UPDATE peer SET standpoint = 'abovd'", "UPDATE peer SET succeeded_by = x'00'",
        "UPDATE peer SET key = x'00'", "UPDATE peer SET origin = randomblob(16)",
        "UPDATE peer SET origin = 7, key = 'a'",
        "DELETE FROM peer; UPDATE log SET key = x'01' || substr(key, 2)",
    ]

    /// As a new process finds it.
    private func opened(_ home: NodeHome, _ clock: TestClock) throws -> NodeHome {
        try NodeHome(opening: home.directory, clock: clock)
    }

    @Test(arguments: hands)
    func `I6 a station knows whom it has above it, and what is not delivered`(
        _ hand: String
    ) async throws {
        let pair = try Pair()
        try pair.county.store.addScope(
            Scope(foundedBy: pair.county.publicKey, pair.county.randomness),
            authorityKey: pair.county.publicKey, code: "620102002", name: "二镇")
        try pair.county.publishScopes()
        for _ in 0..<2 { _ = try await pair.exchange() }
        let shared = try #require(try pair.station.store.upstream()).scopes
        #expect(shared.count == 2, "its own, and the directory")
        try pair.register("甲", at: pair.station)
        try pair.station.tamper(hand)
        let station = try opened(pair.station, pair.clock)
        let above = try #require(try station.store.upstream())
        #expect(above.origin == pair.county.origin && above.scopes == shared)
        let delivery = try station.store.view { try $0.delivery() }
        #expect(!delivery.isHighestLevel && delivery.pending == 1)
        for _ in 0..<2 { _ = try await pair.exchange(of: station) }
        #expect(try await pair.exchange(of: station).result == .agreed)
        #expect(try station.store.view { try $0.delivery() }.pending == 0)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }

    @Test func `a county that goes on under another name is found again by that`() async throws {
        let pair = try Pair()
        _ = try await pair.exchange()
        let old = pair.county.origin
        try pair.county.store.set("lost-tail", old.description)
        try pair.county.store.goOnPastLostTails(at: 1)
        #expect(pair.county.origin != old)
        for _ in 0..<2 { _ = try await pair.exchange() }
        try pair.station.tamper("DELETE FROM peer")
        let station = try opened(pair.station, pair.clock)
        #expect(try station.store.upstream()?.origin == pair.county.origin)
        #expect(try await pair.exchange(of: station).result == .agreed)
    }

    @Test(arguments: ["DELETE FROM peer", "DELETE FROM peer_scope"])
    func `a county knows whom it has above it, and serves its stations`(
        _ hand: String
    ) async throws {
        let tiers = try Tiers()
        for _ in 0..<2 { try await tiers.meet() }
        try tiers.county.tamper(hand)
        let county = try opened(tiers.county, tiers.clock)
        let above = try #require(try county.store.upstream())
        #expect(above.origin == tiers.city.origin && above.scopes.contains(tiers.desk))
        for _ in 0..<3 {
            _ = try await tiers.exchange(tiers.station, with: county)
            _ = try await tiers.exchange(county, with: tiers.city)
        }
        #expect(try await tiers.exchange(tiers.station, with: county).result == .agreed)
        #expect(try await tiers.exchange(county, with: tiers.city).result == .agreed)
    }

    @Test func `what a county shares with a station follows from whom it has admitted`()
        async throws
    {
        let pair = try Pair()
        _ = try await pair.exchange()
        try pair.register("甲", at: pair.station)
        try pair.county.tamper("DELETE FROM peer_scope")
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }

    @Test func `S32 whoever is admitted to one township is given no other`() async throws {
        let pair = try Pair()
        _ = try await pair.exchange()
        let foreign = Scope(foundedBy: pair.county.publicKey, pair.county.randomness)
        try pair.county.store.addScope(
            foreign, authorityKey: pair.county.publicKey, code: "620102002", name: "二镇")
        try pair.station.store.addScope(
            foreign, authorityKey: pair.county.publicKey, code: nil, name: nil)
        try pair.station.store.add(
            Peer(key: pair.county.publicKey, standpoint: .above, scopes: [foreign]))
        _ = try await pair.exchange()
        let known = try pair.county.store.peer(pair.station.origin)
        #expect(known?.scopes == [pair.scope])
    }
}
