import ArgumentParser
import Commands

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what and when: read from the logs.",
        subcommands: [List.self, Export.self])

    struct Options: ParsableArguments {
        @Option(help: "A login; node for what nodes wrote by themselves.") var user: String?
        @Option(help: "A kind of records, or login, role, refuse, …") var what: String?
        @Option(help: "From this day on.") var since: String?
        @Option(help: "Up to this day.") var until: String?
        @Option(help: "The station, at a county.") var code: String?

        var filter: AuditCommands.Filter {
            .init(user: user, what: what, since: since, until: until, code: code)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "The newest first.")
        @OptionGroup var options: Options
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try AuditCommands.list(shell.workplace(), options.filter, limit: limit)
        }
    }

    struct Export: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Everything that fits, as JSON Lines.")
        @OptionGroup var options: Options
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try AuditCommands.export(shell.workplace(), options.filter, file: file)
        }
    }
}
