import ArgumentParser
import Commands

struct TransferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract:
            "Volunteers who go from one station to another: hours stay, the right to record moves.",
        subcommands: [
            Release.self, Accept.self, Decline.self, Cancel.self, Close.self, Claim.self,
            List.self, Show.self, PassportCommand.self, StatementCommand.self, Verify.self,
            Settle.self,
        ])

    struct Release: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Release a volunteer to another station.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Option(help: "The code of the station that takes over.") var to: String
        @Option(
            name: .customLong("out"),
            help: "Where to write the passport that the volunteer carries.",
            completion: .file())
        var file: String?
        @OptionGroup var paper: PaperOption
        @OptionGroup var stead: SteadOption
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.release(
                shell.workplace(), volunteer: volunteer, to: to,
                passport: .init(file: file, paper: paper.path, in: shell.language),
                for: stead.code)
        }
    }

    struct Accept: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a volunteer over: by a passport, or by what the line brought.")
        @Argument(
            help:
                "The passport, the scanned texts of its QR codes, or the beginning of a transfer's id.",
            completion: .file())
        var what: String
        @OptionGroup var stead: SteadOption
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.accept(shell.workplace(), what, for: stead.code)
        }
    }

    struct Decline: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Do not take what was released here; or say that a claim means another person.")
        @Argument(help: "The beginning of the transfer's or the claim's id.") var id: String
        @OptionGroup var stead: SteadOption
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.decline(shell.workplace(), id, for: stead.code)
        }
    }

    struct Cancel: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a release of this station back, or a claim.")
        @Argument(help: "The beginning of the transfer's or the claim's id.") var id: String
        @OptionGroup var stead: SteadOption
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.cancel(shell.workplace(), id, for: stead.code)
        }
    }

    struct Close: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "At a county: say for an absent station that it needs the profile of somebody no more."
        )
        @Argument(help: "The beginning of the transfer's id.") var id: String
        @Option(name: .customLong("for"), help: "The code of the absent station.")
        var code: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.close(shell.workplace(), id, for: code)
        }
    }

    struct Claim: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "The volunteer is here, and nobody has released them.")
        @Option(help: "A volunteer registered here, by id or number.") var volunteer: String
        @Option(
            help:
                "Where the volunteer says to be known: the code of a station, a county or a city. Only there others are asked."
        )
        var from: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.claim(shell.workplace(), volunteer: volunteer, from: from)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Transfers of this station, or of all below.")
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.list(shell.workplace(), code: code)
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "How it stands with one volunteer, and everything that was said.")
        @Argument(help: "The beginning of a transfer's id; or a volunteer.") var what: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.show(shell.workplace(), what)
        }
    }

    struct PassportCommand: YizhanCommand {
        static let configuration = CommandConfiguration(
            commandName: "passport",
            abstract:
                "Write the passport of a release once more: a file, a sheet of paper, or both.")
        @Argument(help: "The beginning of the transfer's id.") var id: String
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String?
        @Flag(help: "The file as lines, each the text of a QR code.") var qr = false
        @OptionGroup var paper: PaperOption
        @OptionGroup var stead: SteadOption
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.passport(
                shell.workplace(), id,
                .init(file: file, cutsPieces: qr, paper: paper.path, in: shell.language),
                for: stead.code)
        }
    }

    struct StatementCommand: YizhanCommand {
        static let configuration = CommandConfiguration(
            commandName: "statement",
            abstract: "Write a volunteer's lifetime statement: totals by recording unit, signed.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.statement(shell.workplace(), volunteer: volunteer, file: file)
        }
    }

    struct Verify: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a passport or a statement, offline; exit 1 where a key is not known.")
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(
            help: "A county's public key: 64 hexadecimal digits, or a file. Several may be given.")
        var key: [String] = []
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            let keys = try key.map { try PublicKeyArgument.read($0) }
            // With keys in hand nobody needs a node.
            let place = keys.isEmpty ? try shell.workplace() : try? shell.workplace()
            return try TransferCommands.verify(place, file: file, keys: keys)
        }
    }

    struct Settle: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "At the county of first registration: of two stations that record one volunteer, which goes on."
        )
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Option(help: "The code of the station that goes on.") var owner: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try TransferCommands.settle(shell.workplace(), volunteer: volunteer, owner: owner)
        }
    }
}

/// The passport for whoever carries no file.
struct PaperOption: ParsableArguments {
    @Option(
        name: .customLong("paper"),
        help: "A page (HTML) to be printed, with the passport as QR codes.",
        completion: .file())
    var path: String?
}

/// At a county: in whose name something is done.
struct SteadOption: ParsableArguments {
    @Option(
        name: .customLong("for"),
        help: "At a county: the code of the absent station for which it acts.")
    var code: String?
}
