import Crypto
public import Foundation
public import SyncCore

/// Why a key could not be read or written.
public enum KeyError: Error, Equatable, Sendable {
    /// No such key here. A node without its key makes a new one only through `node init`.
    case missing(String)
    /// The file is not a key of the right length.
    case damaged(String)
    case disk(String)
    /// A file or folder of keys is open to others on this machine, and stays so.
    case exposed(String)
    /// The vault's key is behind a passphrase, and nobody gives it.
    case sealed
    /// The vault's key does not open under this passphrase.
    case wrongPassphrase
}

/// The private keys of a node: files of raw bytes in one folder, readable by their owner alone, beside
/// the database and never in it.
public struct KeyFolder: Sendable {
    public let folder: URL

    /// - Parameter directory: the node's data directory.
    public init(in directory: URL) {
        folder = directory.appendingPathComponent("keys", isDirectory: true)
    }

    /// Ed25519: signs checkpoints and receipts. Its public part names the origin.
    public static let origin = "origin.key"
    /// AES-256: personal parts at rest.
    public static let vault = "vault.key"
    /// Ed25519 of an aggregator: signs the certificates of its nodes.
    public static let authority = "authority.key"
    /// X25519 of an aggregator: what is encrypted to it can only be opened here.
    public static let exchange = "exchange.key"

    /// X25519 of a scope, by which bundles for it are opened.
    public static func scope(_ scope: Scope) -> String { "scope-\(scope).key" }

    public func signer() throws -> Signer {
        do { return try Signer(privateKey: read(Self.origin)) } catch is NoteError {
            throw KeyError.damaged(Self.origin)
        }
    }

    /// 32 bytes.
    public func read(_ name: String) throws(KeyError) -> [UInt8] {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { throw .missing(name) }
        guard let data = try? Data(contentsOf: url) else { throw .disk(url.path) }
        guard data.count == 32 else { throw .damaged(name) }
        return [UInt8](data)
    }

    /// Writes a key that must not exist yet, on stable storage before it returns.
    public func write(_ key: [UInt8], as name: String) throws(KeyError) {
        let url = folder.appendingPathComponent(name)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw .disk(folder.path) }
        guard PrivateFile.create(url, contents: key) else { throw .disk(url.path) }
    }
}

/// The X25519 key pairs by which something is encrypted to a scope or to an aggregator.
public enum ExchangeKey {
    /// The public part of 32 private bytes.
    public static func publicKey(of privateKey: [UInt8]) throws -> [UInt8] {
        let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey)
        return [UInt8](key.publicKey.rawRepresentation)
    }
}
