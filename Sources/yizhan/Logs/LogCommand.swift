import ArgumentParser
import Commands

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The logs, and what proves them to others.",
        subcommands: [List.self, Show.self, Verify.self, Proof.self, Export.self])

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Logs that are held, what is signed of them, what is delivered.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try LogCommands.list(shell.workplace())
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "One change, decoded, without its personal part.")
        @Option(help: "Beginning of the log's origin.") var origin: String
        @Option(help: "Its place in the log, from 1.") var sequence: UInt64
        @Option(help: "The station, where the origin writes for several.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try LogCommands.show(
                shell.workplace(), origin: origin, sequence: sequence, code: code)
        }
    }

    struct Verify: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a proof of a record; without a file, the logs that are held here.",
            discussion: "A proof is checked with nothing but the county's public key.")
        @Argument(help: "The proof.", completion: .file()) var file: String?
        @Option(
            name: .customLong("county-key"),
            help: "64 hexadecimal digits, or a file with them; else that of the node here.",
            completion: .file())
        var countyKey: String?
        @Option(help: "Beginning of the id that the proof should be about.") var record: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if file == nil, countyKey != nil || record != nil {
                throw ValidationError("--county-key and --record go with a proof: give its FILE")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            guard let file else { return try LogCommands.verify(shell.workplace()) }
            return try ProofCommands.check(file: file, record: record, countyKey: key(shell))
        }

        private func key(_ shell: Shell) throws -> [UInt8] {
            if let countyKey { return try PublicKeyArgument.read(countyKey) }
            do { return try PublicKeyArgument.known(to: shell.workplace().home) } catch let problem
                as Problem where problem.code == "not-a-node"
            { throw PublicKeyArgument.needed }
        }
    }

    struct Proof: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the proof that a record stands in what the county has signed.")
        @Option(help: "Beginning of the id; a volunteer by number too.") var record: String
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try ProofCommands.make(shell.workplace(), record: record, file: file)
        }
    }

    struct Export: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all that is held, for an outsider to check; nothing personal.")
        @Option(
            name: .customLong("out"), help: "The file to write, JSON Lines.", completion: .file())
        var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try LogCommands.export(shell.workplace(), file: file)
        }
    }
}
