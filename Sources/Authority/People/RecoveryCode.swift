public import SyncCore

/// The county's word that somebody may set a new password on one machine: good for one scope, one login
/// and the one challenge that this machine shows, for some hours. It is checked without a line.
///
/// 109 signs of Crockford's base 32 in groups of five: text for a QR code, or to be read out.
public struct RecoveryCode: Hashable, Sendable {
    /// Hours since 1970 after which it is worth nothing.
    public let expires: UInt32
    private let signature: [UInt8]

    /// Throws what the keeper of the key throws.
    public init(
        for login: String, in scope: Scope, challenge: [UInt8], expires: UInt32, by county: Signer
    ) throws {
        self.expires = expires
        signature = try county.sign(Self.statement(login, scope, challenge, expires))
    }

    /// Whether one of these keys has signed it for exactly this.
    public func isSigned(
        for login: String, in scope: Scope, challenge: [UInt8], byOneOf keys: [[UInt8]]
    ) -> Bool {
        let statement = Self.statement(login, scope, challenge, expires)
        return keys.contains {
            Ed25519.isValid(signature: signature, of: statement, by: $0)
        }
    }

    private static func statement(
        _ login: String, _ scope: Scope, _ challenge: [UInt8], _ expires: UInt32
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array("yizhan recovery\n".utf8))
        writer.identifier(scope)
        writer.text(login)
        writer.blob(challenge)
        writer.varint(UInt64(expires))
        return writer.bytes
    }

    public var text: String {
        let hours = (0..<4).map { UInt8(truncatingIfNeeded: expires >> (24 - 8 * $0)) }
        return SpokenText.encode(hours + signature)
    }

    /// nil for what is no code; spaces, hyphens and case do not matter.
    public init?(text: String) {
        guard let bytes = SpokenText.decode(text), bytes.count == 68 else { return nil }
        expires = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes.dropFirst(4))
    }
}

/// Bytes as people read them to each other: Crockford's base 32, in groups of five. O is 0, I and L
/// are 1; the bits that are left over are 0.
public enum SpokenText {
    private static let signs = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// More is not read.
    private static let longest = 512

    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        func put(_ value: UInt32) {
            if text.count % 6 == 5 { text.append(UInt8(ascii: "-")) }
            text.append(signs[Int(value & 31)])
        }
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                put(bits >> UInt32(count))
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { put(bits << UInt32(5 - count)) }
        return String(decoding: text, as: UTF8.self)
    }

    public static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= longest else { return nil }
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for sign in text.uppercased().utf8 where !" -\n\r\t".utf8.contains(sign) {
            guard let value = value(sign) else { return nil }
            bits = bits << 5 | value
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return count < 5 && bits == 0 ? bytes : nil
    }

    private static func value(_ sign: UInt8) -> UInt32? {
        switch sign {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        default: signs.firstIndex(of: sign).map(UInt32.init)
        }
    }
}
