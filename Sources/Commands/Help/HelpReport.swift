public import Texts

/// A help topic, entry by entry.
public struct HelpReport: Report {
    public static let kind = "HelpTopic"
    public static let list: String? = "entries"
    public let topic: String
    public let entries: [Entry]
    private let title: Sentence
    /// The help of a command of the same name, for people.
    private let command: String?

    public struct Entry: Encodable, Sendable {
        public let term: String
        public let zh: String
        public let en: String
    }

    private enum CodingKeys: String, CodingKey { case topic, entries }

    public init(_ topic: HelpTopic, command: String? = nil) {
        self.topic = topic.rawValue
        self.command = command
        title = topic.title
        entries = topic.entries.map { entry in
            let meaning = Sentence.help(entry.meaning)
            return Entry(
                term: entry.term, zh: meaning.text(in: .zh), en: meaning.text(in: .en))
        }
    }

    public func text(in language: Language) -> String {
        let width = entries.map(\.term.count).max() ?? 0
        let lines = entries.map { entry in
            let blanks = String(repeating: " ", count: width - entry.term.count)
            return "  \(entry.term)\(blanks)  \(language == .zh ? entry.zh : entry.en)"
        }
        let all = [title.text(in: language), ""] + lines + (command.map { ["", $0] } ?? [])
        return all.joined(separator: "\n")
    }
}
