import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// A key that was revoked has named others, before or after: nothing of them counts further (S45).
@Suite(.timeLimit(.minutes(2))) struct RevokedHeirTests {
    private let pair: Pair

    init() async throws {
        pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
    }

    /// The stolen disk, after it named a successor.
    private func renamed() throws -> NodeHome {
        _ = try pair.station.store.changeKey(at: 9)
        return try NodeHome(opening: pair.station.directory, clock: pair.clock)
    }

    /// A word about one name alone, as an earlier version wrote it.
    private func revoke(_ origin: Origin) throws {
        let word = try pair.county.store.view {
            try $0.revocation(of: origin, in: pair.scope, keeping: 1)
        }
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) {
            try $0.write(word)
        }
    }

    private func standing(of origin: Origin) throws -> OriginStanding {
        try #require(
            try pair.county.store.view { try $0.everybody(in: pair.scope) }
                .first { $0.origin == origin })
    }

    @Test func `S45 an heir that was admitted before counts no further than what is here then`()
        async throws
    {
        let old = pair.station.origin
        let thief = try renamed()
        try pair.register("贼一", at: thief)
        #expect(try await pair.exchange(of: thief).result == .agreed)
        let held = try standing(of: thief.origin)
        #expect(held.isAdmitted && !held.isBarred)
        try revoke(old)
        #expect(try standing(of: thief.origin).isBarred)
        try pair.register("贼二", at: thief)
        for _ in 0..<2 { #expect(try await pair.exchange(of: thief).result == .revoked) }
        let after = try standing(of: thief.origin)
        #expect(after.limit.map { $0 >= held.length } == true && after.isBarred)
        try pair.register("贼三", at: thief)
        #expect(try await pair.exchange(of: thief).result == .revoked)
        #expect(!(try pair.names(at: pair.county)).contains("贼三"))
        // It names one more.
        _ = try thief.store.changeKey(at: 11)
        let again = try NodeHome(opening: thief.directory, clock: pair.clock)
        try pair.register("贼四", at: again)
        #expect(try await pair.exchange(of: again).result == .revoked)
        #expect(!(try pair.names(at: pair.county)).contains("贼四"))
        let waiting = try pair.county.store.view { try $0.waitingOrigins() }
        #expect(waiting.map(\.origin) == [again.origin] && waiting.allSatisfy(\.isBarred))
    }

    @Test func `an heir that a person admits in knowledge of the revocation is heard again`()
        async throws
    {
        try revoke(pair.station.origin)
        let heir = try renamed()
        try pair.register("乙", at: heir)
        #expect(try await pair.exchange(of: heir).result == .revoked)
        let waiting = try #require(
            try pair.county.store.view { try $0.waitingOrigins() }.first)
        try pair.county.store.admit(waiting, at: 12)
        #expect(try !standing(of: heir.origin).isBarred)
        for _ in 0..<2 { #expect(try await pair.exchange(of: heir).result == .agreed) }
        #expect(try heir.heardRefusal() == nil)
        for node in [heir, pair.county] { #expect(try pair.names(at: node) == ["乙", "甲"]) }
        #expect(try pair.digest(at: heir) == pair.digest(at: pair.county))
    }
}
