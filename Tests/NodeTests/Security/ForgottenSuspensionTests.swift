import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// A county that is put back to before it said that it speaks with a station no more: the word lives in its
/// log, and comes back from wherever that has been heard (decisions 0038 and 0039).
@Suite(.timeLimit(.minutes(2))) struct ForgottenSuspensionTests {
    private let copies: TemporaryPlace

    init() throws { copies = try TemporaryPlace() }

    /// The county's files as they are now, to be opened later.
    private func image(of home: NodeHome) throws -> URL {
        let url = URL(fileURLWithPath: copies.path).appendingPathComponent("county")
        try FileManager.default.copyItem(at: home.directory, to: url)
        return url
    }

    /// - Parameter writes: whether the county goes on recording before it speaks with anybody, so that its
    ///   log has two branches.
    @Test(arguments: [false, true])
    func `a county that was put back hears of it from the station's other PC`(
        writes: Bool
    ) async throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let other = try await pair.secondComputer(in: place)
        let image = try image(of: pair.county)
        try pair.say(.suspend(Suspension(of: pair.station.origin, reason: "失窃")))
        #expect(try await pair.exchange(of: other).result == .agreed)
        #expect(try await pair.exchange().result == .suspended)

        let county = try NodeHome(opening: image, clock: pair.clock)
        if writes { try pair.register("县里的人", at: county) }
        let service = SyncService(home: county, log: Pair.silent)
        // Until somebody says it, the county does not know.
        #expect(try await pair.exchange(over: service.answer).result == .agreed)
        for _ in 0..<2 { _ = try await pair.exchange(of: other, over: service.answer) }
        let outcome = try await pair.exchange(over: service.answer)
        #expect(outcome.result == .suspended && outcome.reason == "失窃")
        // Once.
        #expect(
            try county.store.view { try $0.stationStanding(of: pair.scope) }.suspended.count == 1)
        // And a lift ends it.
        try county.store.commit(to: pair.scope, by: county.author, at: 5) {
            try $0.write(
                .suspend(
                    Suspension(of: pair.station.origin, reason: "找回", isLifted: true)))
        }
        #expect(try await pair.exchange(over: service.answer).result == .agreed)
    }

    @Test(arguments: [false, true])
    func `and from its city, where all PCs of a station are suspended`(writes: Bool) async throws {
        let tiers = try Tiers()
        try tiers.county.publishScopes()
        for _ in 0..<3 { try await tiers.meet() }
        let scope = try #require(try tiers.station.stationScope())
        let image = try image(of: tiers.county)
        try tiers.county.store.commit(to: scope, by: tiers.county.author, at: 5) {
            try $0.write(.suspend(Suspension(reason: "整改")))
        }
        #expect(try await tiers.exchange(tiers.county, with: tiers.city).result == .agreed)
        #expect(
            try tiers.city.store.view { try $0.stationStanding(of: scope) }.suspended.count == 1)
        #expect(
            try await tiers.exchange(tiers.station, with: tiers.county).result == .suspended)

        let county = try NodeHome(opening: image, clock: tiers.clock)
        if writes {
            try county.store.commit(to: scope, by: county.author, at: 6) {
                try $0.write(
                    .refuse(dot: Dot(origin: county.origin, sequence: 1), leaf: .zero, reason: "重复")
                )
            }
        }
        #expect(try await tiers.exchange(tiers.station, with: county).result == .agreed)
        for _ in 0..<2 { _ = try await tiers.exchange(county, with: tiers.city) }
        let outcome = try await tiers.exchange(tiers.station, with: county)
        #expect(outcome.result == .suspended && outcome.reason == "整改")
    }

    /// The station was told by an answer, and holds no word that it could show.
    @Test func `what only the county's log held is gone with it`() async throws {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        let image = try image(of: pair.county)
        try pair.say(.suspend(Suspension(reason: "整改")))
        #expect(try await pair.exchange().result == .suspended)
        let county = try NodeHome(opening: image, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        for _ in 0..<3 {
            #expect(try await pair.exchange(over: service.answer).result == .agreed)
        }
        #expect(try pair.station.heardSuspension() == nil)
    }
}
