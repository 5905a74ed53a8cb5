import ServiceRecords
import Texts

/// Values with their labels, one line each.
enum Labelled {
    static func text(_ lines: [(RecordLabel, String)], in language: Language) -> String {
        lines.map { label, value in
            "\(Sentence.record(.label(label)).text(in: language)): \(PlainText.oneLine(value))"
        }.joined(separator: "\n")
    }
}
