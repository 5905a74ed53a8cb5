/// Standard Base 64 (RFC 4648 §4) with canonical padding: one value, one text.
enum Base64 {
    /// Four characters for every three bytes begun.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            appendGroup(bytes[start..<min(start + 3, bytes.count)], to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; nil for missing or misplaced padding, stray bits before it (RFC 4648 §3.5),
    /// white space, or a character outside the alphabet.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        for start in stride(from: 0, to: text.count, by: 4) {
            let isLast = start + 4 == text.count
            guard let group = group(text[start..<start + 4], mayBePadded: isLast) else {
                return nil
            }
            bytes += group
        }
        return bytes
    }

    private static let padding = UInt8(ascii: "=")
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Encodes one to three bytes.
    private static func appendGroup(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var bits: UInt32 = 0
        for byte in bytes { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(8 * (3 - bytes.count))
        for place in 0..<4 {
            let character = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
            text.append(place <= bytes.count ? character : padding)
        }
    }

    /// Decodes four characters to one, two or three bytes.
    private static func group(_ text: ArraySlice<UInt8>, mayBePadded: Bool) -> [UInt8]? {
        let characters = text.prefix { $0 != padding }
        guard characters.count == 4 || mayBePadded && characters.count >= 2,
            text.dropFirst(characters.count).allSatisfy({ $0 == padding })
        else { return nil }
        var bits: UInt32 = 0
        for character in characters {
            guard let value = value(character) else { return nil }
            bits = bits << 6 | value
        }
        let count = characters.count - 1
        let spare = UInt32(characters.count * 6 - count * 8)
        guard bits & (1 << spare - 1) == 0 else { return nil }
        bits >>= spare
        return (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt32(8 * (count - 1 - $0))) }
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
