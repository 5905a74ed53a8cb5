import ArgumentParser
import Commands
import Foundation
import Texts

extension Shell {
    /// Says what is wrong with the arguments and ends the process, for programs that asked for JSON in JSON. Help and
    /// the version come this way, too, and are no errors.
    static func end(_ error: any Error, of root: any ParsableCommand.Type) -> Never {
        let format = OutputFormat(asked: CommandLine.arguments.dropFirst())
        guard !root.exitCode(for: error).isSuccess, format == .json || format == .jsonl else {
            root.exit(withError: error)
        }
        let problem = Problem("usage", .usage, .verbatim(root.message(for: error)))
        let text = Document.text(of: problem, isPretty: format == .json)
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        Foundation.exit(problem.exit.rawValue)
    }
}

extension OutputFormat {
    /// The one that was asked for last, in arguments that do not parse.
    fileprivate init?(asked arguments: some Sequence<String>) {
        var asked: OutputFormat?
        var isNext = false
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let parts = argument.split(separator: "=", maxSplits: 1)
            let isName = parts.first == "--output" || parts.first == "-o"
            if isNext {
                asked = OutputFormat(rawValue: argument)
            } else if isName, parts.count == 2 {
                asked = OutputFormat(rawValue: String(parts[1]))
            }
            isNext = isName && parts.count == 1
        }
        guard let asked else { return nil }
        self = asked
    }
}
