import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing

/// A county that has a level above repairs and fetches from there what it holds damaged, by its own word.
@Suite struct AggregatorRefetchTests {
    private let scene: TransferScene
    private var county: Workplace { scene.regions[0].county }
    private var station: Workplace { scene.station(0) }

    init() throws {
        scene = try TransferScene(counties: 1, stations: 1, hasCity: true)
        try scene.register(at: scene.station(0))
        try scene.serve(at: scene.station(0), month: 3, days: 1...6)
        try scene.heal()
    }

    private func spoil(_ sequence: Int) throws {
        let origin = station.home.origin
        try DiskHand.spoil(
            "(SELECT log << 40 FROM log WHERE origin = x'\(origin)') + \(sequence)",
            in: county.home.directory.path)
    }

    private func start(_ level: String) throws -> [String] {
        try ResyncCommands.start(county, .init(level: level), log: TransferScene.log)
            .instructions.map(\.state)
    }

    private func digest(at place: Workplace) throws -> String? {
        let scope = try #require(try station.home.stationScope())
        return try place.store.view { try $0.stateDigest(of: scope)?.hex }
    }

    @Test(arguments: ["repair", "refetch"])
    func `S44 what a county holds damaged comes from its city`(level: String) throws {
        let city = try #require(scene.city)
        let names = try county.store.view { try $0.volunteers(limit: 10).map(\.name) }
        try spoil(3)
        #expect(try county.store.damages().count == 1)
        #expect(try start(level) == ["running"], "the line is dead")
        for _ in 0..<3 { try scene.exchange(county, with: city) }
        let status = try #require(try ResyncCommands.status(county).instructions.first)
        #expect(status.state == "done", "\(status.reason) \(status.places)")
        #expect(try county.store.verifyLogs().isSound)
        let check = try county.home.safety.check(county.home)
        #expect(check.isSound, "\(check.findings)")
        #expect(try county.store.ownOrigins().count == 1)
        // The city has no names: they stayed here.
        #expect(try county.store.view { try $0.volunteers(limit: 10).map(\.name) } == names)
        #expect(names.compactMap(\.self).count == 1)
        #expect(try digest(at: county) == digest(at: station))
        try scene.heal()
        #expect(try digest(at: county) == digest(at: city))
    }

    /// The station's PC is gone: what lies beside a damaged change at the county is all there is.
    @Test(arguments: ["repair", "refetch"])
    func `I16 names that the city does not have stay at the county, beside damaged changes`(
        level: String
    ) throws {
        let city = try #require(scene.city)
        let names = try county.store.view { try $0.volunteers(limit: 10).map(\.name) }
        try DiskHand.spoil(
            "(SELECT min(dot) FROM personal WHERE sealed IS NOT NULL)",
            in: county.home.directory.path)
        #expect(try county.store.damages().count == 1)
        _ = try start(level)
        for _ in 0..<3 { try scene.exchange(county, with: city) }
        #expect(try ResyncCommands.status(county).instructions.first?.state == "done")
        #expect(names.compactMap(\.self).count == 1)
        #expect(try county.store.view { try $0.volunteers(limit: 10).map(\.name) } == names)
        #expect(try county.home.safety.check(county.home).isSound)
    }
}
