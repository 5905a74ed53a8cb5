import ArgumentParser
import Commands

struct PullCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Visit stations: fetch what they recorded, and sign for it. At an aggregator.")

    @Option(
        name: .customLong("station"), parsing: .singleValue,
        help: "The code of a station. May be repeated.")
    var stations: [String] = []
    @Flag(help: "All stations.") var all = false
    @Option(help: "Seconds that each station may take.") var timeout = PullCommands.usualTimeout
    @OptionGroup var line: LineOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseDryRun()
        guard all != !stations.isEmpty else {
            throw ValidationError("give --station CODE, as often as you like, or --all")
        }
    }

    func perform(_ shell: Shell) throws -> any Report {
        try PullCommands.pull(
            shell.workplace(line), all ? .all : .stations(stations), timeout: timeout,
            log: shell.log)
    }
}
