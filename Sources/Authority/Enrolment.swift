public import SyncCore

/// The first word of a new station to its county: the one-time secret, the key it will sign with, and
/// the proof that it holds that key (docs/PROTOCOL.md, Enrolment).
public struct EnrolmentRequest: Hashable, Sendable {
    public static let contentType = "application/vnd.yizhan.enrol"
    private static let magic: [UInt8] = [0x59, 0x45, 0x00]  // "YE", version 0

    public let secret: [UInt8]
    public let publicKey: [UInt8]
    /// Ed25519 over magic, secret and key.
    public let signature: [UInt8]

    public init(secret: [UInt8], signer: Signer) throws {
        self.secret = secret
        publicKey = signer.publicKey
        signature = try signer.sign(Self.magic + secret + signer.publicKey)
    }

    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        guard try reader.raw(3) == Self.magic else { throw MalformedBytes(.unknownForm, at: 0) }
        secret = try reader.raw(32)
        publicKey = try reader.raw(32)
        signature = try reader.raw(64)
        try reader.finish()
    }

    public var bytes: [UInt8] { Self.magic + secret + publicKey + signature }

    /// Under this the county remembers the secret.
    public var secretHash: Hash { Self.hash(of: secret) }

    public static func hash(of secret: [UInt8]) -> Hash { Hash.sha256(secret) }

    public var isSigned: Bool {
        Ed25519.isValid(
            signature: signature, of: Self.magic + secret + publicKey, by: publicKey)
    }
}

/// The county's word on an enrolment.
public enum EnrolmentAnswer: UInt8, Sendable {
    case admitted = 0
    case unknownSecret = 1
    case expired = 2
    case alreadyUsed = 3
    case badSignature = 4
    /// A reminder that this county did not sign, or would not sign any more; a key that it has revoked.
    case notAdmitted = 5

    /// A fixed word, for logs, JSON and catalogues of sentences.
    public var text: String {
        switch self {
        case .admitted: "admitted"
        case .unknownSecret: "unknown-secret"
        case .expired: "expired"
        case .alreadyUsed: "already-used"
        case .badSignature: "bad-signature"
        case .notAdmitted: "not-admitted"
        }
    }

    public var bytes: [UInt8] { [0x59, 0x45, 0x00, rawValue] }

    public init?(bytes: [UInt8]) {
        guard bytes.count == 4, bytes.starts(with: [0x59, 0x45, 0x00]) else { return nil }
        self.init(rawValue: bytes[3])
    }
}
