import Foundation
import Interchange
import Testing

@Suite struct TextDecoderTests {
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    static let header = Array("姓名,手机号\n".utf8)
    /// `姓名,手机号` CRLF `王强,13800138000` CRLF in GB18030.
    static let gb: [UInt8] = [
        0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xCA, 0xD6, 0xBB, 0xFA, 0xBA, 0xC5, 0x0D, 0x0A,
        0xCD, 0xF5, 0xC7, 0xBF, 0x2C, 0x31, 0x33, 0x38, 0x30, 0x30, 0x31, 0x33, 0x38, 0x30, 0x30,
        0x30, 0x0D, 0x0A,
    ]

    static let texts: [([UInt8], String, TextDecoder.Encoding)] = [
        ([], "", .utf8), (Array("a,b\n".utf8), "a,b\n", .utf8),
        (header, "姓名,手机号\n", .utf8), (mark + header, "姓名,手机号\n", .utf8),
        (gb, "姓名,手机号\r\n王强,13800138000\r\n", .gb18030),
        (Array("id\r".utf8) + gb, "id\r姓名,手机号\r\n王强,13800138000\r\n", .gb18030),
        // Characters of four bytes: 㐀, and Tibetan.
        ([0x81, 0x39, 0xEE, 0x39, 0x0A], "㐀\n", .gb18030),
        ([0x81, 0x32, 0xF0, 0x35, 0x81, 0x32, 0xF1, 0x30], "དབ", .gb18030),
    ]

    @Test(arguments: texts)
    func theEncodingIsFound(
        file: [UInt8], text: String, encoding: TextDecoder.Encoding
    ) throws {
        let decoded = try TextDecoder.utf8(file)
        #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
        #expect(decoded.encoding == encoding)
    }

    static let bad: [([UInt8], TextDecoder.Problem)] = [
        ([0xFF, 0xFE, 0x41, 0x00], .utf16), ([0xFE, 0xFF, 0x00, 0x41], .utf16),
        ([0x50, 0x4B, 3, 4, 20], .spreadsheet), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], .spreadsheet),
        ([0x41, 0x0A, 0x00], .zeroByte(line: 2)), ([0x41, 0x00, 0x0A], .zeroByte(line: 1)),
        // One broken character does not make a UTF-8 file GB18030.
        (header + header + [0xE7, 0x8E, 0x0A], .badBytes(line: 3, encoding: .utf8)),
        (mark + [0xD0, 0xD5, 0x0A], .badBytes(line: 1, encoding: .utf8)),
        (gb + gb + [0xCD, 0x0D, 0x0A], .badBytes(line: 5, encoding: .gb18030)),
    ]

    @Test(arguments: bad)
    func whatCannotBeReadSaysWhere(file: [UInt8], problem: TextDecoder.Problem) {
        #expect(throws: problem) { try TextDecoder.utf8(file) }
    }
}
