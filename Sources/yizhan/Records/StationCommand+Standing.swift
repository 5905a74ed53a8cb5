import ArgumentParser
import Commands

extension StationCommand {
    struct Suspend: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Speak with a station no more until that is lifted; it goes on recording.",
            discussion: """
                The station hears the reason at its next exchange and says it in its status. Nothing that it \
                wrote is refused, and nothing is lost: what it records meanwhile is delivered after --lift.
                """)
        @Option(help: "The station's code.") var code: String
        @Option(help: "Six or more digits of one PC's origin; else all of the station.")
        var origin: String?
        @Option(help: "Why, for the people there; it stays in the log.") var reason: String?
        @Flag(help: "Take it back.") var lift = false
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.suspend(
                shell.workplace(), code: code, origin: origin, reason: reason, isLifted: lift)
        }
    }

    struct Retire: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a station for good; what it wrote counts, and what it still brings.",
            discussion: """
                It stands in the list as retired, nobody waits for it, and it is not called. Join files that \
                were not used are void; a new one opens the station again.
                """)
        @Option(help: "The station's code.") var code: String
        @Option(help: "Six or more digits of one PC's origin; else all of the station.")
        var origin: String?
        @Option(help: "Why; it stays in the log.") var reason: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.retire(
                shell.workplace(), code: code, origin: origin, reason: reason)
        }
    }
}
