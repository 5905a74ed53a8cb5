import ArgumentParser
import Commands

extension KeyCommand {
    struct Seal: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put the key of personal data behind a passphrase, asked for at every start.")
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            let place = try shell.workplace()
            return try VaultKeyCommands.seal(
                place, passphrase: shell.newPassphrase(file: passphrase.file))
        }
    }

    struct Unseal: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the key of personal data as a file again.")
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try VaultKeyCommands.unseal(
                shell.directory, passphrase: shell.passphrase(file: passphrase.file),
                isDryRun: shell.isDryRun)
        }
    }
}

struct PassphraseOptions: ParsableArguments {
    @Option(
        name: .customLong("passphrase-file"),
        help: "A file that nobody else can read; else the terminal asks.", completion: .file())
    var file: String?
}
