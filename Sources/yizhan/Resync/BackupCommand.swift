import ArgumentParser
import Commands
import Foundation

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies of this node that were read back.",
        subcommands: [Create.self, Verify.self, Restore.self, List.self, Key.self])

    struct Create: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write an encrypted backup, while the node goes on, and verify it.")
        @Option(
            name: .customLong("out"), help: "The file; else in the node's own folder.",
            completion: .file())
        var file: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BackupCommands.create(shell.workplace(), file: file)
        }
    }

    struct Verify: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a backup in a scratch place, and compare.")
        @Argument(help: "The file.", completion: .file()) var file: String
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try BackupCommands.verify(shell.workplace(), file: file)
        }
    }

    struct Restore: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a node of a backup, in an empty --data-dir; as a new origin.")
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(help: "What `backup key` has written.", completion: .file()) var key: String
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BackupCommands.restore(
                file: file, keyFile: key, to: shell.directory, passphrase: shell.passphrase())
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "The backups that this node has made of its own accord.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try BackupCommands.list(shell.workplace())
        }
    }

    struct Key: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the key that opens backups, for a safe.")
        @Option(help: "The station, at a county.") var station: String?
        @Option(name: .customLong("out"), help: "The file to write.", completion: .file())
        var file: String
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try BackupCommands.key(shell.workplace(), station: station, file: file)
        }
    }
}
