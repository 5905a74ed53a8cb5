import ArgumentParser
import Commands
import Texts

struct CompletionCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script by which a shell completes commands, options and values.")
    @Argument(
        help: "bash, zsh or fish.",
        completion: .list(CompletionShell.allCases.map(\.rawValue)),
        transform: Self.shell)
    var shell: CompletionShell
    @OptionGroup var global: GlobalOptions

    var toleratesFaults: Bool { true }

    func perform(_: Shell) throws -> any Report {
        CompletionScript(shell: shell.rawValue, script: Yizhan.completionScript(for: shell))
    }

    private static func shell(_ text: String) throws -> CompletionShell {
        guard let shell = CompletionShell(rawValue: text) else {
            let names = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there are scripts for \(names)")
        }
        return shell
    }
}

struct CompletionScript: Report {
    static let kind = "CompletionScript"
    let shell: String
    let script: String

    func text(in language: Language) -> String { script }
}
