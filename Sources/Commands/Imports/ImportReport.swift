public import Texts

/// What became of a file of records: an answer for each row, the reasons of those that were rejected,
/// and where to find them to be corrected.
public struct ImportReport: Report {
    public static let kind = "Import"
    /// As many problems are shown to people; programs get them all.
    public static let shownProblems = 1_000

    public let file: String
    public let isDryRun: Bool
    public internal(set) var answers = RowAnswers()
    public internal(set) var problems: [RowProblem] = []
    public internal(set) var notes: [Note] = []
    public internal(set) var ignoredColumns: [String] = []
    public internal(set) var unknownColumns: [String] = []
    public internal(set) var rejectedFile: String?
    /// Why the rest of the file could not be read, or the rejected rows not be written.
    public internal(set) var trouble: Problem?

    /// How many taken rows a note is about.
    public struct Note: Encodable, Sendable, Hashable {
        public let column: String
        public let kind: String
        public internal(set) var rows: Int

        var note: RowNote? { RowNote(rawValue: kind) }
    }

    init(file: String, isDryRun: Bool) {
        self.file = file
        self.isDryRun = isDryRun
    }

    public var taken: Int { answers[.taken] }
    public var alreadyThere: Int { answers[.alreadyThere] }
    public var rejected: Int { answers[.rejected] }

    public var exit: ExitStatus {
        guard rejected > 0 || trouble != nil else { return .done }
        return taken + alreadyThere > 0 ? .partly : .badInput
    }

    private var fileName: String { String(file.split(separator: "/").last ?? "") }

    public func text(in language: Language) -> String {
        sentences.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
            + problems.prefix(Self.shownProblems).map { "\n  \(fileName) " + $0.text(in: language) }
            .joined()
            + closing.map { "\n" + $0.text(in: language) }.joined()
    }

    private var sentences: [RecordSentence] {
        var sentences: [RecordSentence] = [
            .importSummary(
                rows: answers.rows, taken: taken, alreadyThere: alreadyThere, rejected: rejected)
        ]
        if isDryRun { sentences.append(.nothingWritten) }
        if !ignoredColumns.isEmpty { sentences.append(.columnsIgnored(ignoredColumns)) }
        if !unknownColumns.isEmpty { sentences.append(.columnsUnknown(unknownColumns)) }
        for entry in notes {
            guard let note = entry.note else { continue }
            sentences.append(.rowNote(rows: entry.rows, column: entry.column, note: note))
        }
        return sentences
    }

    private var closing: [Sentence] {
        var closing: [Sentence] = []
        let hidden = problems.count - Self.shownProblems
        if hidden > 0 { closing.append(.record(.moreProblems(hidden))) }
        if let trouble { closing += [trouble.message] + [trouble.remedy].compactMap(\.self) }
        if let rejectedFile { closing.append(.record(.rejectedRows(file: rejectedFile))) }
        return closing
    }
}

extension ImportReport: Encodable {
    private enum Key: String, CodingKey {
        case file, dryRun, rows, taken, alreadyThere, rejected, answers, problems, notes
        case ignoredColumns, unknownColumns, rejectedFile, trouble
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(isDryRun, forKey: .dryRun)
        try container.encode(answers.rows, forKey: .rows)
        try container.encode(taken, forKey: .taken)
        try container.encode(alreadyThere, forKey: .alreadyThere)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(answers, forKey: .answers)
        try container.encode(problems.map { $0.encoded(in: file) }, forKey: .problems)
        try container.encode(notes, forKey: .notes)
        try container.encode(ignoredColumns, forKey: .ignoredColumns)
        try container.encode(unknownColumns, forKey: .unknownColumns)
        try container.encode(rejectedFile, forKey: .rejectedFile)
        try container.encode(trouble?.message.text(in: .en), forKey: .trouble)
    }
}
