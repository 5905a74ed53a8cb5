import ArgumentParser
import Commands
import NodeConfiguration

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "What is configured, whether it is sound, what keys mean.",
        subcommands: [Show.self, Check.self, Explain.self])

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every key with its value and where it comes from.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            ConfigCommands.show(try shell.configuration.get())
        }
    }

    struct Check: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "All faults of the configuration, or of a file; exit 78 if there are any.")
        @Argument(help: "The file; else the one that would be used.", completion: .file())
        var file: String?
        @OptionGroup var global: GlobalOptions

        var toleratesFaults: Bool { true }

        func perform(_ shell: Shell) -> any Report {
            ConfigCommands.check(file.map(shell.configuration(of:)) ?? shell.configuration)
        }
    }

    struct Explain: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a key means, what it takes, its default and present value; or all keys."
        )
        @Argument(
            help: "SECTION.NAME; all keys if left out.",
            completion: .list(ConfigCatalogue.entries.map(\.name)))
        var key: String?
        @OptionGroup var global: GlobalOptions

        var toleratesFaults: Bool { true }

        func perform(_ shell: Shell) throws -> any Report {
            try ConfigCommands.explain(key, in: try? shell.configuration.get())
        }
    }
}
