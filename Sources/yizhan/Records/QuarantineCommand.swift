import ArgumentParser
import Commands

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Changes that are held and do not count: refused, not admitted, impossible.",
        subcommands: [List.self, Show.self, Requeue.self, Close.self, Refuse.self])

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What does not count, why, and whose it is.")
        @Option(help: "The station, at a county.") var station: String?
        @Flag(help: "Also what was dealt with.") var all = false
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try QuarantineCommands.list(
                shell.workplace(), code: station, all: all, limit: limit)
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "One change that does not count, numbers masked.")
        @OptionGroup var which: ChangeArgument
        @OptionGroup var revealing: RevealOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try QuarantineCommands.show(
                shell.workplace(), which.change, code: which.station, revealing: revealing.grounds)
        }
    }

    struct Requeue: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send it again as it was: it counts from then on. The refusal stays.")
        @OptionGroup var which: ChangeArgument
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try QuarantineCommands.requeue(shell.workplace(), which.change, code: which.station)
        }
    }

    struct Close: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that it is dealt with: it needs nobody any more, and stays listed.")
        @OptionGroup var which: ChangeArgument
        @Option(help: "What was done about it, without a name or a number: it is kept.") var reason:
            String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try QuarantineCommands.close(
                shell.workplace(), which.change, reason: reason, code: which.station)
        }
    }

    struct Refuse: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "At a county: a change does not count, for ever; its author is told.")
        @Argument(help: "ORIGIN:SEQUENCE; or a record's id, for the change that created it.")
        var change: String
        @Option(help: "The station, where the origin writes for several.") var station: String?
        @Option(help: "Why, for its author to read; no name, no number: it is kept.") var reason:
            String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try QuarantineCommands.refuse(
                shell.workplace(), change, reason: reason, code: station)
        }
    }
}

/// Which change is meant.
struct ChangeArgument: ParsableArguments {
    @Argument(help: "ORIGIN:SEQUENCE, as `quarantine list` shows it.") var change: String
    @Option(help: "The station, where the origin writes for several.") var station: String?
}
