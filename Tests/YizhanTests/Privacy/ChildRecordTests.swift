import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Who a child is shows nowhere without a reason and a purpose: in no record, conflict or refused change.
@Suite struct ChildRecordTests {
    private let place: RecordPlace
    private var station: Workplace { place.station }
    private static let name = "欧阳小明"

    /// One child, eleven by the clock of the place.
    init() throws {
        place = try RecordPlace(addresses: ["127.0.0.1:1"])
        var fields = VolunteerFields()
        fields.name = Self.name
        fields.volunteerNumber = "K1"
        fields.birthDate = "2015-06-01"
        _ = try VolunteerCommands.add(station, fields)
    }

    private func disclosures() throws -> [Disclosure] {
        let scope = try #require(try station.home.stationScope())
        return try station.store.changes(in: scope).compactMap { Disclosure($0.canonical) }
    }

    private func hours() throws -> String {
        var fields = HoursFields(
            volunteer: "K1", activity: "清扫", start: "2026-11-01 09:00", end: "2026-11-01 10:00")
        fields.leader = "上官领队"
        fields.recorder = "司马记录"
        fields.remark = "欧阳小明的妈妈陪同"
        return try #require(try HoursCommands.add(station, fields).records.first).id
    }

    /// Neither in words nor for programs.
    private func says(_ report: some Report, _ words: String...) throws -> Bool {
        let all = try report.text(in: .zh) + report.text(in: .en) + report.data().description
        return words.contains(where: all.contains)
    }

    private static let grounds = RevealGrounds(reason: "核对", purpose: "监护人申请")

    @Test func `a record of hours masks who led and recorded, and what was remarked`() throws {
        let record = try hours()
        let shown = try HoursCommands.show(station, record)
        #expect(try !says(shown, "小明", "上官领", "司马记", "妈妈"))
        #expect(shown.leader.value == "上＊" && shown.remark.value == "＊")
        #expect(try disclosures().isEmpty)
        let without = try problem {
            try HoursCommands.show(station, record, revealing: .init(reason: "核对"))
        }
        #expect(without.code == "purpose-needed" && without.exit == .notPermitted)
        let whole = try HoursCommands.show(station, record, revealing: Self.grounds)
        #expect(whole.remark.value == "欧阳小明的妈妈陪同" && whole.leader.value == "上官领队")
        #expect(try disclosures().map(\.purpose) == ["01"])
        #expect(try disclosures().first?.records.map(\.description) == [record])
    }

    @Test func `a grown-up's record is shown as it was`() throws {
        try place.register()
        var fields = HoursFields(
            volunteer: RecordPlace.idNumber, activity: "清扫", start: "2026-11-01 09:00",
            end: "2026-11-01 10:00")
        fields.remark = "张三迟到"
        let record = try #require(try HoursCommands.add(station, fields).records.first).id
        #expect(try HoursCommands.show(station, record).remark.value == "张三迟到")
    }

    @Test func `a conflict about a child names nobody until somebody says why`() throws {
        let rendering = try station.store.render(try #require(try station.home.stationScope()))
        let scope = try #require(try station.home.stationScope())
        let person = try #require(
            try station.store.view { try $0.volunteers(withNumber: "K1").first }
        ).entity
        // The second version would make a grown-up of the child.
        for (name, born) in [("欧阳小明", "2015-06-01"), ("欧阳小鸣", "1980-01-01")] {
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.name] = .text(name)
            draft[Volunteer.birthDate] = .text(born)
            draft[Volunteer.birthDecade] = .int(2010)
            try station.store.commit(
                to: scope, by: station.home.author, at: RecordPlace.now, rendering: rendering
            ) { door in _ = try door.write(draft) }
        }
        let masked = try ConflictCommands.show(station, "K1")
        #expect(
            masked.conflicts.first?.versions.allSatisfy { $0.fields["name"] == "欧＊" } == true)
        #expect(
            try problem {
                try ConflictCommands.show(station, "K1", revealing: .init(reason: "核对"))
            }.code == "purpose-needed")
        #expect(try disclosures().isEmpty)
        let whole = try ConflictCommands.show(station, "K1", revealing: Self.grounds)
        #expect(
            Set(whole.conflicts.first?.versions.compactMap { $0.fields["name"] } ?? []) == [
                "欧阳小明", "欧阳小鸣",
            ])
        #expect(try disclosures().map(\.groups) == [[10]])
        let decided = try ConflictCommands.resolve(
            station,
            .init(
                record: "K1", choice: .number(1), edits: [],
                token: try #require(masked.conflicts.first).token))
        #expect(try !says(decided, "小明", "小鸣"))
    }

    @Test func `a refused change about a child names nobody until somebody says why`() throws {
        try place.exchange()
        let child = try VolunteerCommands.show(station, "K1").volunteer.id
        _ = try QuarantineCommands.refuse(place.county, child, reason: "重复")
        try place.exchange()
        let ref = try #require(try QuarantineCommands.list(station).changes.first).ref
        let masked = try QuarantineCommands.show(station, ref)
        #expect(try masked.fields["name"] == "欧＊" && !says(masked, "小明"))
        #expect(
            try problem {
                try QuarantineCommands.show(station, ref, revealing: .init(reason: "核对"))
            }.code == "purpose-needed")
        let named = try problem {
            try QuarantineCommands.close(station, ref, reason: "欧阳小明没有来")
        }
        #expect(named.code == "reason-names-person")
        let whole = try QuarantineCommands.show(station, ref, revealing: Self.grounds)
        #expect(whole.fields["name"] == "欧阳小明")
        #expect(try disclosures().count == 1)
    }

    /// A record that was refused whole is no record: whose hours they are only the change says.
    @Test func `refused hours of a child name nobody until somebody says why`() throws {
        let record = try hours()
        try place.exchange()
        _ = try QuarantineCommands.refuse(place.county, record, reason: "重复")
        try place.exchange()
        let ref = try #require(try QuarantineCommands.list(station).changes.first).ref
        #expect(
            try !says(
                QuarantineCommands.show(station, ref), "小明", "上官领", "司马记", "妈妈"))
        #expect(
            try problem {
                try QuarantineCommands.show(station, ref, revealing: .init(reason: "核对"))
            }.code == "purpose-needed")
        #expect(
            try problem { try QuarantineCommands.close(station, ref, reason: "欧阳小明没有来") }.code
                == "reason-names-person")
        #expect(try disclosures().isEmpty)
        let whole = try QuarantineCommands.show(station, ref, revealing: Self.grounds)
        #expect(whole.fields["remark"] == "欧阳小明的妈妈陪同")
    }

    @Test func `another birth date, entered for the moment, opens nothing`() throws {
        var grown = VolunteerFields()
        grown.birthDate = "1980-01-01"
        _ = try VolunteerCommands.edit(station, "K1", grown)
        let no = try problem {
            try VolunteerCommands.reveal(station, "K1", .init(reason: "核对"))
        }
        #expect(no.code == "purpose-needed" && no.exit == .notPermitted)
        let record = try hours()
        #expect(
            try problem {
                try HoursCommands.show(station, record, revealing: .init(reason: "核对"))
            }.code == "purpose-needed")
        #expect(try VolunteerCommands.reveal(station, "K1", Self.grounds).purpose.value == "01")
        try place.register()
        #expect(
            try VolunteerCommands.reveal(station, RecordPlace.idNumber, .init(reason: "核对"))
                .purpose.value == nil, "who never was one needs none")
    }
}
