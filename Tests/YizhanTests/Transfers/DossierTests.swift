import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// What goes with a volunteer, and what is said of them on the way.
@Suite struct DossierTests {
    @Test(arguments: [("62", ["0003", "6207"], ["6301"]), ("63", ["0003", "6301"], ["6207"])])
    func `categories of a province stay in it`(
        province: String, kept: [String], dropped: [String]
    ) throws {
        let codes = Fields([
            Volunteer.serviceCategories.number: .list(["0003", "6207", "6301"].map(Value.text))
        ])
        let profile = [Volunteer.serviceCategories.group: codes]
        let dossier = Dossier.bytes(profile, to: province)
        #expect(dossier.dropped == dropped)
        let draft = try #require(Dossier.draft(dossier.bytes, entity: nil))
        #expect(draft[Volunteer.serviceCategories] == .list(kept.map(Value.text)))
    }

    @Test func `what a later version sends along is passed by, and the profile is taken over`()
        throws
    {
        let group = Volunteer.name.group
        let profile = [group: Fields([Volunteer.name.number: .text("张三")])]
        let along = [
            Dossier.Companion(kind: 4_000, bytes: [1, 2, 3]), .init(kind: 4_001, bytes: []),
        ]
        let bytes = Dossier.bytes(profile, companions: along, to: "62").bytes
        #expect(Dossier.draft(bytes, entity: nil)?[Volunteer.name] == .text("张三"))
        #expect(Dossier.companions(bytes) == along)
        let alone = Dossier.bytes(profile, to: "62").bytes
        #expect(Dossier.companions(alone) == [] && bytes.starts(with: alone))
        for length in alone.indices {
            #expect(Dossier.draft(Array(alone[..<length]), entity: nil) == nil)
        }
        // Between two companions it ends whole, within one it does not.
        let ends = Set([alone.count, alone.count + 6, bytes.count])
        for length in alone.count...bytes.count {
            let isWhole = Dossier.companions(Array(bytes[..<length])) != nil
            #expect(isWhole == ends.contains(length), "\(length)")
        }
    }

    @Test func `a citizen's number is never said again, whatever it was typed for`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b, county) = (scene.station(0, 0), scene.station(0, 1), scene.regions[0].county)
        let number = "11010519491231002X"
        let typed: [() throws -> Void] = [
            { _ = try TransferCommands.accept(a, number) },
            { _ = try TransferCommands.cancel(a, number) },
            { _ = try TransferCommands.decline(a, number) },
            { _ = try TransferCommands.close(county, number, for: a.home.code) },
            { _ = try TransferCommands.passport(a, number, .init(file: scene.folder.path("p"))) },
            { _ = try TransferCommands.show(a, number) },
            { _ = try TransferCommands.release(a, volunteer: number, to: b.home.code) },
        ]
        for (place, type) in typed.enumerated() {
            let found = try #require(throws: Problem.self, "\(place)") { try type() }
            for language in Language.allCases {
                let said = [
                    found.message.text(in: language), found.remedy?.text(in: language) ?? "",
                ]
                #expect(!said.joined().contains(number), "\(place)")
            }
        }
    }

    @Test func `a transfer is named by six digits of its id, and by no fewer`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        let id = try scene.release(from: a, to: b)
        #expect(try TransferCommands.show(a, String(id.prefix(6))).transfer.value == id)
        let found = #expect(throws: Problem.self) {
            try TransferCommands.show(a, String(id.prefix(5)))
        }
        #expect(found?.code == "unknown-volunteer")
    }
}
