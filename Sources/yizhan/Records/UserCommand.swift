import ArgumentParser
import Commands
import ServiceRecords

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Users, their roles and their logins.",
        subcommands: [Add.self, Grant.self, Disable.self, List.self])

    static let roles = CompletionKind.list(Role.allCases.map(\.name))

    struct Add: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name a user and give a first role (at the county).")
        @Argument(help: "The name to log in by.") var login: String
        @Option(help: "What people call them.") var name: String
        @Option(
            help: "worker, manager, county-operator, administrator or auditor.",
            completion: UserCommand.roles)
        var role: String
        @Option(help: "The station; needed for workers and managers.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try UserCommands.add(
                shell.workplace(), login: login, name: name, role: role, code: code)
        }
    }

    struct Grant: YizhanCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Give a role, or take it away (at the county).")
        @Argument(help: "The user's login.") var login: String
        @Option(help: "The role to give.", completion: UserCommand.roles) var grant: String?
        @Option(help: "The role to take away.", completion: UserCommand.roles) var revoke: String?
        @Option(help: "The station; else all of the county's.") var code: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard (grant == nil) != (revoke == nil) else {
                throw ValidationError("give either --grant ROLE or --revoke ROLE")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try UserCommands.role(
                shell.workplace(), login: login, role: grant ?? revoke ?? "",
                isGranted: grant != nil, code: code)
        }
    }

    struct Disable: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take all roles away (at the county); what was written stays and counts.")
        @Argument(help: "The user's login.") var login: String
        @Option(help: "Only at this station.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try UserCommands.disable(shell.workplace(), login: login, code: code)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Users with their roles; a disabled one has none.")
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try UserCommands.list(shell.workplace(), code: code)
        }
    }
}
