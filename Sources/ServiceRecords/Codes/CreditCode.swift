/// An organisation's unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters,
/// the positions 9 to 17 an organisation code with a check of its own (GB 11714).
public struct CreditCode: Hashable, Sendable {
    /// Why a text is not a credit code. Compare with the organisation's certificate.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        case empty
        /// Not 18 characters.
        case length
        /// A character outside 0-9 A-H J-N P-R T-U W-Y: often I for 1, O for 0, S for 5, Z for 2.
        case character
        /// The last character does not follow from the others.
        case checkCharacter
        /// Position 17 does not follow from positions 9 to 16.
        case organisationCheckCharacter
    }

    public let text: String

    /// Reads the code; full-width characters, blanks and small letters are understood.
    public init(_ text: String) throws(Problem) {
        let plain = PlainText.compact(text).uppercased()
        let characters = Array(plain.utf8)
        if characters.isEmpty { throw .empty }
        guard characters.count == 18 else { throw .length }
        var values: [Int] = []
        for character in characters {
            guard let value = Self.alphabet.firstIndex(of: character) else { throw .character }
            values.append(value)
        }
        guard Self.organisationCheck(characters[8..<16]) == characters[16] else {
            throw .organisationCheckCharacter
        }
        guard Self.check(values[..<17]) == values[17] else { throw .checkCharacter }
        self.text = plain
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// (31 − Σ value · 3^i) mod 31.
    private static func check(_ values: ArraySlice<Int>) -> Int {
        var sum = 0
        var weight = 1
        for value in values {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return (31 - sum % 31) % 31
    }

    /// 11 − Σ value · weight mod 11 with letters counted from A = 10; 10 is written X, 11 is 0.
    private static func organisationCheck(_ characters: ArraySlice<UInt8>) -> UInt8 {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(characters, weights).reduce(0) { $0 + organisationValue($1.0) * $1.1 }
        switch 11 - sum % 11 {
        case 10: return UInt8(ascii: "X")
        case 11: return UInt8(ascii: "0")
        case let digit: return UInt8(ascii: "0") + UInt8(digit)
        }
    }

    private static func organisationValue(_ character: UInt8) -> Int {
        let isDigit = character <= UInt8(ascii: "9")
        return Int(character) - (isDigit ? 48 : Int(UInt8(ascii: "A")) - 10)
    }
}
