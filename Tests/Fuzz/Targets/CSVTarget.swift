import Interchange
import ServiceRecords

extension FuzzTarget {
    /// A file that somebody imports, as a list of whatever its header says.
    static let csv = FuzzTarget("csv", seeds: Seeds.tables) { bytes throws(Violation) in
        let result = try outcome { () throws(TableProblem) in try Table(bytes, limits: .small) }
        guard case .success(let table) = result else { return false }
        try table.checkLines()
        try table.checkWriting()
        let today = LocalDay(daysSinceEpoch: 20_600)
        let isTaken = [
            try table.check(try? VolunteerSheet(header: table.header.cells)) {
                sheet, row throws(Violation) in try sheet.read(row, today: today).check(row)
            },
            try table.check(try? HoursSheet(header: table.header.cells)) {
                sheet, row throws(Violation) in
                try sheet.read(row, now: today.start).check(row)
            },
            try table.check(try? DivisionSheet(header: table.header.cells)) {
                sheet, row throws(Violation) in try sheet.read(row).check(row)
            },
        ]
        return isTaken.contains(true)
    }
}

extension TableRows.Limits {
    /// Small enough for the fuzzer to come up against them.
    fileprivate static let small = TableRows.Limits(
        file: .init(bytes: 1 << 20), cells: .init(cellBytes: 1_024, columns: 48))
}

/// A whole file.
private struct Table: Equatable {
    let header: CSVReader.Row
    let rows: [CSVReader.Row]
    let encoding: TextDecoder.Encoding

    init(_ file: [UInt8], limits: TableRows.Limits = .init()) throws(TableProblem) {
        var reader = try TableRows(file, limits: limits)
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        self.rows = rows
        header = reader.header
        encoding = reader.encoding
    }

    /// Rows stand on lines of their own, one below the other.
    func checkLines() throws(Violation) {
        let lines = [0, header.line] + rows.map(\.line)
        try claim(zip(lines, lines.dropFirst()).allSatisfy(<), "rows go down the file from line 1")
    }

    /// What is written exactly reads back, to the byte.
    func checkWriting() throws(Violation) {
        let all = ([header] + rows).map(\.cells)
        var reader = CSVReader(utf8: all.flatMap(CSVWriter(.exact).row))
        for cells in all {
            let row = try claim("a written table is a table") { try reader.next() }
            try claim(
                row?.cells.map { Array($0.utf8) } == cells.map { Array($0.utf8) },
                "its cells are the cells")
        }
        let end = try claim("a written table has an end") { try reader.next() }
        try claim(end == nil, "a written table has no more rows")
    }

    /// Reads every row by a sheet, and writes the file of those that it rejects. Whether any was taken;
    /// no sheet, no rows.
    func check<Sheet>(
        _ sheet: Sheet?, _ read: (Sheet, CSVReader.Row) throws(Violation) -> [CellProblem]
    ) throws(Violation) -> Bool {
        guard let sheet else { return false }
        var rejected: [(row: CSVReader.Row, problems: [CellProblem])] = []
        for row in rows {
            let problems = try read(sheet, row)
            if !problems.isEmpty { rejected.append((row, problems)) }
        }
        let file = RejectedRows(header: header.cells)
        let bytes = rejected.reduce(into: file.start) { bytes, item in
            bytes += file.row(
                item.row, columns: item.problems.map(\.column),
                reasons: item.problems.map(\.reason.rawValue))
        }
        try checkRejected(rejected.map(\.row), in: bytes)
        return rejected.count < rows.count
    }

    /// The rejected rows come back with every cell that they had.
    private func checkRejected(
        _ rejected: [CSVReader.Row], in file: [UInt8]
    ) throws(Violation) {
        let again = try claim("a file of rejected rows can be imported") { try Table(file) }
        let kept = header.cells.indices.filter {
            !RejectedRows.columns.contains(PlainText.compact(header.cells[$0]))
        }
        try claim(
            again.header.cells == kept.map { header.cells[$0] } + RejectedRows.columns,
            "its header is the header")
        try claim(again.rows.count == rejected.count, "it has every rejected row")
        for (row, before) in zip(again.rows, rejected) {
            let cells = kept.map { $0 < before.cells.count ? before.cells[$0] : "" }
            let surplus = before.cells.dropFirst(header.cells.count)
            try claim(Array(row.cells.prefix(cells.count)) == cells, "it has every cell")
            try claim(row.cells.dropFirst(cells.count + 2) == surplus, "and what was too many")
        }
    }
}
