/// Reads a short text from left to right, a character at a time.
struct TextScanner {
    private var rest: Substring

    init(_ text: String) { rest = Substring(text) }

    var isAtEnd: Bool { rest.isEmpty }

    /// The number written by the next digits, `atMost` of them (9 at the most), and how many.
    mutating func digits(atMost limit: Int) -> (value: Int, width: Int)? {
        let run = rest.prefix(limit).prefix { $0.isASCII && $0.isNumber }
        guard !run.isEmpty, run.count <= 9, let value = Int(run) else { return nil }
        rest = rest.dropFirst(run.count)
        return (value, run.count)
    }

    /// The next character, taken, if it is one of these.
    mutating func take(oneOf marks: String) -> Character? {
        guard let next = rest.first, marks.contains(next) else { return nil }
        rest.removeFirst()
        return next
    }

    @discardableResult
    mutating func take(anyOf marks: String) -> Bool {
        take(oneOf: marks) != nil
    }

    mutating func skipBlanks() {
        while take(anyOf: " \t") {}
    }
}
