import ArgumentParser
import Commands

struct DivisionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "division", abstract: "The public list of administrative divisions.",
        subcommands: [Import.self, List.self])

    struct Import: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a list: CSV, plain or packed with gzip.")
        @Argument(help: "The file.", completion: .file()) var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try DivisionCommands.importList(shell.workplace(), file: file)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Divisions by code.")
        @Option(help: "Those within the division of this code.") var under = ""
        @Option(help: "0 province, 1 prefecture, 2 county, 3 township; all unless given.")
        var level: Int?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard let level else { return }
            guard (0...3).contains(level) else { throw ValidationError("--level is 0, 1, 2 or 3") }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try DivisionCommands.list(shell.workplace(), under: under, level: level)
        }
    }
}
