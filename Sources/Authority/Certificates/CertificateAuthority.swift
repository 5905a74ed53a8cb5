import Crypto
import Foundation
import SwiftASN1
import SyncCore
import X509

/// Who signs the certificates of a county's nodes. Its key is another one than the county's origin: it may
/// be changed without the county's logs changing hands.
public struct CertificateAuthority: Sendable {
    private static let day: Int64 = 86_400_000
    /// Of a node's certificate: twelve months, in milliseconds.
    public static let lifetime = 365 * day
    /// Of an authority's own: ten years.
    public static let ownLifetime = 3_650 * day

    public let certificate: NodeCertificate
    private let key: Curve25519.Signing.PrivateKey

    /// An authority that `make` has made.
    /// - Throws: `KeyError.damaged` where key and certificate do not belong together.
    public init(privateKey: [UInt8], certificate: [UInt8]) throws {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: privateKey),
            let certificate = try? NodeCertificate(bytes: certificate), certificate.isAuthority,
            certificate.publicKey == [UInt8](key.publicKey.rawRepresentation)
        else { throw KeyError.damaged(KeyFolder.authority) }
        self.key = key
        self.certificate = certificate
    }

    /// - Parameters:
    ///   - privateKey: 32 bytes nobody has used.
    ///   - name: of the aggregator, as people know it.
    ///   - serial: 16 random bytes.
    ///   - time: wall clock, milliseconds.
    public static func make(
        privateKey: [UInt8], name: String, serial: [UInt8], at time: Int64
    ) throws -> CertificateAuthority {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: privateKey)
        let form = CertificateForm(
            publicKey: [UInt8](key.publicKey.rawRepresentation), subject: name, begins: time,
            lifetime: ownLifetime, isAuthority: true, serial: serial)
        return try CertificateAuthority(
            privateKey: privateKey, certificate: form.signed(by: key, issuer: nil).bytes)
    }

    /// A certificate for a node's key. It ends no later than the authority's own.
    /// - Parameters:
    ///   - publicKey: Ed25519, 32 bytes.
    ///   - serial: 16 random bytes.
    ///   - time: wall clock, milliseconds.
    public func issue(
        to publicKey: [UInt8], serial: [UInt8], at time: Int64
    ) throws -> NodeCertificate {
        let left = max(certificate.validity.upperBound - time, 0)
        let form = CertificateForm(
            publicKey: publicKey, subject: Origin(publicKey: publicKey).description, begins: time,
            lifetime: min(Self.lifetime, left), isAuthority: false, serial: serial)
        return try form.signed(by: key, issuer: Certificate(derEncoded: certificate.bytes))
    }
}
