import Commands
import Foundation
import Interchange
import Node
import Testing

/// `-o csv` is one table whatever became of a command: one header, and every row as wide as it.
@Suite struct OneTableTests {
    private let place: RecordPlace

    init() throws {
        place = try RecordPlace()
        try place.register()
    }

    /// Header and rows of what the program prints.
    private func table(
        _ arguments: [String], exit: Int32 = 0
    ) throws -> (columns: [String], rows: [[String]]) {
        let result = try Program.run(
            arguments + ["-o", "csv", "--data-dir", place.station.home.directory.path])
        #expect(result.exit == exit, "\(result.errors)")
        var reader = CSVReader(utf8: [UInt8](result.output))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        let columns = try #require(rows.first)
        #expect(Set(columns).count == columns.count)
        for row in rows { #expect(row.count == columns.count) }
        return (columns, Array(rows.dropFirst()))
    }

    private func add(_ activity: String, _ day: Int, exit: Int32 = 0) throws -> (
        columns: [String], rows: [[String]]
    ) {
        try table(
            [
                "hours", "add", "--volunteer", RecordPlace.idNumber, "--activity", activity,
                "--start", "2026-03-0\(day) 09:00", "--end", "2026-03-0\(day) 11:00",
            ], exit: exit)
    }

    @Test func addingIsOneRowWhetherSomethingIsNewOrNot() throws {
        let new = try add("图书,整理", 1)
        let again = try add("图书,整理", 1)
        #expect(new.columns == again.columns)
        #expect(
            new.columns == [
                "alreadyThere", "attachments", "dryRun", "notAttached", "notes", "records",
            ])
        #expect(new.rows.count == 1)
        #expect(again.rows.count == 1)
        #expect(new.rows[0][0].isEmpty && !again.rows[0][0].isEmpty)
        let midnight = try table([
            "hours", "add", "--volunteer", RecordPlace.idNumber, "--activity", "夜巡",
            "--start", "2026-03-05 22:00", "--end", "2026-03-06 01:00",
        ])
        #expect(midnight.columns == new.columns)
        #expect(midnight.rows.count == 1, "two records, one answer")
    }

    @Test func aListHasARowForEachRecord() throws {
        for day in 1...3 { _ = try add("第\(day)天,\"活动\"", day) }
        let list = try table(["hours", "list"])
        #expect(list.rows.count == 3)
        let activity = try #require(list.columns.firstIndex(of: "activity"))
        #expect(Set(list.rows.map { $0[activity] }).count == 3)
        let id = try #require(list.columns.firstIndex(of: "id"))
        let reversed = try table([
            "hours", "reverse", "--record", list.rows[0][id], "--reason", "记错了",
        ])
        #expect(reversed.rows.count == 1)
        let after = try table(["hours", "list"])
        #expect(after.columns == list.columns)
        #expect(after.rows.count == 3)
    }

    @Test func approvalIsOneRowHoweverMuchWasRefused() throws {
        for day in 1...2 { _ = try add("活动", day) }
        let none = try table(["hours", "approve", "--all", "--by", "张三"], exit: 77)
        let all = try table(["hours", "approve", "--all", "--by", "李四"])
        let again = try table(["hours", "approve", "--all", "--by", "李四"])
        for answer in [none, all, again] {
            #expect(answer.columns == ["alreadyApproved", "approved", "dryRun", "refused"])
            #expect(answer.rows.count == 1)
        }
        #expect(none.rows[0][1] == "0")
        #expect(all.rows[0] == ["0", "2", "false", ""])
        #expect(again.rows[0] == ["0", "0", "false", ""])
    }
}
