import ArgumentParser
import Commands

struct ApprovalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval", abstract: "What needs a second person.",
        subcommands: [List.self, Approve.self, Decline.self])

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "What waits for an answer.")
        @Flag(help: "Also what was answered, carried out or has expired.") var all = false
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ApprovalCommands.list(shell.workplace(), code: code, all: all)
        }
    }

    struct Approve: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agree to what somebody else asks for.")
        @Argument(help: "Beginning of the id.") var request: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ApprovalCommands.answer(shell.workplace(), request, approving: true)
        }
    }

    struct Decline: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse it, with a reason.")
        @Argument(help: "Beginning of the id.") var request: String
        @Option(help: "Why, without a name or a number: it is kept.") var reason: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ApprovalCommands.answer(
                shell.workplace(), request, approving: false, reason: reason)
        }
    }
}
