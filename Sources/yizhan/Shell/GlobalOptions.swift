import ArgumentParser
import Texts

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl, csv
}

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .customLong("data-dir"), help: "The node's directory.", completion: .directory)
    var dataDirectory: String?

    @Option(
        help: "The configuration; else YIZHAN_CONFIG, node.yaml in the node's directory, /etc.",
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "text, json, jsonl or csv.")
    var output: OutputFormat = .text

    @Option(name: .customLong("lang"), help: "zh or en; else as configured, else zh.")
    var language: Language?

    @Flag(name: .shortAndLong, help: "Say nothing but the result.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more.")
    var verbose = false

    @Flag(name: .customLong("no-input"), help: "Never ask.")
    var noInput = false

    @Flag(name: .customLong("yes"), help: "Answer every question with yes.")
    var yes = false

    @Option(
        name: .customLong("password-file"),
        help: "Where passwords are asked for: one a line, - for standard input.",
        completion: .file())
    var passwordFile: String?

    @Flag(name: .customLong("dry-run"), help: "Show what would be done; change nothing.")
    var dryRun = false

    /// For commands that cannot be tried without doing them: better no than a promise not kept.
    func refuseDryRun() throws {
        if dryRun { throw ValidationError("this command has no --dry-run") }
    }
}
