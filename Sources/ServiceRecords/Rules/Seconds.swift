/// Service time: stored in integer seconds, written and shown in hours (民政部令67号 Art 7).
public enum Seconds {
    /// The most that one entry may have: 24 hours.
    public static let limit: Int64 = 86_400

    /// Why a text is no number of hours.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// Nothing there.
        case empty
        /// Not a plain decimal number. Write hours as `2.5`.
        case unreadable
        /// Zero, less, or under half a second.
        case notPositive
        /// More than 24 hours. Write one row for each day.
        case overADay
    }

    /// The nearest second to hours written as `2.5`, `2.50`, `１.５`, `0.333` or `2.5小时`; exactly
    /// half a second goes up. No floating point: 0.1 hours are 360 seconds.
    public static func fromHours(_ text: String) throws(Problem) -> Int64 {
        var plain = PlainText.compact(text)
        if plain.hasSuffix("小时") { plain.removeLast(2) }
        if plain.isEmpty { throw .empty }
        let isNegative = plain.hasPrefix("-")
        let (digits, places) = try decimal(isNegative ? plain.dropFirst() : plain[...])
        let scale = (0..<places).reduce(UInt128(1)) { scale, _ in scale * 10 }
        let seconds = (digits * 3_600 * 2 + scale) / (scale * 2)
        if isNegative || seconds == 0 { throw .notPositive }
        guard digits <= 24 * scale else { throw .overADay }
        return Int64(seconds)
    }

    /// Hours with two decimals, half up, away from zero for what is reversed: 5,400 is `1.50`.
    public static func hours(_ seconds: Int64) -> String {
        let magnitude = seconds.magnitude
        let (hours, rest) = magnitude.quotientAndRemainder(dividingBy: 3_600)
        let hundredths = (rest + 18) / 36
        let whole = hours + hundredths / 100
        let isNegative = seconds < 0 && (whole > 0 || hundredths > 0)
        return "\(isNegative ? "-" : "")\(whole).\(padded(hundredths % 100, 2))"
    }

    /// The digits of a decimal number without its point, and how many stand after it. At most 30
    /// digits in all: 24 · 3,600 · 2 · 10^30 fits into 128 bits.
    private static func decimal(
        _ text: Substring
    ) throws(Problem) -> (digits: UInt128, places: Int) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let all = parts.joined()
        guard parts.count <= 2, !parts[0].isEmpty, parts.last?.isEmpty == false,
            all.utf8.count <= 30, all.utf8.allSatisfy({ (48...57).contains($0) }),
            let digits = UInt128(all)
        else { throw .unreadable }
        return (digits, parts.count == 2 ? parts[1].utf8.count : 0)
    }
}
