import ArgumentParser
import Commands
import Node
import NodeConfiguration

struct StatusCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What is delivered, what is pending, what needs you.")

    @Option(
        help: "Exit 1 if so: pending, conflicts, quarantine or stale=SECONDS. May be repeated.",
        completion: .list(["pending", "conflicts", "quarantine", "stale="]))
    var failIf: [String] = []
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for text in failIf where StatusCondition(text) == nil {
            throw ValidationError(
                "--fail-if takes pending, conflicts, quarantine or stale=SECONDS")
        }
    }

    func perform(_ shell: Shell) throws -> any Report {
        try StatusCommands.status(
            shell.workplace(), failIf: failIf.compactMap(StatusCondition.init),
            pacing: Pacing.Settings(shell.configuration.get()))
    }
}

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Exchange with the level above.",
        subcommands: [Now.self, Log.self])

    struct Now: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Exchange now.")
        @OptionGroup var line: LineOptions
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let upstream = try UpstreamSettings(shell.configuration.get())
            return try SyncCommands.now(shell.workplace(line), upstream: upstream, log: shell.log)
        }
    }

    struct Log: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "The last exchanges.")
        @Option(help: "How many.") var limit = 20
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try SyncCommands.log(shell.workplace(), limit: max(1, min(limit, 1_000)))
        }
    }
}

struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Check or rebuild what is stored, or put a broken file right.",
        subcommands: [Check.self, Rebuild.self, Salvage.self])

    struct Check: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare bytes, leaves, roots, receipts and tables; exit 1 on a difference.")
        @Option(help: "The station whose digest is asked for, at an aggregator.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try DatabaseCommands.check(shell.workplace(), code: code)
        }
    }

    struct Rebuild: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Derive every table anew from the logs.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try DatabaseCommands.rebuild(shell.workplace())
        }
    }

    struct Salvage: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a file that SQLite cannot read right, with all of it that can be read.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try DatabaseCommands.salvage(
                in: shell.directory, isDryRun: shell.isDryRun, passphrase: shell.passphrase())
        }
    }
}
