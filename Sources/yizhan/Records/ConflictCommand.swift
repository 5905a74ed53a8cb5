import ArgumentParser
import Commands
import Foundation
import Texts

struct ConflictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflict",
        abstract: "What two people wrote without seeing each other: look, decide, take back.",
        subcommands: [List.self, Show.self, Resolve.self, Reopen.self])

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What waits for a decision, a row for each.")
        @Option(help: "The station, at a county.") var station: String?
        @Option(help: "The kind of records: volunteer, service_record, …") var kind: String?
        @Flag(help: "What was written in parallel and needs nobody.") var merged = false
        @Option(help: "With --merged: written on that day or later.") var since: String?
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard since == nil || merged else {
                throw ValidationError("--since goes with --merged")
            }
            guard kind == nil || !merged else {
                throw ValidationError("--kind does not go with --merged")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            let place = try shell.workplace()
            if merged {
                return try ConflictCommands.merged(
                    place, code: station, since: since, limit: limit)
            }
            return try ConflictCommands.list(place, code: station, kind: kind, limit: limit)
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "All versions side by side, and what the record would be with each.")
        @Argument(help: "Beginning of the id; a volunteer by number too.") var record: String
        @Option(help: "Which group of fields, where several are in conflict.") var group: String?
        @OptionGroup var revealing: RevealOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ConflictCommands.show(
                shell.workplace(), record, group: group, revealing: revealing.grounds)
        }
    }

    struct Resolve: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide one conflict, or with --all every one as one side wrote it.",
            discussion: """
                What is not taken stays in the log, and for 30 days a decision can be taken back \
                (conflict reopen). With --seen nothing is written if another version has come \
                since `conflict show`.
                """)
        @Argument(help: "Beginning of the id; a volunteer by number too.") var record: String?
        @Option(help: "Which group of fields, where several are in conflict.") var group: String?
        @Option(
            help: "A version's number, station or county; void or keep for a voided record.",
            completion: .list(["station", "county", "void", "keep"]))
        var take: String?
        @Option(
            parsing: .singleValue,
            help: "FIELD=VALUE: what is right where no version is. May be repeated.")
        var set: [String] = []
        @Option(help: "The token that `conflict show` gave.") var seen: String?
        @Flag(help: "All conflicts that fit; asks, or takes --yes.") var all = false
        @Option(
            help: "With --all: whose version to take, station or county.",
            completion: .list(ConflictSide.allCases.map(\.rawValue)))
        var side: String?
        @Option(help: "With --all: the station, at a county.") var station: String?
        @Option(help: "With --all: the kind of records.") var kind: String?
        @Option(help: "With --all: written on that day or later.") var since: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard all else { return try validateOne() }
            guard record == nil, group == nil, take == nil, set.isEmpty, seen == nil else {
                throw ValidationError("--all goes with --side, --station, --kind and --since alone")
            }
            guard side.flatMap(ConflictSide.init(rawValue:)) != nil else {
                throw ValidationError("--all needs --side station or --side county")
            }
        }

        private func validateOne() throws {
            guard record != nil else { throw ValidationError("name a record, or give --all") }
            guard side == nil, station == nil, kind == nil, since == nil else {
                throw ValidationError("--side, --station, --kind and --since go with --all")
            }
            guard take != nil || !set.isEmpty else {
                throw ValidationError("give --take, or --set FIELD=VALUE")
            }
            guard take == nil || take.flatMap(ConflictCommands.Choice.init) != nil else {
                throw ValidationError("--take is a number, station, county, void or keep")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            let place = try shell.workplace()
            guard all else {
                return try ConflictCommands.resolve(
                    place,
                    .init(
                        record: record ?? "", group: group,
                        choice: take.flatMap(ConflictCommands.Choice.init), edits: set,
                        token: seen))
            }
            let bulk = ConflictCommands.BulkResolution(
                side: side.flatMap(ConflictSide.init(rawValue:)) ?? .station, code: station,
                kind: kind, since: since)
            return try ConflictCommands.resolveAll(place, bulk) { preview, question in
                shell.confirm(question, about: preview)
            }
        }
    }

    struct Reopen: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a decision or a void back, for 30 days; nothing leaves the log.")
        @Argument(help: "Beginning of the id; a volunteer by number too.") var record: String
        @Option(help: "Which group of fields, where several were decided.") var group: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ConflictCommands.reopen(shell.workplace(), record, group: group)
        }
    }
}
