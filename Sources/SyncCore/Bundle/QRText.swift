/// Bytes in characters of a QR code's alphanumeric mode: two bytes in three of them, a last one in two, as
/// in RFC 9285, but in base 41. That has room for as much and needs neither the space, which scanners and
/// editors trim, nor the slash, which stands between fields.
enum QRText {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-".utf8)
    private static let base = 41

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 2) {
            let isPair = start + 1 < bytes.count
            var value = Int(bytes[start])
            if isPair { value = value << 8 | Int(bytes[start + 1]) }
            for _ in 0..<(isPair ? 3 : 2) {
                text.append(alphabet[value % base])
                value /= base
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil for any other spelling.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.compactMap { alphabet.firstIndex(of: $0) }
        guard digits.count == text.utf8.count, digits.count % 3 != 1 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 3) {
            let group = digits[start..<min(start + 3, digits.count)]
            let value = group.reversed().reduce(0) { $0 * base + $1 }
            if group.count == 3 {
                guard value <= 0xFFFF else { return nil }
                bytes.append(UInt8(value >> 8))
            } else {
                guard value <= 0xFF else { return nil }
            }
            bytes.append(UInt8(value & 0xFF))
        }
        return bytes
    }
}
