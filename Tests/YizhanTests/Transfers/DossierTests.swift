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

    private static let group = Volunteer.name.group
    private static let profile = [group: Fields([Volunteer.name.number: .text("张三")])]

    /// A record as a station has it that has taken a dossier over.
    private func record(from dossier: [UInt8]) throws -> [GroupNumber: Fields] {
        let draft = try #require(Dossier.draft(dossier, entity: nil))
        return Dictionary(
            uniqueKeysWithValues: draft.groupNumbers.map { ($0, draft.fields(of: $0)) })
    }

    @Test func `what a station does not know goes on as it came`() throws {
        let tomorrow = Fields([3: .text("明日"), 4: .list([.bytes([9])])])
        let along = [Dossier.Companion(kind: 4_000, bytes: [1, 2, 3])]
        let sent = Dossier.bytes(
            Self.profile.merging([200: tomorrow]) { $1 }, companions: along, to: "62"
        ).bytes
        var record = try record(from: sent)
        #expect(record[200] == nil && record[Volunteer.unread.group] != nil)
        record[Self.group]?[Volunteer.nameAlt.number] = .text("བཀྲ་ཤིས")
        let onward = Dossier.bytes(record, to: "63").bytes
        #expect(Dossier.groups(onward)?[200] == tomorrow)
        #expect(Dossier.companions(onward) == along)
        #expect(Dossier.groups(onward)?[Self.group] == record[Self.group])
        #expect(Dossier.groups(onward)?[Volunteer.unread.group] == nil)
        // Whoever knows the group by then, and has written it, is not overruled by what came once.
        record[200] = Fields([3: .text("今日")])
        #expect(Dossier.groups(Dossier.bytes(record, to: "63").bytes)?[200] == record[200])
    }

    @Test func `what comes later joins what is kept unread`() throws {
        let first = Dossier.bytes(
            Self.profile.merging([
                200: Fields([1: .text("一")]), 201: Fields([1: .text("旧")]),
            ]) { $1 }, companions: [.init(kind: 4_000, bytes: [1])], to: "62"
        ).bytes
        let second = Dossier.bytes(
            Self.profile.merging([201: Fields([1: .text("新")])]) { $1 },
            companions: [.init(kind: 4_000, bytes: [2])], to: "62"
        ).bytes
        let kept = try record(from: first)
        let draft = try #require(Dossier.draft(second, entity: nil, keeping: kept))
        var joined = kept
        joined[Volunteer.unread.group] = draft.fields(of: Volunteer.unread.group)
        let onward = Dossier.bytes(joined, to: "62").bytes
        #expect(Dossier.groups(onward)?[200] == Fields([1: .text("一")]))
        #expect(Dossier.groups(onward)?[201] == Fields([1: .text("新")]))
        #expect(Dossier.companions(onward)?.map(\.bytes) == [[2], [1]])
    }

    @Test func `a profile that no release can carry is refused, and says what to do`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        let scope = try scene.scope(of: a)
        let person = try #require(try a.store.view { try $0.volunteers(limit: 1).first }).entity
        let before = try a.store.commit(to: scope, by: a.home.author, at: scene.clock.now) { door in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.address] = .text(String(repeating: "x", count: Limits.textBytes))
            try door.write(draft)
            return try door.view.transferStatements(in: scope).count
        }
        let found = #expect(throws: Problem.self) { try scene.release(from: a, to: b) }
        #expect(found?.code == "profile-too-large" && found?.exit == .badInput)
        #expect(try a.store.view { try $0.transferStatements(in: scope).count } == before)
    }

    @Test func `what nobody reads never keeps a volunteer from going on`() throws {
        let large = (1...3).map {
            Dossier.Companion(kind: 4_000, bytes: [UInt8](repeating: $0, count: 5_000))
        }
        var record = try record(
            from: Dossier.bytes(Self.profile, companions: large, to: "62").bytes)
        record[Volunteer.address.group] = Fields([
            Volunteer.address.number: .text(String(repeating: "x", count: 4_000))
        ])
        let onward = Dossier.bytes(record, to: "62").bytes
        #expect(Dossier.companions(onward) == Array(large[..<2]))
        #expect(onward.count + 48 <= Limits.textBytes)
        #expect(Dossier.groups(onward)?.keys.sorted() == [Self.group, Volunteer.address.group])
        // Nor do more groups than a dossier has room for.
        let many = Dictionary(
            uniqueKeysWithValues: (1...63).map { (200 + GroupNumber($0), Fields([1: .int(1)])) })
        let crowded = Dossier.bytes(Self.profile.merging(many) { $1 }, to: "62").bytes
        var full = try self.record(from: crowded)
        full[Volunteer.address.group] = record[Volunteer.address.group]
        #expect(Dossier.groups(Dossier.bytes(full, to: "62").bytes)?.count == Limits.groupCount)
        // And nobody sends what is kept unread as if it were somebody's own.
        let nested = Dossier.bytes(
            Self.profile.merging([Volunteer.unread.group: Fields([1: .list([.bytes([0])])])]) {
                $1
            },
            to: "62"
        ).bytes
        #expect(try self.record(from: nested)[Volunteer.unread.group] == nil)
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
