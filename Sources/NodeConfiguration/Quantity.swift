/// Whole numbers with a unit, as people write them: read without overflow, written with the largest unit
/// that leaves a whole number.
struct Quantity: Sendable {
    /// Largest first.
    let units: [(name: String, size: Int64)]

    /// In milliseconds.
    static let time = Quantity(units: [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ])

    /// In bytes.
    static let size = Quantity(units: [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ])

    func amount(_ text: String) throws(ConfigComplaint) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text[digits.endIndex...]
        guard let unit = units.first(where: { $0.name == rest }) else { throw .wrongForm }
        let (amount, overflows) = try Self.number(digits).multipliedReportingOverflow(by: unit.size)
        guard !overflows else { throw .outOfRange }
        return amount
    }

    func text(_ amount: Int64) -> String {
        let unit = units.first { amount != 0 && amount.isMultiple(of: $0.size) }
        guard let unit = unit ?? units.last else { return "\(amount)" }
        return "\(amount / unit.size)\(unit.name)"
    }

    /// Digits and nothing else.
    static func number(_ text: Substring) throws(ConfigComplaint) -> Int64 {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .wrongForm
        }
        guard let number = Int64(text) else { throw .outOfRange }
        return number
    }

    static func number(_ text: String) throws(ConfigComplaint) -> Int64 {
        try number(text[...])
    }
}
