/// Reads comma-separated values (RFC 4180) a row at a time.
///
/// Beyond the RFC: LF, CRLF and CR end a row, the last row needs no end, empty lines are skipped,
/// and a quotation mark inside an unquoted field stands for itself. After a throw there is no
/// telling where the next row begins: reading is over.
public struct CSVReader: Sendable {
    /// One row of a table.
    public struct Row: Hashable, Sendable {
        /// The line of the file on which the row begins, from 1: what an editor shows.
        public let line: Int
        public let cells: [String]

        public init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    public struct Limits: Hashable, Sendable {
        /// The most bytes (UTF-8) of one cell.
        public var cellBytes: Int
        public var columns: Int

        public init(cellBytes: Int = 65_536, columns: Int = 256) {
            self.cellBytes = cellBytes
            self.columns = columns
        }
    }

    /// Why a file is no table. Lines and columns count from 1; the line is where the row begins.
    public enum Problem: Error, Hashable, Sendable {
        /// A quotation mark is opened and never closed. Close it, or double it inside a cell.
        case unclosedQuote(line: Int, column: Int)
        /// Text follows a closing quotation mark. Double the quotation marks inside the cell.
        case textAfterQuote(line: Int, column: Int)
        /// A cell is longer than `limit` bytes; usually a quotation mark was not closed.
        case cellTooLong(line: Int, column: Int, limit: Int)
        /// A row has more than `limit` columns.
        case tooManyColumns(line: Int, limit: Int)
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0
    private var line = 1

    /// - Parameter utf8: the whole text; invalid UTF-8 shows as U+FFFD (`TextDecoder` finds it).
    public init(utf8: [UInt8], limits: Limits = Limits()) {
        bytes = utf8
        self.limits = limits
    }

    /// The next row; nil at the end.
    public mutating func next() throws(Problem) -> Row? {
        while takeLineEnd() {}
        guard position < bytes.count else { return nil }
        let start = line
        var cells: [String] = []
        repeat {
            guard cells.count < limits.columns else {
                throw .tooManyColumns(line: start, limit: limits.columns)
            }
            cells.append(try cell(row: start, column: cells.count + 1))
        } while take(Self.comma)
        takeLineEnd()
        return Row(line: start, cells: cells)
    }
}

extension CSVReader {
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    private mutating func cell(row: Int, column: Int) throws(Problem) -> String {
        if take(Self.quote) { return try quotedCell(row: row, column: column) }
        let start = position
        while position < bytes.count, !isCellEnd(bytes[position]) { position += 1 }
        guard position - start <= limits.cellBytes else {
            throw .cellTooLong(line: row, column: column, limit: limits.cellBytes)
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedCell(row: Int, column: Int) throws(Problem) -> String {
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if take(Self.quote) {
                guard take(Self.quote) else { return try closed(content, row, column) }
            } else {
                countLine(byte)
                position += 1
            }
            content.append(byte)
            guard content.count <= limits.cellBytes else {
                throw .cellTooLong(line: row, column: column, limit: limits.cellBytes)
            }
        }
        throw .unclosedQuote(line: row, column: column)
    }

    private func closed(
        _ content: [UInt8], _ row: Int, _ column: Int
    ) throws(Problem) -> String {
        guard position == bytes.count || isCellEnd(bytes[position]) else {
            throw .textAfterQuote(line: row, column: column)
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// A line ends with LF, or with CR unless an LF follows.
    private mutating func countLine(_ byte: UInt8) {
        let isPair = byte == Self.carriageReturn && byteAfterNext == Self.lineFeed
        if byte == Self.lineFeed || (byte == Self.carriageReturn && !isPair) { line += 1 }
    }

    private var byteAfterNext: UInt8? {
        position + 1 < bytes.count ? bytes[position + 1] : nil
    }

    private func isCellEnd(_ byte: UInt8) -> Bool {
        byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @discardableResult
    private mutating func takeLineEnd() -> Bool {
        let hasReturn = take(Self.carriageReturn)
        let hasFeed = take(Self.lineFeed)
        if hasReturn || hasFeed { line += 1 }
        return hasReturn || hasFeed
    }
}
