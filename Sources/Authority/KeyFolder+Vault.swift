import Foundation
public import SyncCore

/// What a person knows and no disk holds; nil where nobody can be asked.
public typealias Passphrase = @Sendable () throws -> [UInt8]?

/// The key of the vault lies here as it is, or behind a passphrase.
extension KeyFolder {
    public static let sealedVault = "vault.sealed"
    /// Bytes; less than the first is guessed at once.
    public static let passphraseLength = 8...1_024

    public var isVaultSealed: Bool {
        !isHere(Self.vault) && isHere(Self.sealedVault)
    }

    /// 32 bytes. The passphrase is asked for only where it is needed.
    /// - Throws: `KeyError`: `sealed` where there is no passphrase, `wrongPassphrase`.
    public func vaultKey(_ passphrase: Passphrase) throws -> [UInt8] {
        guard isVaultSealed else { return try read(Self.vault) }
        _ = PrivateFile.finishRemoval(of: folder.appendingPathComponent(Self.vault))
        guard let passphrase = try passphrase() else { throw KeyError.sealed }
        return try SealedVaultKey.open(sealedBytes(), passphrase: passphrase)
    }

    /// Puts the key behind a passphrase. What is sealed is on stable storage, and was opened again, before
    /// the key itself goes; a run that was cut between the two is finished by the next.
    /// - Throws: `KeyError`; the key then lies where it lay.
    public func sealVault(passphrase: [UInt8], randomness: any Randomness) throws {
        let key = try read(Self.vault)
        let url = folder.appendingPathComponent(Self.sealedVault)
        let sealed = try SealedVaultKey.seal(
            key, passphrase: passphrase, salt: randomness.bytes(16), nonce: randomness.bytes(12))
        guard PrivateFile.replace(url, contents: sealed) else { throw KeyError.disk(url.path) }
        guard try SealedVaultKey.open(sealedBytes(), passphrase: passphrase) == key else {
            throw KeyError.damaged(Self.sealedVault)
        }
        try drop(Self.vault)
    }

    /// Puts the key back as it was.
    /// - Throws: `KeyError`; it then is sealed as before.
    public func unsealVault(passphrase: [UInt8]) throws {
        guard isVaultSealed else { throw KeyError.missing(Self.sealedVault) }
        let key = try SealedVaultKey.open(sealedBytes(), passphrase: passphrase)
        let url = folder.appendingPathComponent(Self.vault)
        guard PrivateFile.replace(url, contents: key) else { throw KeyError.disk(url.path) }
        try drop(Self.sealedVault)
    }

    private func isHere(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    private func sealedBytes() throws(KeyError) -> [UInt8] {
        let url = folder.appendingPathComponent(Self.sealedVault)
        guard let data = try? Data(contentsOf: url) else { throw .disk(url.path) }
        return [UInt8](data)
    }

    private func drop(_ name: String) throws(KeyError) {
        let url = folder.appendingPathComponent(name)
        guard PrivateFile.remove(url) else { throw .disk(url.path) }
    }
}
