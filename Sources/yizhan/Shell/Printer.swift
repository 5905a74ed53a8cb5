import Commands
import Foundation
import Interchange
import Texts

/// stdout carries data, stderr everything else.
struct Printer: Sendable {
    private let output: OutputFormat
    private let language: Language
    private let isQuiet: Bool
    private let sink: Sink

    /// Where the words go: the process's own streams, or those of somebody at the door.
    enum Sink: Sendable {
        case process
        case door(DoorPages)
    }

    init(_ shell: Shell) {
        output = shell.output
        language = shell.language
        isQuiet = shell.isQuiet
        sink = shell.sink
    }

    func print(_ report: any Report) {
        switch output {
        case .text:
            let text = Self.harmless(report.text(in: language))
            if !text.isEmpty { write(text + "\n", to: .standardOutput) }
        case .json: write(json(report), to: .standardOutput)
        case .jsonl:
            write(lines(report), to: .standardOutput)
            say(report.omissions)
        case .csv:
            write(table(report), to: .standardOutput)
            say(report.omissions)
        }
    }

    private func say(_ omissions: [Sentence]) {
        for sentence in omissions {
            write(Self.harmless(sentence.text(in: language)) + "\n", to: .standardError)
        }
    }

    /// What a peer, a file or an argument put into a name must not steer the terminal: control
    /// characters and those that turn the direction of writing are shown as a mark.
    private static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x0A, 0x09: scalar
                    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }

    private func lines(_ report: some Report) -> String {
        guard let rows = try? Rows(report) else { return "" }
        return rows.lines.map { $0 + "\n" }.joined()
    }

    /// Neutralised: a cell that a spreadsheet would take for a formula is shown as text.
    private func table(_ report: some Report) -> String {
        guard let rows = try? Rows(report) else { return "" }
        let writer = CSVWriter(.neutral)
        let bytes = ([rows.columns] + rows.cells).flatMap(writer.row)
        return String(decoding: bytes, as: UTF8.self)
    }

    func print(_ problem: Problem) {
        switch output {
        case .text, .csv:
            var text = "✗ \(problem.message.text(in: language))\n"
            if let remedy = problem.remedy { text += "  → \(remedy.text(in: language))\n" }
            write(Self.harmless(text), to: .standardError)
        case .json, .jsonl: write(json(problem), to: .standardError)
        }
    }

    func progress(_ sentence: Sentence) {
        guard !isQuiet else { return }
        write(Self.harmless(sentence.text(in: language)) + "\n", to: .standardError)
    }

    /// A question to a person, who answers on the same line.
    func ask(_ text: String) { write(Self.harmless(text), to: .standardError) }

    private func json(_ report: any Report) -> String {
        Document.text(of: report, isPretty: output == .json)
    }

    private func json(_ problem: Problem) -> String {
        Document.text(of: problem, isPretty: output == .json)
    }

    private func write(_ text: String, to handle: FileHandle) {
        switch sink {
        case .process: try? handle.write(contentsOf: Data(text.utf8))
        case .door(let pages): pages.add(text, isData: handle === FileHandle.standardOutput)
        }
    }
}
