/// The plain beginning of a bundle: for whom it is, and the public half of what its key is made of. It
/// names nobody: a key is known by a part of its hash (docs/PROTOCOL.md, Bundle).
public struct BundleHeader: Hashable, Sendable {
    public static let version: UInt8 = 0
    public static let byteCount = 47
    private static let magic: [UInt8] = [0x59, 0x42]  // "YB"

    /// The first 8 bytes of SHA-256 of the recipient's public key.
    public let keyID: [UInt8]
    /// 32 bytes, `enc` of RFC 9180.
    public let encapsulatedKey: [UInt8]

    /// - Parameter recipient: X25519, 32 bytes.
    public init(recipient: [UInt8], encapsulatedKey: [UInt8]) {
        keyID = Self.keyID(of: recipient)
        self.encapsulatedKey = encapsulatedKey
    }

    public static func keyID(of publicKey: [UInt8]) -> [UInt8] {
        Array(Hash.sha256(publicKey).bytes.prefix(8))
    }

    public var bytes: [UInt8] {
        let plain = opening + encapsulatedKey
        return plain + Self.check(plain)
    }

    /// What the key is bound to, beside the encapsulated one.
    public var opening: [UInt8] { Self.magic + [Self.version] + keyID }

    /// Reads the first 47 bytes, which have this form in every version.
    public init(bytes: [UInt8]) throws(BundleError) {
        guard bytes.starts(with: Self.magic) else { throw .notABundle }
        guard bytes.count >= Self.byteCount else { throw .damaged }
        let plain = Array(bytes[..<43])
        guard Self.check(plain) == Array(bytes[43..<47]) else { throw .damaged }
        guard plain[2] == Self.version else { throw .tooNew(plain[2]) }
        keyID = Array(plain[3..<11])
        encapsulatedKey = Array(plain[11...])
    }

    /// Tells damage from a stick that is meant for somebody else; proves nothing.
    private static func check(_ plain: [UInt8]) -> [UInt8] {
        Array(Hash.sha256(plain).bytes.prefix(4))
    }
}

/// Why nothing of a file can be read as a bundle.
public enum BundleError: Error, Equatable, Sendable {
    case notABundle
    /// Its first bytes are damaged: without them no chunk opens. Copy it again.
    case damaged
    /// A newer program made it.
    case tooNew(UInt8)
}
