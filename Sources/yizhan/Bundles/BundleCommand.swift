import ArgumentParser
import Commands

struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "A USB stick in place of a line.",
        discussion: """
            A station exports for its county; the county imports, and its receipt bundle goes back. Importing \
            twice, partly or in another order does no harm, and nobody but the recipient can open a bundle.
            """,
        subcommands: [Export.self, Import.self, Inspect.self, Receipt.self])

    struct Export: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what the level above, or a station, does not have yet.")
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @Option(help: "At a county: the code of the station for which it is.") var to: String?
        @Flag(help: "Also write FILE.txt, whose lines are the texts of QR codes.") var qr = false
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BundleCommands.export(shell.workplace(), file: file, to: to, cutsPieces: qr)
        }
    }

    struct Import: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a bundle in: the file, or the scanned texts of its QR codes.")
        @Argument(help: "The bundle.", completion: .file()) var file: String
        @Option(
            name: .customLong("receipt"), help: "Where to write the bundle that goes back.",
            completion: .file())
        var receipt: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BundleCommands.take(shell.workplace(), file: file, receipt: receipt)
        }
    }

    struct Inspect: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is in a bundle; without one, what is parked here.")
        @Argument(help: "The bundle.", completion: .file()) var file: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            guard let file else { return try BundleCommands.parked(shell.workplace()) }
            return try BundleCommands.inspect(shell.workplace(), file: file)
        }
    }

    struct Receipt: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the bundle that answers the one that was imported last.")
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @Option(help: "At a county: the code of the station, else that of the last import.")
        var to: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BundleCommands.receipt(shell.workplace(), file: file, to: to)
        }
    }
}
