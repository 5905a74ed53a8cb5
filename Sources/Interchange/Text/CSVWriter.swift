import ServiceRecords

/// Writes comma-separated values (RFC 4180): CRLF, quotation marks where they are needed.
public struct CSVWriter: Hashable, Sendable {
    /// What is written of a cell.
    public enum Mode: Hashable, Sendable {
        /// For people's spreadsheets: a cell that one would take for a formula gets a leading `'`.
        case neutral
        /// Exactly what it was: for files that must import again.
        case exact
    }

    /// To stand before the first row: without it Excel takes UTF-8 for GBK.
    public static let byteOrderMark: [UInt8] = TextDecoder.byteOrderMark

    public let mode: Mode

    public init(_ mode: Mode) { self.mode = mode }

    /// One row with its line end, in UTF-8.
    public func row(_ cells: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        // A row of one empty cell would be an empty line, which readers skip.
        if cells == [""] { return Array("\"\"\r\n".utf8) }
        for (column, cell) in cells.enumerated() {
            if column > 0 { bytes.append(UInt8(ascii: ",")) }
            append(mode == .neutral ? Self.neutral(cell) : cell, to: &bytes)
        }
        return bytes + [0x0D, 0x0A]
    }

    /// The cell with a leading `'` when it begins with = + - @ TAB CR, or = + - @ in full width.
    public static func neutral(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first,
            "=+-@\t\r".contains(PlainText.halfWidth(String(first)))
        else { return cell }
        return "'" + cell
    }

    private func append(_ cell: String, to bytes: inout [UInt8]) {
        let needsQuotes =
            cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            || cell.first == " " || cell.last == " "
        guard needsQuotes else { return bytes += cell.utf8 }
        bytes.append(0x22)
        for byte in cell.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
