public import Authority
import CDispatch
import CoreFoundation
public import Foundation
import Glibc
import Node
import Store
import SyncCore
public import Texts

/// `key seal`, `key unseal`: the vault's key behind a passphrase, or as a file.
public enum VaultKeyCommands {
    /// Seals the key of a node that opens; a running daemon goes on with what it has.
    public static func seal(_ place: Workplace, passphrase: [UInt8]) throws -> VaultKeyChanged {
        let keys = place.home.keys
        guard !keys.isVaultSealed else {
            throw Problem("already-sealed", .no, .privacy(.alreadySealed))
        }
        guard KeyFolder.passphraseLength.contains(passphrase.count) else {
            throw Problem(
                "passphrase-length", .badInput,
                .privacy(.passphraseLength(KeyFolder.passphraseLength)))
        }
        if !place.isDryRun {
            try keys.sealVault(passphrase: passphrase, randomness: place.home.randomness)
        }
        return VaultKeyChanged(isSealed: true, isDryRun: place.isDryRun)
    }

    /// Nobody gives the passphrase that is to protect the key.
    public static var noPassphrase: Problem {
        Problem(
            "passphrase-needed", .usage, .privacy(.passphraseNeeded),
            remedy: .privacy(.passphraseNeededRemedy))
    }

    /// - Parameter directory: the node's; it is not opened.
    public static func unseal(
        _ directory: URL, passphrase: Passphrase, isDryRun: Bool
    ) throws -> VaultKeyChanged {
        let keys = KeyFolder(in: directory)
        guard keys.isVaultSealed else { throw Problem("not-sealed", .no, .privacy(.notSealed)) }
        guard let passphrase = try passphrase() else { throw KeyError.sealed }
        if !isDryRun { try keys.unsealVault(passphrase: passphrase) }
        return VaultKeyChanged(isSealed: false, isDryRun: isDryRun)
    }
}

/// The vault's key was sealed, or unsealed.
public struct VaultKeyChanged: Report {
    public static let kind = "VaultKey"
    public let isSealed: Bool
    public let dryRun: Bool

    init(isSealed: Bool, isDryRun: Bool) {
        self.isSealed = isSealed
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let done: [PrivacySentence] = isSealed ? [.sealedNow, .sealedNext] : [.unsealedNow]
        let all = done.map(Sentence.privacy) + (dryRun ? [.record(.nothingWritten)] : [])
        return all.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// A passphrase in a file that nobody else can read.
public enum PassphraseFile {
    /// The first line.
    /// - Throws: `Problem`, `KeyError.exposed`.
    public static func read(_ path: String) throws -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size <= 4_096,
            let data = FileManager.default.contents(atPath: path)
        else {
            throw Problem(
                "no-passphrase-file", .configuration, .privacy(.passphraseFileMissing(path: path)))
        }
        guard status.st_mode & 0o077 == 0 else { throw KeyError.exposed(path) }
        return Array(data.prefix { $0 != 0x0A && $0 != 0x0D })
    }
}
