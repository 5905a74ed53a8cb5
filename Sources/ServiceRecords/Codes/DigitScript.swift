/// In what digits a number is written. One number is written in one of them.
enum DigitScript: Hashable {
    case digits, chinese

    /// What a character stands for; nil where it is no digit.
    static func digit(_ character: Character) -> (ascii: UInt8, script: DigitScript)? {
        var scalars = character.unicodeScalars.filter {
            !$0.properties.isDefaultIgnorableCodePoint && $0 != keycap
        }.makeIterator()
        guard let scalar = scalars.next(), scalars.next() == nil else { return nil }
        if let value = numerals[scalar] { return (48 + value, .chinese) }
        guard [.decimal, .digit].contains(scalar.properties.numericType),
            let value = scalar.properties.numericValue, (0...9).contains(value)
        else { return nil }
        return (48 + UInt8(value), .digits)
    }

    /// The check character of a citizen's number, and what is typed for it.
    static func isCheckX(_ character: Character) -> Bool {
        ["X", "×", "✕"].contains(PlainText.halfWidth(String(character)).uppercased())
    }

    private static let keycap: Unicode.Scalar = "\u{20E3}"

    /// As they are read out one by one, with the forms of forms and of the telephone.
    private static let numerals: [Unicode.Scalar: UInt8] = [
        "零": 0, "〇": 0, "洞": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "贰": 2, "三": 3, "叁": 3,
        "四": 4, "肆": 4, "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "拐": 7, "八": 8,
        "捌": 8, "九": 9, "玖": 9, "勾": 9,
    ]
}
