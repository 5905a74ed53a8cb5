import ArgumentParser
import Commands

struct StationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "station", abstract: "The stations of this county.",
        subcommands: [
            Invite.self, Uninvite.self, Replace.self, List.self, Show.self, Set.self, Admit.self,
            Suspend.self,
            Retire.self, Recode.self, Merge.self, Separate.self, Split.self,
            Move.self, Adopt.self,
        ])

    struct Invite: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a join file that makes one station, once.")
        @Option(help: "The township's code.") var code: String
        @Option(help: "Its name; else that of the list of divisions.") var name: String?
        @Option(
            name: .customLong("address"), parsing: .singleValue,
            help: "HOST:PORT of this node, as the station reaches it. May be repeated.")
        var addresses: [String] = []
        @Option(name: .customLong("out"), help: "The join file to write.", completion: .file())
        var file: String
        @Option(name: .customLong("expires-days"), help: "How long the file is good.")
        var days = 30
        @Flag(help: "The code is right, though it does not lie below this node's own.")
        var elsewhere = false
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.invite(
                shell.workplace(),
                .init(
                    code: code, name: name, addresses: addresses, file: file, days: days,
                    isElsewhere: elsewhere))
        }
    }

    struct Uninvite: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make void the join files of a station that nobody has used.")
        @Option(help: "The station's code.") var code: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.uninvite(shell.workplace(), code: code)
        }
    }

    struct Replace: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a join file for a PC that is lost, or has lost its key.",
            discussion: """
                When the new one comes, the lost one's log is closed. Nothing that it wrote is refused, and \
                should it turn up again, what it has still to deliver is taken.
                """)
        @Option(help: "The station's code.") var code: String
        @Option(help: "Which PC, where the station has several.") var origin: String?
        @Option(
            name: .customLong("address"), parsing: .singleValue,
            help: "HOST:PORT of this node, as the station reaches it. May be repeated.")
        var addresses: [String] = []
        @Option(name: .customLong("out"), help: "The join file to write.", completion: .file())
        var file: String
        @Option(name: .customLong("expires-days"), help: "How long the file is good.")
        var days = 30
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.invite(
                shell.workplace(),
                .init(
                    code: code, addresses: addresses, file: file, days: days,
                    replaced: origin.map { .origin($0) } ?? .only))
        }
    }

    struct Set: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say where a station listens, so that this node can call it.")
        @Option(help: "The station's code.") var code: String
        @Option(help: "HOST:PORT where it listens.") var address: String?
        @Flag(name: .customLong("no-address"), help: "It is called no more.") var noAddress = false
        @Option(help: "Which PC, where the station has several.") var origin: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard (address == nil) == noAddress else {
                throw ValidationError("give --address HOST:PORT, or --no-address")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.set(
                shell.workplace(), code: code, address: address, origin: origin)
        }
    }

    struct Admit: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an origin write that waits for you; without --origin: what waits.")
        @Option(help: "The station's code.") var code: String?
        @Option(help: "Six or more digits of the origin that waits.") var origin: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            let place = try shell.workplace()
            guard let origin else { return try StationCommands.waiting(place, code: code) }
            return try StationCommands.admit(place, origin: origin, code: code)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Stations by code.")
        @Option(help: "A day: as they were then.") var at: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.list(shell.workplace(), on: at)
        }
    }
}
