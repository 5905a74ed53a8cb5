import ArgumentParser
import Commands

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys, certificates, and who may still speak.",
        subcommands: [Show.self, Rotate.self, Revoke.self, Seal.self, Unseal.self])

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "By which key this node is known; at a county, who writes below it.")
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try KeyCommands.show(shell.workplace(), code: code)
        }
    }

    struct Rotate: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on under a new key; what the old one wrote goes on counting.")
        @Flag(help: "Of the signer of certificates instead, at an aggregator.")
        var authority = false
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            authority
                ? try KeyCommands.rotateAuthority(shell.workplace())
                : try KeyCommands.rotate(shell.workplace())
        }
    }

    struct Revoke: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a PC's origin count only as far as this, and speak no more. At a county."
        )
        @Option(help: "The station's code.") var code: String
        @Option(help: "Six or more digits of the origin.") var origin: String
        @Option(help: "How many of its changes go on counting; else all that are here.")
        var keep: UInt64?
        @Option(help: "A PC that goes on from the same key, and is to go on; may be repeated.")
        var spare: [String] = []
        @Flag(help: "Every PC that goes on from the same key.") var all = false
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard spare.isEmpty || !all else {
                throw ValidationError("give either --spare ORIGIN or --all")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            try KeyCommands.revoke(
                shell.workplace(), origin: origin, code: code, keeping: keep, sparing: spare,
                isForAll: all)
        }
    }
}
