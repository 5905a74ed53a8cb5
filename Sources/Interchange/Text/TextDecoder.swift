import Foundation

/// Finds out in which encoding a text file was written and gives its text as UTF-8.
///
/// UTF-8 with or without a byte order mark, else GB18030 (which holds GBK and GB 2312). A file
/// that is not wholly UTF-8 is judged by its first line with other characters than ASCII: one
/// broken character must not turn a UTF-8 file into gibberish.
public enum TextDecoder {
    public enum Encoding: String, Hashable, Sendable {
        case utf8 = "UTF-8"
        case gb18030 = "GB18030"
    }

    /// Why a file is no text that we can read.
    public enum Problem: Error, Hashable, Sendable {
        /// Written as UTF-16 (Excel: "Unicode text"). Save it as CSV UTF-8.
        case utf16
        /// A spreadsheet file (XLSX, XLS, ODS), whatever its name says. Save it as CSV UTF-8.
        case spreadsheet
        /// A line holds a zero byte: no text file. Lines count from 1.
        case zeroByte(line: Int)
        /// A line has bytes that the encoding does not know. Correct the line, or save as UTF-8.
        case badBytes(line: Int, encoding: Encoding)
    }

    public static func utf8(
        _ file: [UInt8]
    ) throws(Problem) -> (bytes: [UInt8], encoding: Encoding) {
        if file.starts(with: [0xFF, 0xFE]) || file.starts(with: [0xFE, 0xFF]) { throw .utf16 }
        if [[0x50, 0x4B, 3, 4], [0xD0, 0xCF, 0x11, 0xE0]].contains(where: file.starts) {
            throw .spreadsheet
        }
        if let zero = file.firstIndex(of: 0) {
            throw .zeroByte(line: TextLines(file[...zero]).reduce(0) { count, _ in count + 1 })
        }
        let isMarked = file.starts(with: byteOrderMark)
        let body = isMarked ? Array(file.dropFirst(byteOrderMark.count)) : file
        if String(validating: body, as: UTF8.self) != nil { return (body, .utf8) }
        if isMarked || firstForeignLineIsUTF8(body) {
            throw .badBytes(line: firstBadLine(body), encoding: .utf8)
        }
        return (try fromGB18030(body), .gb18030)
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func firstForeignLineIsUTF8(_ body: [UInt8]) -> Bool {
        let line = TextLines(body[...]).first { $0.contains { $0 >= 0x80 } }
        return line.map(isUTF8) ?? false
    }

    private static func firstBadLine(_ body: [UInt8]) -> Int {
        (TextLines(body[...]).enumerated().first { !isUTF8($0.element) }?.offset ?? 0) + 1
    }

    private static func isUTF8(_ line: ArraySlice<UInt8>) -> Bool {
        String(validating: line, as: UTF8.self) != nil
    }

    private static func fromGB18030(_ body: [UInt8]) throws(Problem) -> [UInt8] {
        let encoding = String.Encoding(rawValue: 0x8000_0632)
        var text: [UInt8] = []
        text.reserveCapacity(body.count * 3 / 2)
        for (number, line) in TextLines(body[...]).enumerated() {
            if line.allSatisfy({ $0 < 0x80 }) {
                text += line
            } else if let decoded = String(bytes: line, encoding: encoding) {
                text += decoded.utf8
            } else {
                throw .badBytes(line: number + 1, encoding: .gb18030)
            }
        }
        return text
    }
}

/// The lines of a text with their ends (LF, CRLF or CR), as they stand in the file. The bytes of
/// line ends occur in no longer character of UTF-8 or GB18030.
struct TextLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
            defer { rest = [] }
            return rest
        }
        let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
        let line = rest[...(isPair ? end + 1 : end)]
        rest = rest[line.endIndex...]
        return line
    }
}
