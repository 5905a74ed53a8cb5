import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Who a volunteer is shows in full to nobody who has not said why, and that stands in the log.
@Suite struct RevealTests {
    private func disclosures(_ place: RecordPlace) throws -> [Disclosure] {
        let scope = try #require(try place.station.home.stationScope())
        return try place.station.store.changes(in: scope).compactMap { Disclosure($0.canonical) }
    }

    private func show(_ place: RecordPlace, _ grounds: RevealGrounds) throws -> VolunteerRevealed {
        try VolunteerCommands.reveal(place.station, RecordPlace.idNumber, grounds)
    }

    /// Born 2015-06-01: eleven by the clock of the place.
    private static let child = "11010520150601002"

    @Test func `lists and cards hold no whole number and no telephone, in any form`() throws {
        let place = try RecordPlace()
        try place.register()
        let list = try VolunteerCommands.list(place.station)
        let card = try VolunteerCommands.show(place.station, RecordPlace.idNumber)
        for report in [
            try list.data().description, list.text(in: .zh), card.text(in: .zh),
            try card.data().description,
        ] {
            #expect(!report.contains(RecordPlace.idNumber) && !report.contains("13800138000"))
            #expect(!report.contains("1949-12-31"))
        }
        #expect(card.text(in: .zh).contains("张三"), "she has to find a person by name")
        #expect(try disclosures(place).isEmpty)
    }

    @Test func `what is revealed is in the log first: of whom, which groups, why`() throws {
        let place = try RecordPlace()
        try place.register()
        let shown = try show(place, .init(reason: "核对身份证"))
        #expect(shown.fields["id_number"] == [RecordPlace.idNumber])
        #expect(shown.fields["phones"] == ["13800138000"])
        #expect(shown.text(in: .zh).contains("13800138000"))
        let said = try disclosures(place)
        #expect(said.map(\.reason) == ["核对身份证"] && said.map(\.act) == [.shown])
        #expect(said.first?.records.map(\.description) == [shown.id])
        #expect(said.first?.groups == [10, 11])
    }

    @Test func `the trail says for what purpose, by line and in the file`() throws {
        let place = try RecordPlace()
        try place.register()
        for purpose in [nil, "02"] { _ = try show(place, .init(reason: "送药", purpose: purpose)) }
        let entries = try AuditCommands.list(place.station, .init(what: "disclose"))
        #expect(entries.entries.map(\.purpose.value) == ["02", nil])
        #expect(entries.text(in: .zh).contains("[紧急救助]"))
        #expect(entries.text(in: .en).contains("[emergency]"))
        let file = place.folder.path("audit.jsonl")
        _ = try AuditCommands.export(place.station, .init(what: "disclose"), file: file)
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.filter { $0.contains(#""purpose":"02""#) }.count == 1)
    }

    @Test func `without a reason, or with one that says who, nothing is shown and nothing written`()
        throws
    {
        let place = try RecordPlace()
        try place.register()
        let scope = try #require(try place.station.home.stationScope())
        let before = try place.station.store.changes(in: scope).count
        let cases: [(String?, Commands.ExitStatus)] = [
            (nil, .usage), ("  ", .usage), ("张三要求", .badInput), ("号码 13800138000", .badInput),
            ("身份证 11010519491231002x", .badInput), (String(repeating: "因", count: 201), .badInput),
        ]
        for (reason, exit) in cases {
            #expect(
                try problem { try show(place, .init(reason: reason)) }.exit == exit,
                "\(reason ?? "")")
        }
        #expect(
            try problem {
                try VolunteerCommands.reveal(
                    place.trying, RecordPlace.idNumber, .init(reason: "核对"))
            }.exit == .usage)
        #expect(try place.station.store.changes(in: scope).count == before)
    }

    @Test func `the file of a child needs an approved purpose besides, and its name is masked`()
        throws
    {
        let place = try RecordPlace()
        let number = Self.child + String(try #require(CitizenNumber.checkCharacter(of: Self.child)))
        #expect(try place.volunteers("小明明,\(number),13800138009,620102001").taken == 1)
        let card = try VolunteerCommands.show(place.station, number)
        #expect(card.volunteer.name.value == "小＊")
        #expect(!(try VolunteerCommands.list(place.station).text(in: .zh).contains("小明明")))
        func reveal(_ purpose: String?) throws -> VolunteerRevealed {
            try VolunteerCommands.reveal(
                place.station, number, .init(reason: "核对", purpose: purpose))
        }
        for purpose in [nil, "98", "好奇"] {
            #expect(try problem { try reveal(purpose) }.exit == .notPermitted)
        }
        #expect(try disclosures(place).isEmpty)
        #expect(try reveal("监护人申请").fields["name"] == ["小明明"])
        #expect(try disclosures(place).map(\.purpose) == ["01"])
    }

    @Test func `nobody sees in full whose erasure was asked for`() throws {
        let place = try RecordPlace()
        try place.register()
        let id = try VolunteerCommands.show(place.station, RecordPlace.idNumber).volunteer.id
        let done = try VolunteerCommands.erase(
            place.station, RecordPlace.idNumber, .ask(reason: "本人要求"))
        #expect(done.result == "asked")
        #expect(
            try problem {
                try VolunteerCommands.reveal(place.station, id, .init(reason: "核对"))
            }.exit == .notPermitted)
        let card = try VolunteerCommands.show(place.station, id)
        #expect(card.volunteer.name.value == nil && card.erasure.value == "asked")
        #expect(try disclosures(place).isEmpty)
        #expect(try VolunteerCommands.erasures(place.station).erasures.map(\.state) == ["asked"])
        #expect(
            try problem { try VolunteerCommands.erase(place.station, id, .confirm) }.exit
                == .notPermitted)
        #expect(
            try problem {
                try VolunteerCommands.erase(place.station, id, .ask(reason: "再次"))
            }.exit == .no)
        _ = try VolunteerCommands.erase(place.station, id, .withdraw(reason: "误登"))
        #expect(try VolunteerCommands.show(place.station, id).volunteer.name.value == "张三")
    }
}
