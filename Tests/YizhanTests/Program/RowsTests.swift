import Commands
import Foundation
import Node
import Testing
import Texts

/// `-o csv` and `-o jsonl`: a list is a table of its elements, anything else one row.
@Suite struct RowsTests {
    struct Place: Encodable {
        let code: String
        let distance: Double
    }

    struct Item: Encodable {
        var name: String
        var seconds: Int64 = 0
        var isOpen = false
        var tags: [String] = []
        var place: Place?
    }

    struct Sheet: Report {
        static let kind = "Sheet"
        static let list: String? = "items"
        var count = 7
        var items: [Item]
        func text(in language: Language) -> String { "" }
    }

    struct Card: Report {
        static let kind = "Card"
        var item: Item
        var total: Int64
        func text(in language: Language) -> String { "" }
    }

    private func object(_ line: String) throws -> NSDictionary {
        try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary)
    }

    @Test func aListIsATableOfItsElements() throws {
        let rows = try Rows(
            Sheet(items: [
                Item(name: "甲", seconds: 19_000_000_000_000, isOpen: true, tags: ["a", "b"]),
                Item(name: "乙,\"丙\"", place: Place(code: "0101", distance: 2.5)),
            ]))
        #expect(
            rows.columns
                == ["isOpen", "name", "place.code", "place.distance", "seconds", "tags"])
        #expect(
            rows.cells == [
                ["true", "甲", "", "", "19000000000000", "a b"],
                ["false", "乙,\"丙\"", "0101", "2.5", "0", ""],
            ])
        try #require(rows.lines.count == 2)
        #expect(!rows.lines.contains { $0.contains("\n") })
        let place = try object(rows.lines[1])["place"] as? NSDictionary
        #expect(place?["code"] as? String == "0101")
        #expect(try object(rows.lines[0])["tags"] as? [String] == ["a", "b"])
        #expect(try object(rows.lines[0])["count"] == nil)
    }

    @Test func anEmptyListHasNoRows() throws {
        let rows = try Rows(Sheet(items: []))
        #expect(rows.cells.isEmpty)
        #expect(rows.lines.isEmpty)
    }

    @Test func anythingElseIsOneRow() throws {
        let rows = try Rows(
            Card(
                item: Item(name: "甲", tags: ["a"], place: Place(code: "1", distance: 0)), total: 5))
        #expect(
            rows.columns == [
                "item.isOpen", "item.name", "item.place.code", "item.place.distance",
                "item.seconds", "item.tags", "total",
            ])
        #expect(rows.cells == [["false", "甲", "1", "0", "0", "a", "5"]])
        try #require(rows.lines.count == 1)
        #expect(try object(rows.lines[0])["total"] as? Int == 5)
    }

    /// Whatever its lists hold, or none of them: a volunteer without telephones is a volunteer, and
    /// so is one in conflict.
    @Test func aVolunteerIsOneRowWhateverIsInItsLists() throws {
        let place = try RecordPlace()
        try place.register()
        var person = VolunteerFields()
        person.name = "李四"
        let bare = try VolunteerCommands.add(place.station, person).id
        #expect(try idsOfRows(of: bare, at: place) == [bare])
        let id = try VolunteerCommands.show(place.station, RecordPlace.idNumber).volunteer.id
        #expect(try idsOfRows(of: id, at: place) == [id])
        try place.makeConflict()
        #expect(try idsOfRows(of: id, at: place) == [id])
        var more = VolunteerFields()
        more.serviceCategories = ["社区服务"]
        more.residenceArea = ""
        _ = try VolunteerCommands.edit(place.station, id, more, overruling: true)
        try place.makeConflict()
        #expect(try idsOfRows(of: id, at: place) == [id])
    }

    private func idsOfRows(of volunteer: String, at place: RecordPlace) throws -> [String?] {
        try Rows(VolunteerCommands.show(place.station, volunteer)).lines.map {
            try object($0)["id"] as? String
        }
    }

    @Test func theListsOfRecordsAreTables() throws {
        let place = try RecordPlace()
        try place.register()
        let volunteers = try Rows(VolunteerCommands.list(place.station))
        let name = try #require(volunteers.columns.firstIndex(of: "name"))
        #expect(volunteers.cells.map { $0[name] } == ["张三"])
        let phones = try #require(volunteers.columns.firstIndex(of: "phones"))
        #expect(volunteers.cells.map { $0[phones] } == ["138****8000"])
        #expect(try Rows(HoursCommands.list(place.station)).lines.isEmpty)
        #expect(try Rows(StationCommands.list(place.county)).lines.count == 1)
    }

    /// A cell that a spreadsheet would run is shown as text; JSON has it as it is.
    @Test func aCellThatIsAFormulaIsShownAsText() throws {
        let place = try RecordPlace()
        for name in ["=HYPERLINK(\"x\")", "+1", "-1", "@x", "＝1", "张三"] {
            var person = VolunteerFields()
            person.name = name
            _ = try VolunteerCommands.add(place.station, person)
        }
        let arguments = ["volunteer", "list", "--data-dir", place.station.home.directory.path]
        let csv = try Program.run(arguments + ["-o", "csv"])
        #expect(csv.exit == 0)
        let table = String(decoding: csv.output, as: UTF8.self)
        let records = table.components(separatedBy: "\r\n")
        #expect(records.count == 8, "a header, six rows, and nothing after the last line end")
        for cell in ["\"'=HYPERLINK(\"\"x\"\")\"", "'+1", "'-1", "'@x", "'＝1", "张三"] {
            #expect(table.contains(",\(cell),"), "\(cell)")
        }
        let jsonl = try Program.run(arguments + ["-o", "jsonl"])
        let lines = String(decoding: jsonl.output, as: UTF8.self).split(separator: "\n")
        let names = try lines.map { try object(String($0))["name"] as? String }
        #expect(
            Set(names) == ["=HYPERLINK(\"x\")", "+1", "-1", "@x", "＝1", "张三"])
    }
}
