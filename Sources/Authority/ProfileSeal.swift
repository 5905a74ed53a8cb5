import Crypto
import Foundation

/// Seals a few bytes to the X25519 key of a scope: HPKE (RFC 9180) in base mode, each time under a key of
/// its own. What for stands in what is authenticated along: a profile opens only beside its own release.
public enum ProfileSeal {
    private static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    private static let info = Data("yizhan profile".utf8)
    private static let keyBytes = 32

    /// Draws its own randomness: sealing is never replayed.
    /// - Parameter recipient: X25519, 32 bytes. Throws for bytes that are no key.
    public static func seal(
        _ plain: [UInt8], to recipient: [UInt8], beside purpose: [UInt8]
    ) throws -> [UInt8] {
        let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient)
        var sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: info)
        let sealed = try sender.seal(plain, authenticating: Data(purpose))
        return [UInt8](sender.encapsulatedKey) + [UInt8](sealed)
    }

    /// nil for bytes that were altered, were sealed to another key or beside something else.
    public static func open(
        _ sealed: [UInt8], with privateKey: [UInt8], beside purpose: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count > keyBytes,
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey),
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: info,
                encapsulatedKey: Data(sealed.prefix(keyBytes))),
            let plain = try? recipient.open(
                Data(sealed.dropFirst(keyBytes)), authenticating: Data(purpose))
        else { return nil }
        return [UInt8](plain)
    }
}
