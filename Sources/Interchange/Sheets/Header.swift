import ServiceRecords

/// A column that a sheet knows; the raw value is its standard header.
public protocol SheetColumn: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What else it is called in files.
    var aliases: [String] { get }
    /// Whether a file without it is no such sheet. Its cells may still be empty.
    var isRequired: Bool { get }
    /// Headers that are known and not taken, such as remarks.
    static var ignored: [String] { get }
}

/// Why the first row of a file is not the header of a sheet.
public enum HeaderProblem: Error, Hashable, Sendable {
    /// These columns are not there (standard headers). Add them; their order does not matter.
    case missing([String])
    /// Two columns mean the same (headers as the file has them). Take one out.
    case duplicate(String, String)
}

/// Which column of a file means what. Order, blanks, full width and small letters do not matter.
public struct Header<Column: SheetColumn>: Sendable {
    /// The header as the file has it.
    public let cells: [String]
    /// Headers that say nothing to this sheet; their cells are not read. Tell the person.
    public let unknown: [String]
    /// Headers that are known and not taken. Tell the person.
    public let ignored: [String]
    private let positions: [Column: Int]

    public init(_ cells: [String]) throws(HeaderProblem) {
        let known = Self.known
        let ignorable = Set(Column.ignored.map(Self.key))
        var positions: [Column: Int] = [:]
        var unknown: [String] = []
        var ignored: [String] = []
        for (position, cell) in cells.enumerated() where !Self.key(cell).isEmpty {
            let key = Self.key(cell)
            if let column = known[key] {
                if let first = positions[column] { throw .duplicate(cells[first], cell) }
                positions[column] = position
            } else if ignorable.contains(key) {
                ignored.append(cell)
            } else if !RejectedRows.columns.contains(key) {
                unknown.append(cell)
            }
        }
        let missing = Column.allCases.filter { $0.isRequired && positions[$0] == nil }
        guard missing.isEmpty else { throw .missing(missing.map(\.rawValue)) }
        self.cells = cells
        self.unknown = unknown
        self.ignored = ignored
        self.positions = positions
    }

    public func contains(_ column: Column) -> Bool { positions[column] != nil }

    /// The header of this column as the file has it, else the standard one.
    public func name(of column: Column) -> String {
        positions[column].map { PlainText.trimmed(cells[$0]) } ?? column.rawValue
    }

    /// The cell below this column; empty when the file or the row has none.
    func cell(_ column: Column, of row: CSVReader.Row) -> String {
        guard let position = positions[column], position < row.cells.count else { return "" }
        return row.cells[position]
    }

    private static var known: [String: Column] {
        var known: [String: Column] = [:]
        for column in Column.allCases {
            for name in [column.rawValue] + column.aliases { known[key(name)] = column }
        }
        return known
    }

    /// What is compared of a header; marks of required columns do not count.
    private static func key(_ cell: String) -> String {
        PlainText.compact(cell).lowercased().filter { !"*✱:".contains($0) }
    }
}
