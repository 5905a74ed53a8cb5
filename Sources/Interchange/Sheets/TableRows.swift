/// The rows of a table in a file: unpacked, decoded, one at a time.
///
/// Memory holds the file's text once, and the cells of a single row. Rows without any text are
/// skipped, as spreadsheets leave them at the end.
public struct TableRows: Sendable {
    public struct Limits: Hashable, Sendable {
        public var file: Gunzip.Limits
        public var cells: CSVReader.Limits

        /// 256 MiB of text is about a million rows.
        public init(
            file: Gunzip.Limits = .init(bytes: 256 << 20), cells: CSVReader.Limits = .init()
        ) {
            self.file = file
            self.cells = cells
        }
    }

    /// The first row with any text.
    public let header: CSVReader.Row
    public let encoding: TextDecoder.Encoding
    private var reader: CSVReader

    /// - Parameter file: CSV in UTF-8 or GB18030, plain or packed with gzip.
    public init(_ file: [UInt8], limits: Limits = Limits()) throws(TableProblem) {
        let text = try Self.text(of: file, limits.file)
        reader = CSVReader(utf8: text.bytes, limits: limits.cells)
        encoding = text.encoding
        guard let first = try Self.next(&reader) else { throw .empty }
        header = first
    }

    /// The next row below the header; nil at the end.
    public mutating func next() throws(TableProblem) -> CSVReader.Row? {
        try Self.next(&reader)
    }

    private static func text(
        of file: [UInt8], _ limits: Gunzip.Limits
    ) throws(TableProblem) -> (bytes: [UInt8], encoding: TextDecoder.Encoding) {
        let unpacked: [UInt8]
        do throws(Gunzip.Problem) {
            unpacked = try Gunzip.unpack(file, limits: limits)
        } catch {
            throw .packing(error)
        }
        do throws(TextDecoder.Problem) {
            return try TextDecoder.utf8(unpacked)
        } catch {
            throw .text(error)
        }
    }

    private static func next(_ reader: inout CSVReader) throws(TableProblem) -> CSVReader.Row? {
        do throws(CSVReader.Problem) {
            while let row = try reader.next() {
                if row.cells.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { return row }
            }
            return nil
        } catch {
            throw .table(error)
        }
    }
}

/// Why a file could not be read as a table. Nothing after that point was looked at; the rows
/// before it stand, and importing the corrected file takes none of them twice.
public enum TableProblem: Error, Hashable, Sendable {
    case packing(Gunzip.Problem)
    case text(TextDecoder.Problem)
    case table(CSVReader.Problem)
    case header(HeaderProblem)
    /// No row at all. Look whether it is the right file.
    case empty
}
