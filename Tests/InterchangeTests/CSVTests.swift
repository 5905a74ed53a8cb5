import Interchange
import Testing

@Suite struct CSVTests {
    static func rows(
        _ text: String, limits: CSVReader.Limits = .init()
    ) throws(CSVReader.Problem) -> [CSVReader.Row] {
        var reader = CSVReader(utf8: Array(text.utf8), limits: limits)
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    static let tables: [(String, [CSVReader.Row])] = [
        ("", []), ("\n\r\n\r", []),
        ("a,b\nc,d\n", [.init(line: 1, cells: ["a", "b"]), .init(line: 2, cells: ["c", "d"])]),
        ("a,b\r\nc,d", [.init(line: 1, cells: ["a", "b"]), .init(line: 2, cells: ["c", "d"])]),
        ("a\rb\r", [.init(line: 1, cells: ["a"]), .init(line: 2, cells: ["b"])]),
        ("a\n\n\r\nb", [.init(line: 1, cells: ["a"]), .init(line: 4, cells: ["b"])]),
        (",\n", [.init(line: 1, cells: ["", ""])]), ("\"\"\n", [.init(line: 1, cells: [""])]),
        ("\"a,\"\"b\"\"\",c", [.init(line: 1, cells: ["a,\"b\"", "c"])]),
        (
            "\"a\r\nb\nc\rd\",e\r\nf",
            [.init(line: 1, cells: ["a\r\nb\nc\rd", "e"]), .init(line: 5, cells: ["f"])]
        ),
        ("他说\"好\",b", [.init(line: 1, cells: ["他说\"好\"", "b"])]),
        (" a ,\t", [.init(line: 1, cells: [" a ", "\t"])]),
    ]

    @Test(arguments: tables)
    func aTableIsReadWithItsLines(text: String, rows: [CSVReader.Row]) throws {
        #expect(try Self.rows(text) == rows)
    }

    static let broken: [(String, CSVReader.Problem)] = [
        ("a\nb,\"c\nd\n", .unclosedQuote(line: 2, column: 2)),
        ("a,b\n\"c\" d,e", .textAfterQuote(line: 2, column: 1)),
        ("a,123456789", .cellTooLong(line: 1, column: 2, limit: 8)),
        ("a\n\"123456789\"", .cellTooLong(line: 2, column: 1, limit: 8)),
        ("a\nb,c,d,e", .tooManyColumns(line: 2, limit: 3)),
    ]

    @Test(arguments: broken)
    func whatIsNoTableSaysWhere(text: String, problem: CSVReader.Problem) {
        #expect(throws: problem) {
            try Self.rows(text, limits: .init(cellBytes: 8, columns: 3))
        }
    }

    @Test func theLimitItselfIsAllowed() throws {
        let rows = try Self.rows("12345678,\"12345678\",c", limits: .init(cellBytes: 8, columns: 3))
        #expect(rows.first?.cells.count == 3)
    }

    static let cells: [[String]] = [
        ["a"], [""], ["", ""], ["a,b", "c\"d\"", "e\r\nf", "\n"], [" a", "b ", "\tc"],
        ["=1+1", "-2", "+3", "@4", "'5", "\r6"], ["王强", "དབྱངས་ཅན", "😀"],
    ]

    @Test(arguments: cells)
    func whatIsWrittenExactlyReadsBack(cells: [String]) throws {
        let text = String(decoding: CSVWriter(.exact).row(cells), as: UTF8.self)
        #expect(try Self.rows(text).map(\.cells) == [cells])
        #expect(text.hasSuffix("\r\n"))
    }

    static let formulas = [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"),
        ("\ra", "'\ra"), ("\r\na", "'\r\na"), ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"),
        ("＠a", "'＠a"), ("a=1", "a=1"), ("1-2", "1-2"), ("", ""), ("'=1", "'=1"),
    ]

    @Test(arguments: formulas)
    func aFormulaIsNeutralised(cell: String, written: String) throws {
        #expect(CSVWriter.neutral(cell) == written)
        let text = String(decoding: CSVWriter(.neutral).row([cell, "b"]), as: UTF8.self)
        #expect(try Self.rows(text).map(\.cells) == [[written, "b"]])
    }
}
