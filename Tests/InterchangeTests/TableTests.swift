import Foundation
import Interchange
import ServiceRecords
import Testing

@Suite struct TableTests {
    static func rows(_ file: [UInt8]) throws -> (header: [String], rows: [CSVReader.Row]) {
        var table = try TableRows(file)
        var rows: [CSVReader.Row] = []
        while let row = try table.next() { rows.append(row) }
        return (table.header.cells, rows)
    }

    @Test(arguments: [GunzipTests.packed, Array(GunzipTests.text.utf8), TextDecoderTests.gb])
    func packedPlainAndGB18030AreTheSameTable(file: [UInt8]) throws {
        let (header, rows) = try Self.rows(file)
        #expect(header == ["姓名", "手机号"])
        #expect(rows == [.init(line: 2, cells: ["王强", "13800138000"])])
    }

    @Test func rowsWithoutTextAreSkipped() throws {
        let (_, rows) = try Self.rows(Array("\n,\na,b\n, \nc,d\n,\n".utf8))
        #expect(rows == [.init(line: 5, cells: ["c", "d"])])
    }

    static let unreadable: [([UInt8], TableProblem)] = [
        ([], .empty), (Array(",\n \n".utf8), .empty), ([0xFF, 0xFE, 0x41, 0], .text(.utf16)),
        ([0x1F, 0x8B, 8], .packing(.truncated)),
        (Array("\"a".utf8), .table(.unclosedQuote(line: 1, column: 1))),
    ]

    @Test(arguments: unreadable)
    func whatIsNoTableSaysWhy(file: [UInt8], problem: TableProblem) {
        #expect(throws: problem) { try TableRows(file) }
    }

    /// Every row is rejected for its phone; the second also has too many cells.
    @Test func rejectedRowsCanBeCorrectedAndReadAgain() throws {
        let header = ["手机号", "备注", "姓名"]
        let bad = [
            CSVReader.Row(line: 2, cells: ["1", "=1+1,\"引\"\n行", "王强"]),
            CSVReader.Row(line: 4, cells: ["2", "", "李梅", "余"]),
            CSVReader.Row(line: 5, cells: ["3"]),
        ]
        let first = try Self.rejected(header, bad)
        let again = try Self.rows(first)
        #expect(again.header == header + ["错误列", "原因"])
        #expect(
            again.rows.map(\.cells) == [
                ["1", "=1+1,\"引\"\n行", "王强", "手机号", "2: phone"],
                ["2", "", "李梅", "姓名；手机号", "4: surplus-cell；4: phone", "余"],
                ["3", "", "", "姓名；手机号", "5: missing；5: phone"],
            ])
        // The file's own columns are not carried along, however often it comes back.
        let second = try Self.rows(Self.rejected(again.header, again.rows))
        #expect(second.header == again.header)
        #expect(second.rows.map { $0.cells.prefix(3) } == again.rows.map { $0.cells.prefix(3) })
        #expect(second.rows[1].cells.last == "余")

        let corrected = String(decoding: first, as: UTF8.self)
            .replacing("\r\n1,", with: "\r\n13800138000,")
        let rows = try Self.rows(Array(corrected.utf8))
        let sheet = try VolunteerSheet(header: rows.header)
        #expect(sheet.header.unknown.isEmpty)
        let today = try CivilTime.day("2026-03-01")
        #expect(rows.rows.map { sheet.read($0, today: today).isTaken } == [true, false, false])
    }

    static func rejected(_ header: [String], _ rows: [CSVReader.Row]) throws -> [UInt8] {
        let sheet = try VolunteerSheet(header: header)
        let file = RejectedRows(header: header)
        let today = try CivilTime.day("2026-03-01")
        return rows.reduce(into: file.start) { bytes, row in
            guard case .rejected(let problems) = sheet.read(row, today: today) else { return }
            bytes += file.row(
                row, columns: problems.map(\.column),
                reasons: problems.map { "\($0.row): \($0.reason.rawValue)" })
        }
    }
}

/// The public list of divisions, where the machine has it: it is not part of the project.
@Suite struct DivisionSheetTests {
    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/townships-4level.csv.gz").standardizedFileURL
    static let isPresent = FileManager.default.fileExists(atPath: file.path)

    static let header = [
        "id", "pid", "deep", "name", "pinyin_prefix", "pinyin", "ext_id", "ext_name",
    ]

    static func read(_ cells: [String]) throws -> RowReading<Division> {
        try DivisionSheet(header: header).read(.init(line: 2, cells: cells))
    }

    @Test func aRowIsADivision() throws {
        let reading = try Self.read([
            "620102001", "620102", "3", "酒泉路", "j", "jiu quan lu", "620102001000", "酒泉路街道",
        ])
        let division = Division(
            code: try #require(DivisionCode("620102001")), parent: DivisionCode("620102"), level: 3,
            name: "酒泉路街道", shortName: "酒泉路", pinyin: "jiu quan lu")
        #expect(reading == .taken(division, notes: []))
    }

    static let wrong: [([String], [CellProblem.Reason])] = [
        (["62010", "0", "1", "", "", "", "", "兰州"], [.divisionCode]),
        (["", "0", "1", "", "", "", "", "兰州"], [.missing]),
        (["6201", "6", "1", "", "", "", "", "兰州"], [.divisionCode]),
        (["6201", "62", "4", "", "", "", "", "兰州"], [.divisionLevel]),
        (["6201", "62", "", "", "", "", "", "兰州"], [.missing]),
        (["6201", "62", "1", "", "", "", "", ""], [.missing]),
    ]

    @Test(arguments: wrong)
    func aWrongRowSaysWhy(cells: [String], reasons: [CellProblem.Reason]) throws {
        guard case .rejected(let problems) = try Self.read(cells) else {
            Issue.record("taken")
            return
        }
        #expect(problems.map(\.reason) == reasons)
    }

    @Test(.enabled(if: isPresent, "SKIPPED: ../shared/data/townships-4level.csv.gz is not there"))
    func thePublicListIsWhole() throws {
        var table = try TableRows([UInt8](Data(contentsOf: Self.file)))
        let sheet = try DivisionSheet(header: table.header.cells)
        var divisions: [Division] = []
        while let row = try table.next() {
            guard case .taken(let division, _) = sheet.read(row) else {
                Issue.record("line \(row.line) rejected")
                return
            }
            divisions.append(division)
        }
        #expect(sheet.header.unknown.isEmpty)
        #expect(divisions.count == 43_118)
        let townships = divisions.filter { $0.level == 3 }
        let counts = [("6201", 110), ("4414", 111), ("2111", 46), ("64", 256), ("5401", 65)]
        for (prefix, count) in counts {
            let area = try #require(DivisionCode(prefix))
            #expect(townships.filter { area.contains($0.code) }.count == count, "\(prefix)")
        }
        let codes = Set(divisions.map(\.code))
        #expect(divisions.allSatisfy { $0.parent.map(codes.contains) ?? ($0.level == 0) })
    }

    @Test(.enabled(if: isPresent, "SKIPPED: ../shared/data/townships-4level.csv.gz is not there"))
    func thePublicListUnpacksInPieces() throws {
        let file = [UInt8](try Data(contentsOf: Self.file))
        let output = try GunzipTests.unpack(file, pieces: 4_099)
        #expect(try output == Gunzip.unpack(file, limits: GunzipTests.limits))
    }
}
