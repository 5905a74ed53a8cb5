import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// Whichever change goes bad on whichever disk: exchanges end, what is written meanwhile arrives, and a repair
/// gives every record back. One world, hurt again and again.
@Suite(.timeLimit(.minutes(5))) struct DamageEverywhereTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    /// Words of authority, records, and edits across both logs.
    init() async throws {
        pair = try Pair()
        let first = try pair.register("甲", at: station)
        try pair.register("乙", at: station)
        _ = try await pair.exchange()
        try edit(first, "甲二", at: county)
        try pair.register("县里的", at: county)
        _ = try await pair.exchange()
    }

    private func edit(_ record: Entity, _ name: String, at home: NodeHome) throws {
        try home.store.commit(to: pair.scope, by: home.author, at: 2) { door in
            var edit = Draft(Volunteer.kind, entity: record)
            edit[Volunteer.name] = .text(name)
            try door.write(edit)
        }
    }

    private func length(_ origin: Origin) throws -> UInt64 {
        try county.store.view { try $0.heldVector(of: pair.scope)[origin] }
    }

    /// The station repairs in the scope that both share, the county in its own.
    private func repair(_ home: NodeHome) throws {
        let scope = home.role == .station ? pair.scope : try county.store.openOwnScope()
        _ = try home.store.commit(to: scope, by: home.author, at: home.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [home.origin])))
        }
        _ = try Resync(home).step(after: home.role == .station ? nil : SyncOutcome(.noUpstream))
    }

    @Test(arguments: [false, true])
    func `S44 whichever change is damaged, exchanges end and a repair heals it`(
        atCounty: Bool
    ) async throws {
        let home = atCounty ? county : station
        let records = try county.store.view { try $0.volunteers(limit: 10) }.map(\.entity)
        var round = 0
        for origin in [station.origin, county.origin] {
            for sequence in 1...(try length(origin)) {
                round += 1
                let place = "\(atCounty ? "county" : "station"): \(sequence) of \(origin)"
                try home.spoil(sequence, of: origin, in: pair.scope)
                try pair.register("新\(round)", at: station)
                // Records whose earlier writes may be the damaged ones.
                for record in records {
                    try edit(record, "改\(round)", at: atCounty ? station : county)
                }
                #expect(try await pair.exchange().isContact, "\(place)")
                try repair(home)
                for _ in 0..<3 { #expect(try await pair.exchange().isContact, "\(place)") }
                #expect(try home.store.damages().isEmpty, "\(place)")
                #expect(try home.safety.check(home).isSound, "\(place)")
                #expect(try pair.digest(at: station) == pair.digest(at: county), "\(place)")
                let names = try pair.names(at: county)
                #expect(try names == pair.names(at: station), "\(place)")
                #expect(names.count == 3 + round, "\(place)")
                #expect(try pair.delivery().pending == 0, "\(place)")
            }
        }
        #expect(round > 5)
        for home in [station, county] { #expect(try home.store.ownOrigins().count == 1) }
    }
}
