import Crypto
import Foundation
import SwiftASN1
import SyncCore
import X509

/// With what a node proves in a handshake who it is: a certificate, and the private key behind it.
public struct TLSCredentials: Sendable, CustomReflectable {
    public let certificate: NodeCertificate
    private let key: Curve25519.Signing.PrivateKey

    /// - Parameter certificate: of this key; nil: the key speaks for itself, as that of a node does which
    ///   nobody has taken up yet.
    /// - Throws: `KeyError.damaged` where they do not belong together.
    public init(privateKey: [UInt8], certificate: NodeCertificate?, at time: Int64) throws {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: privateKey) else {
            throw KeyError.damaged(KeyFolder.origin)
        }
        let publicKey = [UInt8](key.publicKey.rawRepresentation)
        guard certificate == nil || certificate?.publicKey == publicKey else {
            throw KeyError.damaged(KeyFolder.origin)
        }
        self.key = key
        self.certificate = try certificate ?? Self.ownWord(of: key, publicKey, at: time)
    }

    private static func ownWord(
        of key: Curve25519.Signing.PrivateKey, _ publicKey: [UInt8], at time: Int64
    ) throws -> NodeCertificate {
        let origin = Origin(publicKey: publicKey)
        let form = CertificateForm(
            publicKey: publicKey, subject: origin.description, begins: time,
            lifetime: CertificateAuthority.lifetime, bearer: .node, serial: origin.bytes)
        return try form.signed(by: key, issuer: nil)
    }

    /// PKCS #8 (RFC 8410 §7).
    public var privateKeyPEM: String {
        get throws { try Certificate.PrivateKey(key).serializeAsPEM().pemString }
    }

    /// Nothing of the key in a description.
    public var customMirror: Mirror { Mirror(self, children: ["certificate": certificate]) }
}

/// The pin of a key, as libcurl has it: SHA-256 over SubjectPublicKeyInfo (RFC 7469 §2.4).
public enum KeyPin {
    /// The 12 bytes before an Ed25519 key in SubjectPublicKeyInfo (RFC 8410 §4).
    private static let opening: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    public static func of(_ publicKey: [UInt8]) -> String {
        "sha256//" + Data(Hash.sha256(opening + publicKey).bytes).base64EncodedString()
    }
}
