import ServiceRecords

/// The file that comes back from an import: the rows that were not taken, as they were, with two
/// more columns that say why. Corrected, it can be imported again; the two columns are ignored.
///
/// Cells are written exactly, not neutralised: what comes back must be what was there.
public struct RejectedRows: Sendable {
    /// 错误列 names the columns, 原因 says what to do.
    public static let columns = ["错误列", "原因"]

    /// The beginning of the file: byte order mark and header.
    public let start: [UInt8]
    private let width: Int
    private let kept: [Int]
    private let writer = CSVWriter(.exact)

    /// - Parameter header: the header of the imported file. If that was such a file itself, its
    ///   two columns are written anew.
    public init(header: [String]) {
        width = header.count
        kept = header.indices.filter { !Self.columns.contains(PlainText.compact(header[$0])) }
        start = CSVWriter.byteOrderMark + writer.row(kept.map { header[$0] } + Self.columns)
    }

    /// One rejected row. Cells beyond the header follow after the two columns: nothing is lost.
    /// - Parameters:
    ///   - columns: the headers of the cells that are wrong.
    ///   - reasons: for each, the sentence and remedy in the person's language.
    public func row(_ row: CSVReader.Row, columns: [String], reasons: [String]) -> [UInt8] {
        let cells = kept.map { $0 < row.cells.count ? row.cells[$0] : "" }
        let marks = [columns.joined(separator: "；"), reasons.joined(separator: "；")]
        return writer.row(cells + marks + row.cells.dropFirst(width))
    }
}
