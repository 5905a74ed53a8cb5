import ArgumentParser
import Commands
import ServiceRecords

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Users, their roles and their logins.",
        subcommands: [
            Add.self, Grant.self, Disable.self, List.self, Passwd.self, Login.self, Logout.self,
            WhoAmI.self, Recover.self, Vouch.self,
        ])

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

    struct Passwd: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a user's password on this machine.",
            discussion: "Of one's own, with --own, the old one is asked for first.")
        @Argument(help: "The user's login.") var login: String
        @Flag(help: "One's own: the old password is asked for.") var own = false
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let desk = LoginDesk(try shell.workplace())
            let old = own ? try shell.secret(0) : nil
            return try desk.set(
                password: shell.secret(own ? 1 : 0), of: login, knowing: old)
        }
    }

    struct Login: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Work under one's own name from now on, in this home directory.")
        @Argument(help: "One's login.") var login: String
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let session = try LoginDesk(shell.place()).login(login, password: shell.secret(0))
            try shell.keep(token: session.token)
            return session
        }
    }

    struct Logout: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "End the session.")
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            guard let token = shell.token else { throw LoginDesk.noSession }
            defer { shell.forgetToken() }
            return try LoginDesk(shell.place()).logout(token)
        }
    }

    struct WhoAmI: YizhanCommand {
        static let configuration = CommandConfiguration(
            commandName: "whoami", abstract: "Under whose name commands are written.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try Commands.WhoAmI(shell.workplace())
        }
    }

    struct Recover: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "A lost password: show a challenge for the county, or use its word.")
        @Argument(help: "The user's login.") var login: String
        @Option(help: "The county's word.") var vouched: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let place = try shell.place()
            guard let vouched else {
                return try RecoveryCommands.challenge(place, login: login)
            }
            return try LoginDesk(place).recover(login, code: vouched, password: shell.secret(0))
        }
    }

    struct Vouch: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vouch for somebody who has lost a password (at the county).",
            discussion: "Make sure at the telephone that it is they.")
        @Argument(help: "The user's login.") var login: String
        @Option(help: "The station.") var code: String
        @Option(help: "What the PC shows.") var challenge: String
        @Option(help: "For how many hours it is good, 72 at most.") var hours = 24
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try RecoveryCommands.vouch(
                shell.workplace(), login: login, code: code, challenge: challenge, hours: hours)
        }
    }
}
