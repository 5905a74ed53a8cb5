/// A telephone number as a volunteer gives it, reduced to its digits.
public struct PhoneNumber: Hashable, Sendable {
    /// Digits only; a foreign number keeps its leading `+`.
    public let text: String

    /// Nil unless it is a mobile number of 11 digits, a fixed line with its area code (10 to 12
    /// digits from 0), a local fixed line (7 or 8 digits), or foreign with `+` (8 to 15 digits).
    /// Full-width digits, blanks, hyphens, brackets and +86 are understood.
    public init?(_ text: String) {
        var plain = PlainText.compact(text).filter { !"-()'".contains($0) }
        for prefix in ["+86", "0086"] where plain.hasPrefix(prefix) {
            plain.removeFirst(prefix.count)
        }
        let isForeign = plain.hasPrefix("+")
        let digits = Array(plain.utf8.dropFirst(isForeign ? 1 : 0))
        guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard isForeign ? (8...15).contains(digits.count) : Self.isDomestic(digits) else {
            return nil
        }
        self.text = plain
    }

    /// `138****8000`.
    public var masked: String {
        let shown = text.count >= 11 ? 3 : 0
        let hidden = max(0, text.count - shown - 4)
        return text.prefix(shown) + String(repeating: "*", count: hidden) + text.suffix(4)
    }

    private static func isDomestic(_ digits: [UInt8]) -> Bool {
        guard let first = digits.first else { return false }
        switch (first, digits.count) {
        case (UInt8(ascii: "1"), 11):
            return (UInt8(ascii: "3")...UInt8(ascii: "9")).contains(digits[1])
        case (UInt8(ascii: "0"), 10...12): return true
        case (UInt8(ascii: "2")..., 7...8): return true
        default: return false
        }
    }
}
