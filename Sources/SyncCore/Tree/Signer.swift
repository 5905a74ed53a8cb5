import Crypto

/// The holder of an Ed25519 key (RFC 8032), lent to what has to sign.
///
/// The private key stays with whoever made the signer; here there is only the act of signing.
public struct Signer: Sendable {
    /// The 32 bytes of the public key.
    public let publicKey: [UInt8]
    /// The 64 bytes of the signature over a message. Throws what the keeper of the key throws.
    public let sign: @Sendable ([UInt8]) throws -> [UInt8]

    /// A signer whose key is kept elsewhere.
    public init(publicKey: [UInt8], sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.publicKey = publicKey
        self.sign = sign
    }

    /// A signer that keeps the key with this seed, the 32 bytes that RFC 8032 calls the private key.
    ///
    /// Throws `NoteError.key` for any other number of bytes.
    public init(privateKey seed: [UInt8]) throws(NoteError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .key
        }
        self.init(publicKey: Array(key.publicKey.rawRepresentation)) { message in
            Array(try key.signature(for: message))
        }
    }
}

extension Signer {
    /// The origin that its key names.
    public var origin: Origin { Origin(publicKey: publicKey) }
}

/// Ed25519 as RFC 8032 has it: sizes, and the check of a signature.
public enum Ed25519 {
    /// The number of bytes of a public key.
    public static let publicKeyByteCount = 32
    /// The number of bytes of a signature.
    public static let signatureByteCount = 64

    /// Whether `signature` was made over `message` with the private part of `publicKey`; false for
    /// bytes that are no key or no signature.
    public static func isValid(
        signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureByteCount,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
