import ArgumentParser
import Commands

extension VolunteerCommand {
    struct Merge: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that two volunteers are one person; hours stay, and it can be undone.")
        @Option(help: "Beginning of the id of whoever does not stay.") var volunteer: String
        @Option(help: "Beginning of the id of whoever stays.") var into: String?
        @Flag(help: "Take the merge back.") var undo = false
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard undo != (into != nil) else {
                throw ValidationError("give --into ID, or --undo")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            guard let into else {
                return try VolunteerCommands.unmerge(shell.workplace(), volunteer)
            }
            return try VolunteerCommands.merge(shell.workplace(), volunteer, into: into)
        }
    }
}
