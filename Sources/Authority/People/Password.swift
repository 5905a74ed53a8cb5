import Crypto
import CryptoExtras
import Foundation
import SyncCore

/// What scrypt is told (RFC 7914). It needs 128 × rounds × blockSize bytes of memory.
public struct PasswordCost: Hashable, Sendable {
    public let rounds: Int
    public let blockSize: Int
    public let parallelism: Int

    public init(rounds: Int, blockSize: Int, parallelism: Int) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 128 MiB, and under a second of CPU: a guess at a stolen file is as dear.
    public static let usual = PasswordCost(rounds: 1 << 17, blockSize: 8, parallelism: 1)

    /// What a damaged or planted record may ask of this machine.
    private static let bounds = (rounds: 1 << 20, blockSize: 32, parallelism: 16, memory: 1 << 30)

    var isBearable: Bool {
        rounds > 1 && rounds & (rounds - 1) == 0 && rounds <= Self.bounds.rounds
            && (1...Self.bounds.blockSize).contains(blockSize)
            && (1...Self.bounds.parallelism).contains(parallelism)
            && 128 * rounds * blockSize <= Self.bounds.memory
    }
}

/// A password as it is kept: what scrypt makes of it, never itself. It stands in a local table, and in no
/// log.
public struct PasswordRecord: Hashable, Sendable {
    public let cost: PasswordCost
    public let salt: [UInt8]
    private let key: [UInt8]

    /// Takes as long as `cost` says.
    /// - Parameter salt: sixteen fresh random bytes.
    public init(_ password: String, salt: [UInt8], cost: PasswordCost = .usual) throws {
        self.cost = cost
        self.salt = salt
        key = try Self.derive(password, salt, cost)
    }

    /// What no password fits, and takes as long to find that out.
    public static func nobody(_ cost: PasswordCost) -> PasswordRecord {
        PasswordRecord(cost)
    }

    private init(_ cost: PasswordCost) {
        self.cost = cost
        salt = [UInt8](repeating: 0, count: 16)
        key = []
    }

    /// Takes as long as `cost` says, whatever the answer.
    public func fits(_ password: String) -> Bool {
        guard cost.isBearable, let other = try? Self.derive(password, salt, cost),
            other.count == key.count
        else { return false }
        return zip(other, key).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The same characters are the same password, however a keyboard composes them.
    private static func derive(
        _ password: String, _ salt: [UInt8], _ cost: PasswordCost
    ) throws -> [UInt8] {
        let text = Data(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: text, salt: salt, outputByteCount: 32, rounds: cost.rounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { [UInt8]($0) }
    }
}

extension PasswordRecord {
    /// `scrypt$rounds$blockSize$parallelism$salt$key`, the last two in hexadecimal digits.
    public var text: String {
        return [
            "scrypt", "\(cost.rounds)", "\(cost.blockSize)", "\(cost.parallelism)",
            Hex.encode(salt),
            Hex.encode(key),
        ].joined(separator: "$")
    }

    /// nil for anything that `text` does not make, or that asks too much of this machine.
    public init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
            let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = Hex.decode(String(parts[4])), salt.count == 16,
            let key = Hex.decode(String(parts[5])),
            key.count == 32
        else { return nil }
        cost = PasswordCost(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        self.salt = salt
        self.key = key
        guard cost.isBearable else { return nil }
    }
}
