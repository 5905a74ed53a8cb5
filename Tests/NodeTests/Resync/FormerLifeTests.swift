import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// A backup from the middle of a level, put back after the level came to its end.
@Suite(.timeLimit(.minutes(2))) struct FormerLifeTests {
    private let pair: Pair
    private let place: TemporaryPlace
    private let id: Entity
    private var station: NodeHome { pair.station }

    /// A repair that waits for the line.
    init() async throws {
        pair = try Pair()
        place = try TemporaryPlace()
        for number in 0..<6 { try pair.register("人\(number)", at: pair.station) }
        _ = try await pair.exchange()
        try pair.station.spoil(3, in: pair.scope)
        let home = pair.station
        id = try home.store.commit(to: pair.scope, by: home.author, at: 1) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [home.origin])))
        }
        _ = try Resync(home).step()
        #expect(try Resync(home).job()?.level == .repair)
        #expect(try home.store.damages().count == 1)
    }

    private func copy() throws -> URL {
        let url = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: station.directory, to: url)
        return url
    }

    @Test func `S44 the outcome of a former life ends no repair that is needed still`()
        async throws
    {
        let backup = try copy()
        _ = try await pair.exchange()
        try pair.register("后来的", at: station)
        _ = try await pair.exchange()
        let former = station.origin
        let card = try pair.county.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .first { $0.id == id }
        #expect(card?.lastReport(of: [former])?.report.state == .done)

        let home = try NodeHome(opening: backup, clock: pair.clock)
        for _ in 0..<4 { _ = try await pair.exchange(of: home) }
        #expect(home.origin != former)
        #expect(try home.store.damages().isEmpty)
        #expect(try pair.names(at: home) == pair.names(at: pair.county))
        #expect(try pair.names(at: home).count == 7)
        #expect(try home.safety.check(home).isSound)
        #expect(try !home.store.owesMended())
        #expect(try Resync(home).job() == nil)
        let own = try pair.county.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .first { $0.id == id }?.lastReport(of: [home.origin])?.report
        #expect(own?.state == .done && own?["mended"] == 1, "\(String(describing: own))")
    }

    @Test func `what was mended till a repair was taken back is derived anew`() async throws {
        // As if it had been derived once without the damaged change.
        try station.tamper("DELETE FROM volunteer_identity WHERE id > 0")
        _ = try station.store.commit(to: pair.scope, by: station.author, at: 1) {
            try $0.write(.withdraw(id, reason: ""))
        }
        _ = try await pair.exchange()
        let own = try pair.county.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .first { $0.id == id }?.lastReport(of: [station.origin])?.report
        #expect(own?.reason == "cancelled")
        #expect(try station.store.damages().isEmpty)
        #expect(try Resync(station).job() == nil)
        #expect(try pair.names(at: station).count == 6)
        #expect(try station.safety.check(station).isSound)
    }
}
