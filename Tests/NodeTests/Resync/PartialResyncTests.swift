import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// What a level leaves alone, and what it keeps though the other side has it not.
@Suite(.timeLimit(.minutes(2))) struct PartialResyncTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    /// Volunteers of two days, delivered.
    init() async throws {
        pair = try Pair()
        for day: Int64 in [1, 2] {
            for number in 0..<3 {
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("人\(day)\(number)")
                draft[Volunteer.serviceArea] = .text("north")
                _ = try station.store.commit(
                    to: pair.scope, by: station.author, at: day * 86_400_000
                ) { try $0.write(draft) }
            }
        }
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
    }

    private func carryOut(
        _ level: ResyncLevel, since: Int64? = nil
    ) async throws -> ResyncChange.Report {
        let id = try county.store.commit(to: pair.scope, by: county.author, at: 1) {
            try $0.write(.instruct(.init(level, expires: .max, since: since)))
        }
        for _ in 0..<2 { _ = try await pair.exchange() }
        let cards = try county.store.view { try $0.instructions(in: pair.scope, at: 1) }
        let own = Set(try station.store.ownOrigins())
        return try #require(cards.first { $0.id == id }?.lastReport(of: own)?.report)
    }

    @Test func `a repair since a day mends what was written then, and names the rest`() async throws
    {
        for place: UInt64 in [2, 5] {
            // A letter of a text: the change can be read, and says something else.
            try station.alter(
                "change", "bytes", at: place, of: station.origin, in: pair.scope
            ) { $0.dropLast() + [0x21] }
        }
        let narrowed = try await carryOut(.repair, since: 2 * 86_400_000)
        #expect(narrowed.reason == "narrowed" && narrowed["mended"] == 1, "\(narrowed)")
        #expect(narrowed.places == ["\(station.origin):2"])
        #expect(try station.store.damages().map(\.sequence) == [2])
        #expect(try await carryOut(.repair, since: 86_400_000).state == .done)
        #expect(try station.store.damages().isEmpty)
    }

    @Test func `a verify since a day compares records of that day, and logs whole`() async throws {
        try station.tamper("DELETE FROM volunteer_identity WHERE id & 0xffffffff = 2")
        #expect(try await carryOut(.verify, since: 2 * 86_400_000).state == .done)
        #expect(try await carryOut(.verify, since: 86_400_000).state == .differs)
        try station.spoil(2, in: pair.scope)
        let whole = try await carryOut(.verify, since: 2 * 86_400_000)
        #expect(whole.reason == Suspicion.bitRot.rawValue, "\(whole)")
    }

    /// Parts that the county has lost, by its disk or by a backup put back.
    @Test(arguments: [true, false])
    func `I16 a refetch keeps the names that only the station has`(isGone: Bool) async throws {
        let names = try pair.names(at: station)
        if isGone {
            try county.tamper("UPDATE personal SET sealed = NULL WHERE dot & 1")
        } else {
            for place: UInt64 in [1, 4] {
                try county.alter(
                    "personal", "sealed", at: place, of: station.origin, in: pair.scope
                ) { [UInt8](repeating: 7, count: $0.count) }
            }
        }
        #expect(try await carryOut(.refetch).state == .done)
        #expect(try pair.names(at: station) == names)
        #expect(try station.safety.check(station).isSound)
        #expect(try pair.digest(at: station) == pair.digest(at: county))
    }
}
