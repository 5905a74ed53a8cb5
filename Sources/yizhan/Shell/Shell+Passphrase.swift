import Commands
import Foundation
import Texts

extension Shell {
    private static let variable = "YIZHAN_VAULT_PASSPHRASE_FILE"

    /// From the file, else from the one that the environment names, else from the person at the
    /// terminal; nil where nobody can be asked.
    func passphrase(file: String? = nil) -> @Sendable () throws -> [UInt8]? {
        let path = file ?? Self.environment[Self.variable]
        let (language, asks) = (language, asksPeople)
        return {
            if let path { return try PassphraseFile.read(path) }
            guard asks else { return nil }
            return Self.ask(.privacy(.askPassphrase), in: language)
        }
    }

    /// The same, typed twice: nobody knows it yet.
    func newPassphrase(file: String?) throws -> [UInt8] {
        guard let first = try passphrase(file: file)() else {
            throw VaultKeyCommands.noPassphrase
        }
        if file == nil, Self.environment[Self.variable] == nil {
            guard Self.ask(.privacy(.askPassphraseAgain), in: language) == first else {
                throw Problem("passphrases-differ", .badInput, .privacy(.passphrasesDiffer))
            }
        }
        return first
    }

    private static func ask(_ question: Sentence, in language: Language) -> [UInt8]? {
        HiddenLine.ask(question.text(in: language))
    }
}
