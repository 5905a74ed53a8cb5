import ArgumentParser
import Commands

extension VolunteerCommand {
    struct Erase: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask that who somebody is be erased; hours stay. The county confirms.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Option(help: "Why, without a name or a number: it is kept for ever.") var reason: String?
        @Flag(help: "At the county: erase it, on another's request.") var confirm = false
        @Flag(help: "Take the request back.") var withdraw = false
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard !(confirm && withdraw), !(confirm && reason != nil) else {
                throw ValidationError("--confirm stands alone")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            let act: ErasureAct =
                confirm ? .confirm : withdraw ? .withdraw(reason: reason) : .ask(reason: reason)
            return try VolunteerCommands.erase(shell.workplace(), volunteer, act)
        }
    }

    struct Erasures: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who asked for an erasure, and what came of it.")
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try VolunteerCommands.erasures(shell.workplace(), code: code)
        }
    }
}
