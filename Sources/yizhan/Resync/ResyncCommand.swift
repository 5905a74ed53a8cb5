import ArgumentParser
import Commands
import Node
import NodeConfiguration

struct ResyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resync",
        abstract: "Bring a copy in order: look first, then as far as need be.",
        discussion: """
            Levels, the mildest first: retry, verify, repair, rebuild, refetch; replace is `station \
            replace`. With --station or --all for stations, without for this node itself. Nothing of it \
            loses what is not delivered.
            """,
        subcommands: [
            Plan.self, Start.self, Status.self, Approve.self, Cancel.self, Undo.self, History.self,
        ])

    struct What: ParsableArguments {
        @Option(
            help: "retry, verify, repair, rebuild or refetch.",
            completion: .list(["retry", "verify", "repair", "rebuild", "refetch"]))
        var level: String
        @Option(
            name: .customLong("station"), parsing: .singleValue,
            help: "The station, at a county. May be repeated.")
        var stations: [String] = []
        @Flag(help: "Every station, at a county.") var all = false
        @Option(
            help:
                "The kind in doubt: of no other are tables compared or changes mended; logs are compared whole."
        )
        var kind: String?
        @Option(help: "The day since when there is doubt, likewise.")
        var since: String?

        func order(plan: String? = nil) -> ResyncOrder {
            ResyncOrder(
                level: level, stations: stations, all: all, kind: kind, since: since, plan: plan)
        }
    }

    struct Plan: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a level would do, on each side; changes nothing.")
        @OptionGroup var what: What
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.plan(shell.workplace(), what.order())
        }
    }

    struct Start: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for it; 4 while somebody else has to agree.")
        @OptionGroup var what: What
        @Option(help: "Of the preview: begins only while things are still so.") var plan: String?
        @OptionGroup var line: LineOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            let upstream = try UpstreamSettings(shell.configuration.get())
            return try ResyncCommands.start(
                shell.workplace(line), what.order(plan: plan), upstream: upstream, log: shell.log)
        }
    }

    struct Status: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is open, and what ended within a day.")
        @OptionGroup var stations: StationOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.status(shell.workplace(), stations: stations.codes)
        }
    }

    struct History: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Everything that was ever asked for.")
        @OptionGroup var stations: StationOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.status(shell.workplace(), stations: stations.codes, all: true)
        }
    }

    struct Approve: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agree to what somebody else asks for.")
        @Argument(help: "Beginning of the id, of the instruction or of the request.")
        var instruction: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.approve(shell.workplace(), instruction)
        }
    }

    struct Cancel: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an instruction back; what is swapped in by then stays.")
        @Argument(help: "Beginning of the id.") var instruction: String
        @Option(help: "Why, without a name or a number: it is kept.") var reason = ""
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.cancel(shell.workplace(), instruction, reason: reason)
        }
    }

    struct Undo: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what it wrote, for 30 days, by forward changes.")
        @Argument(help: "Beginning of the id.") var instruction: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ResyncCommands.undo(shell.workplace(), instruction)
        }
    }
}

/// The stations that a question is about; none for all.
struct StationOptions: ParsableArguments {
    @Option(
        name: .customLong("station"), parsing: .singleValue,
        help: "The station, at a county. May be repeated.")
    var codes: [String] = []
}
