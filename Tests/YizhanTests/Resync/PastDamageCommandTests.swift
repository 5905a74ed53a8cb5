import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// What people at both ends read of entries that went bad before they were delivered.
@Suite(.timeLimit(.minutes(2))) struct PastDamageCommandTests {
    private let scene: TransferScene
    private var county: Workplace { scene.regions[0].county }
    private var station: Workplace { scene.station(0) }

    init() throws {
        scene = try TransferScene(counties: 1, stations: 1, hasCity: false)
        try scene.register(at: scene.station(0))
        try scene.heal()
    }

    /// Two services, the first of which cannot be read any more.
    private func lose() throws {
        try scene.serve(at: station, month: 3, days: 1...2)
        try DiskHand.spoil(
            "(SELECT min(id) FROM service_record_entry)", in: station.home.directory.path)
    }

    @Test func `both ends read what was lost, once, and where to look`() throws {
        try lose()
        let started = try ResyncCommands.start(
            station, .init(level: "repair"), log: TransferScene.log)
        #expect(started.instructions.map(\.state) == ["running"], "the line is dead")
        try scene.heal()
        for place in [station, county] {
            let instructions = try ResyncCommands.status(place).instructions
            #expect(instructions.count == 1, "a node under another name is one all the same")
            let told = try #require(instructions.first)
            #expect(told.state == "differs" && told.reason == "written-again")
            #expect(told.figures["lost"] == 1 && told.places.count == 1)
            let text = try ResyncCommands.status(place).text(in: .zh)
            #expect(text.contains("另行写入") && text.contains(told.places[0]))
        }
        let doctor = try DoctorCommands.examine(station)
        #expect(doctor.findings.contains { $0.code == "entries-lost" && $0.count.value == 1 })
        #expect(doctor.exit == .no)
        #expect(try scene.hours(at: county) == scene.hours(at: station))
        #expect(try scene.hours(at: county) > 0, "the other service counts")
    }

    @Test func `a bundle says that something was left behind damage, and the next has it all`()
        throws
    {
        try lose()
        func export(_ name: String) throws -> BundleExported {
            let file = station.home.directory.appendingPathComponent(name).path
            return try BundleCommands.export(station, file: file, to: nil, cutsPieces: false)
        }
        let cut = try export("1.yzb")
        #expect(cut.isCut && cut.exit == .partly)
        #expect(cut.text(in: .en).contains("resync start --level repair"))
        _ = try station.store.goOnPastDamage(at: station.now)
        let whole = try export("2.yzb")
        #expect(!whole.isCut && whole.exit == .done && whole.changes > cut.changes)
    }
}
