import Crypto
import CryptoExtras
import Foundation

/// The vault's key behind a passphrase: sealed by AES-256-GCM under a key that scrypt (RFC 7914) derives
/// from it, so that whoever takes the disk away has to guess, at 64 MiB a guess.
///
/// Bytes: the magic, log2 of the rounds, block size, parallelism (a byte each), salt (16), nonce (12), the
/// sealed key (32), tag (16); what stands before the nonce is authenticated along.
struct SealedVaultKey {
    static let magic = Array("yizhan vault key 1\n".utf8)
    static let byteCount = magic.count + 3 + saltBytes + 12 + 32 + 16
    private static let saltBytes = 16

    /// What one guess costs.
    private struct Cost {
        let logRounds: UInt8
        let blockSize: UInt8
        let parallelism: UInt8

        /// 64 MiB and some tenths of a second on an old PC.
        static let usual = Cost(logRounds: 16, blockSize: 8, parallelism: 1)

        /// 256 MiB at most: a file that somebody else has written must not take all memory there is.
        var isBearable: Bool {
            (14...18).contains(logRounds) && blockSize == 8 && parallelism == 1
        }

        var bytes: [UInt8] { [logRounds, blockSize, parallelism] }
    }

    /// - Parameters:
    ///   - salt: sixteen fresh random bytes.
    ///   - nonce: twelve.
    static func seal(
        _ key: [UInt8], passphrase: [UInt8], salt: [UInt8], nonce: [UInt8]
    ) throws -> [UInt8] {
        let header = magic + Cost.usual.bytes + salt
        let box = try AES.GCM.seal(
            key, using: derive(passphrase, salt: salt, Cost.usual),
            nonce: AES.GCM.Nonce(data: nonce), authenticating: header)
        return header + box.nonce + box.ciphertext + box.tag
    }

    /// - Throws: `KeyError.damaged` for what is no such file, `wrongPassphrase`.
    static func open(_ bytes: [UInt8], passphrase: [UInt8]) throws(KeyError) -> [UInt8] {
        let header = magic.count + 3 + saltBytes
        guard bytes.count == byteCount, bytes.starts(with: magic) else {
            throw .damaged(KeyFolder.sealedVault)
        }
        let cost = Cost(
            logRounds: bytes[magic.count], blockSize: bytes[magic.count + 1],
            parallelism: bytes[magic.count + 2])
        guard cost.isBearable else { throw .damaged(KeyFolder.sealedVault) }
        let salt = Array(bytes[(magic.count + 3)..<header])
        guard let key = try? derive(passphrase, salt: salt, cost),
            let box = try? AES.GCM.SealedBox(combined: bytes[header...]),
            let plain = try? AES.GCM.open(box, using: key, authenticating: bytes[..<header])
        else { throw .wrongPassphrase }
        return [UInt8](plain)
    }

    private static func derive(
        _ passphrase: [UInt8], salt: [UInt8], _ cost: Cost
    ) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: passphrase, salt: salt, outputByteCount: 32, rounds: 1 << Int(cost.logRounds),
            blockSize: Int(cost.blockSize), parallelism: Int(cost.parallelism))
    }
}
