/// What became of every row of a file, as runs of lines: an answer for each row, short for most files.
public struct RowAnswers: Encodable, Sendable, Hashable {
    public enum Answer: String, Encodable, Sendable {
        case taken
        case alreadyThere
        case rejected
    }

    /// Lines of the file from `first` to `last` in which rows begin, all with the same answer.
    public struct Run: Encodable, Sendable, Hashable {
        public let first: Int
        public var last: Int
        public let answer: Answer
    }

    public private(set) var runs: [Run] = []
    private var counts: [Answer: Int] = [:]

    public init() {}

    public mutating func add(_ answer: Answer, line: Int) {
        counts[answer, default: 0] += 1
        if let last = runs.indices.last, runs[last].answer == answer {
            runs[last].last = line
        } else {
            runs.append(Run(first: line, last: line, answer: answer))
        }
    }

    public subscript(answer: Answer) -> Int { counts[answer] ?? 0 }

    public var rows: Int { counts.values.reduce(0, +) }

    public func encode(to encoder: any Encoder) throws { try runs.encode(to: encoder) }
}
