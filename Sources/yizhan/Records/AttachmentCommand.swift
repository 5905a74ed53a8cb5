import ArgumentParser
import Commands
import Node
import NodeConfiguration
import Texts

struct AttachmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachment",
        abstract: "Files that belong to records: photos of sign-in sheets, letters.",
        subcommands: [Add.self, List.self, Fetch.self])

    struct Add: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Attach a file to a record; the same file twice adds nothing.")
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(name: .customLong("to"), help: "Beginning of the record's id; or a volunteer.")
        var record: String
        @Option(help: "What stands under it.") var caption: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try AttachmentCommands.add(
                shell.workplace(), file: file, to: record, caption: caption)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is attached, and whether the files are here.")
        @Option(help: "Beginning of a record's id; or a volunteer.") var record: String?
        @Option(help: "The station, at a county.") var code: String?
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try AttachmentCommands.list(
                shell.workplace(), record: record, code: code, limit: limit)
        }
    }

    struct Fetch: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the file of an attachment; from the other side, if it is not here.")
        @Argument(help: "Beginning of the attachment's id.") var attachment: String
        @Option(help: "Where to; nothing is ever replaced.", completion: .file()) var out: String
        @Option(help: "Why, without a name; it goes into the log first.") var reason: String?
        @Option(
            help: "What it is for, where it is about a child under 14: code or name of a purpose.")
        var purpose: String?
        @OptionGroup var line: LineOptions
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let upstream = try UpstreamSettings(shell.configuration.get())
            return try AttachmentCommands.fetch(
                shell.workplace(line), attachment, to: out,
                RevealGrounds(reason: reason, purpose: purpose), upstream: upstream,
                log: shell.log)
        }
    }
}
