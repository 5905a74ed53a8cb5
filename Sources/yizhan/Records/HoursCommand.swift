import ArgumentParser
import Commands
import Texts

struct HoursCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hours", abstract: "Service records: a ledger of hours.",
        subcommands: [
            Add.self, List.self, Show.self, Import.self, Export.self, Approve.self, Reverse.self,
            Total.self,
        ])

    struct Add: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Record one service.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Option(help: "What it was called.") var activity: String
        @Option(help: "2026-03-01 09:00, Asia/Shanghai.") var start: String
        @Option(help: "2026-03-01 11:30.") var end: String
        @Option(help: "2.5; the whole time unless given.") var hours: String?
        @Option(help: "Where.") var place: String?
        @Option(help: "What was done.") var content: String?
        @Option(help: "The team or body.") var organisation: String?
        @Option(help: "The post.") var post: String?
        @Option(help: "The project's name.") var project: String?
        @Option(name: .customLong("project-no"), help: "The project's number.")
        var projectNumber: String?
        @Option(help: "Who led.") var leader: String?
        @Option(help: "Who recorded it.") var recorder: String?
        @Option(help: "Code or name of the way of entry; 1, by the group, unless given.")
        var mode: String?
        @Option(help: "A remark.") var remark: String?
        @Option(
            name: .customLong("attach"), parsing: .singleValue,
            help: "A photo or other file to attach. May be repeated.", completion: .file())
        var files: [String] = []
        @Flag(
            help: "What was refused for a name or number is nobody's: record it as it is written.")
        var asWritten = false
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            var fields = HoursFields(
                volunteer: volunteer, activity: activity, start: start, end: end)
            fields.hours = hours
            fields.place = place
            fields.content = content
            fields.organisation = organisation
            fields.post = post
            fields.projectName = project
            fields.projectNumber = projectNumber
            fields.leader = leader
            fields.recorder = recorder
            fields.entryMode = mode
            fields.remark = remark
            fields.isAsWritten = asWritten
            return try HoursCommands.add(shell.workplace(), fields, attaching: files)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Records as they were entered.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String?
        @Option(
            help: "awaitingApproval, confirmed, provisional or underReview.",
            completion: .list(
                HoursColumnName.allCases.filter { $0 != .notCounted }.map(\.rawValue)))
        var column: String?
        @Flag(help: "Those that overlap another of the same person: perhaps entered twice.")
        var overlapping = false
        @Option(help: "The station, at a county.") var code: String?
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        private var columnName: HoursColumnName? {
            column.flatMap(HoursColumnName.init(rawValue:))
        }

        func validate() throws {
            guard !overlapping || column == nil && volunteer == nil else {
                throw ValidationError("--overlapping goes with neither --volunteer nor --column")
            }
            guard column != nil else { return }
            guard let columnName, columnName != .notCounted else {
                throw ValidationError(
                    "--column is awaitingApproval, confirmed, provisional or underReview")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.list(
                shell.workplace(), volunteer: volunteer, column: columnName, code: code,
                overlapping: overlapping, limit: limit)
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "One record.")
        @Option(help: "Beginning of the id.") var record: String
        @OptionGroup var revealing: RevealOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.show(shell.workplace(), record, revealing: revealing.grounds)
        }
    }

    struct Import: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a list (CSV); the same file twice adds nothing.")
        @OptionGroup var table: ImportOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.importList(
                shell.workplace(), file: table.file, code: table.code,
                rejectedFile: table.rejected)
        }
    }

    struct Export: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Write what counts, with names (CSV); that it was written, and why, is logged.")
        @OptionGroup var order: ExportOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.export(shell.workplace(), order.order)
        }
    }

    struct Approve: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve records: neither one's own nor those one recorded.")
        @Option(
            name: .customLong("record"), parsing: .singleValue,
            help: "Beginning of an id. May be repeated.")
        var records: [String] = []
        @Flag(help: "All of the station that await it.") var all = false
        @Option(name: .customLong("by"), help: "Who approves: a name, or a volunteer.")
        var approver: String
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard all != !records.isEmpty else {
                throw ValidationError("give --record REF, or --all")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.approve(
                shell.workplace(), all ? .all(code: code) : .records(records), by: approver)
        }
    }

    struct Reverse: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a record out of the count, with a reason; perhaps put a right one in.")
        @Option(help: "Beginning of the id.") var record: String
        @Option(help: "Why, without a name or a number: it is kept.") var reason: String
        @Option(help: "The right start.") var start: String?
        @Option(help: "The right end.") var end: String?
        @Option(help: "The right number of hours.") var hours: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            let isReplaced = [start, end, hours].contains { $0 != nil }
            return try HoursCommands.reverse(
                shell.workplace(), record, reason: reason,
                replacement: isReplaced ? .init(start: start, end: end, hours: hours) : nil,
                overruling: global.yes)
        }
    }

    struct Total: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "The sum, column by column.")
        @Option(help: "The station; all that this node holds unless given.") var code: String?
        @Flag(name: .customLong("by-station"), help: "The sums of all stations as well.")
        var byStation = false
        @Option(help: "A day: stations under the codes and names that they had then.")
        var at: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try HoursCommands.total(shell.workplace(), code: code, byStation: byStation, on: at)
        }
    }
}
