public import Texts

/// What a command answers: data for programs, sentences for people.
public protocol Report: Encodable, Sendable {
    /// `kind` of the JSON envelope, "SyncStatus" say.
    static var kind: String { get }
    /// The member whose elements are the rows of `-o csv` and `-o jsonl`; nil for a report that is one
    /// row by itself.
    static var list: String? { get }
    var exit: ExitStatus { get }
    /// What the rows of `-o csv` and `-o jsonl` do not say and whoever reads them has to know.
    var omissions: [Sentence] { get }
    /// The whole answer as lines for a terminal.
    func text(in language: Language) -> String
}

extension Report {
    public static var list: String? { nil }
    public var exit: ExitStatus { .done }
    public var omissions: [Sentence] { [] }
}
