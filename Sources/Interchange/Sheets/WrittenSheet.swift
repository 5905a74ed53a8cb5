/// A sheet as a file that people open and imports read: byte order mark, standard headers, a row for each.
public struct WrittenSheet<Column: SheetColumn>: Sendable {
    /// A column that imports pass over.
    public static var remarks: String { "备注" }

    /// The beginning of the file.
    public let start: [UInt8]
    private let columns: [Column]
    private let others: Int
    private let writer = CSVWriter(.neutral)

    /// - Parameter others: headers that stand behind the sheet's own.
    public init(others: [String] = []) {
        columns = Array(Column.allCases)
        self.others = others.count
        start = CSVWriter.byteOrderMark + writer.row(columns.map(\.rawValue) + others)
    }

    /// - Parameter others: the cells behind the sheet's own, in the order of their headers.
    public func row(_ cells: [Column: String], others: [String] = []) -> [UInt8] {
        let rest = (0..<self.others).map { $0 < others.count ? others[$0] : "" }
        return writer.row(columns.map { cells[$0] ?? "" } + rest)
    }
}
