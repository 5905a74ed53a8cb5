import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// One entry that the disk has altered closes no list and no export, and nothing is left out of one without a word.
@Suite struct DamagedPersonTests {
    private let place: RecordPlace
    /// 张三, whose entry is altered, beside 李四.
    private let hurt: Entity

    init() throws {
        place = try RecordPlace()
        let people = try place.volunteers(
            "张三,\(RecordPlace.idNumber),13800138000,620102001", "李四,,13800138001,620102001")
        let hours = try place.hours(
            "张三,\(RecordPlace.idNumber),扫雪,2026-11-01 09:00,2026-11-01 11:30,2.5,王五,赵六",
            "李四,,扫雪,2026-11-01 09:00,2026-11-01 11:00,2,王五,赵六")
        try #require(people.taken == 2 && hours.taken == 2)
        hurt = try #require(
            try place.station.store.view { try $0.volunteers(withIDNumber: RecordPlace.idNumber) }
                .first
        ).entity
    }

    private func alter() throws {
        try DiskHand.spoil(
            "(SELECT id FROM entity WHERE uid = x'\(hurt)')",
            in: place.station.home.directory.path)
    }

    private func order(_ name: String) -> ExportOrder {
        ExportOrder(file: place.folder.path(name), grounds: .init(reason: "年度核对"))
    }

    @Test func `hours are listed with the name that cannot be read marked`() throws {
        #expect(try HoursCommands.list(place.station).damaged == [])
        try alter()
        let list = try HoursCommands.list(place.station)
        #expect(list.records.map(\.volunteerName.value) == [nil, "李四"])
        #expect(list.records.map(\.isVolunteerDamaged) == [true, false])
        #expect(list.damaged == ["\(hurt)"] && list.exit == .done)
        for (language, words) in [(Language.zh, "读不出来"), (.en, "cannot be read")] {
            let lines = list.text(in: language).split(separator: "\n")
            #expect(lines.count == 3 && lines[0].contains(words) && !lines[1].contains(words))
            #expect(lines[2].contains("resync plan --level verify"))
        }
        // Whether it is a child's record, and to be masked, nobody can tell.
        let shown = try problem { try HoursCommands.show(place.station, list.records[0].id) }
        #expect(shown.remedy == .contentDamagedRemedy)
    }

    @Test func `a list of people says how many it leaves out, as a table too`() throws {
        try alter()
        let list = try VolunteerCommands.list(place.station)
        #expect(list.volunteers.map(\.name.value) == ["李四"] && list.damaged == ["\(hurt)"])
        #expect(list.exit == .partly)
        let here = ["--data-dir", place.station.home.directory.path, "--lang", "en"]
        for output in ["text", "csv", "jsonl"] {
            let said = try Program.run(["volunteer", "list", "-o", output] + here)
            #expect(said.exit == 3)
            let words =
                output == "text" ? String(decoding: said.output, as: UTF8.self) : said.errors
            #expect(words.contains("1 more cannot be read"), "\(output)")
        }
    }

    @Test func `the audit trail goes on past a change that cannot be read, and names it`() throws {
        let before = try AuditCommands.list(place.station)
        #expect(before.damaged == [] && before.exit == .done)
        try alter()
        let list = try AuditCommands.list(place.station)
        let gone = Set(before.entries).subtracting(list.entries)
        #expect(gone.map(\.record) == ["\(hurt)"] && list.count == before.count - 1)
        #expect(list.damaged == gone.map { "\($0.origin):\($0.sequence)" })
        #expect(list.exit == .partly && list.text(in: .zh).contains("另有 1 条"))
        let file = try AuditCommands.export(place.station, file: place.folder.path("trail"))
        #expect(file.changes == list.count && file.damaged == list.damaged)
        #expect(file.exit == .partly && file.text(in: .en).contains("1 more cannot be read"))
    }

    @Test func `exports go on, and say how many rows could not be read`() throws {
        try alter()
        let people = order("people.csv")
        let records = order("records.csv")
        for report in [
            try VolunteerCommands.export(place.station, people),
            try HoursCommands.export(place.station, records),
        ] {
            #expect(report.rows == 1 && report.people == 1 && report.damaged == 1)
            #expect(report.exit == .partly && report.text(in: .zh).contains("有 1 行"))
        }
        for file in [people.file, records.file] {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.contains("李四") && !text.contains("张三"))
        }
    }

    @Test func `whoever needs the person is told to repair, not to salvage a sound file`() throws {
        try alter()
        let found = try problem {
            try HoursCommands.add(
                place.station,
                HoursFields(
                    volunteer: "\(hurt)", activity: "扫雪", start: "2026-11-02 09:00",
                    end: "2026-11-02 10:00"))
        }
        #expect(found.code == "store-damaged" && found.exit == .disk)
        #expect(found.remedy == .contentDamagedRemedy)
        #expect(Problem(StoreError.damaged("SQLite: malformed")).remedy == .storeDamagedRemedy)
    }
}
