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
    ///   - pathLength: signers that may stand between it and a node: its own successor, and those of the
    ///     levels below.
    ///   - serial: 16 random bytes.
    ///   - time: wall clock, milliseconds.
    public static func make(
        privateKey: [UInt8], name: String, pathLength: Int = 1, serial: [UInt8], at time: Int64
    ) throws -> CertificateAuthority {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: privateKey)
        let form = CertificateForm(
            publicKey: [UInt8](key.publicKey.rawRepresentation), subject: name, begins: time,
            lifetime: ownLifetime, bearer: .signer(pathLength: pathLength), serial: serial)
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
        try issue(
            to: publicKey, named: Origin(publicKey: publicKey).description, .node,
            lifetime: Self.lifetime, serial: serial, at: time)
    }

    /// Whether it may certify other signers.
    public var certifiesSigners: Bool { certificate.pathLength.map { $0 > 0 } ?? true }

    /// A certificate for another signer's key, by what that one says for itself. It has that one's name,
    /// lets no more signers follow than both allow, and ends no later than this authority's own.
    /// - Parameters:
    ///   - lifetime: milliseconds at the most.
    ///   - serial: 16 random bytes.
    ///   - time: wall clock, milliseconds.
    /// - Throws: where it may certify no signers.
    public func certify(
        _ signer: NodeCertificate, lifetime: Int64 = Self.lifetime, serial: [UInt8], at time: Int64
    ) throws -> NodeCertificate {
        guard certifiesSigners else { throw KeyError.damaged(KeyFolder.authority) }
        let allowed = max(0, certificate.pathLength ?? .max) - 1
        return try issue(
            to: signer.publicKey, named: signer.name,
            .signer(pathLength: max(0, min(signer.pathLength ?? allowed, allowed, 8))),
            lifetime: lifetime, serial: serial, at: time)
    }

    private func issue(
        to publicKey: [UInt8], named subject: String, _ bearer: CertificateForm.Bearer,
        lifetime: Int64, serial: [UInt8], at time: Int64
    ) throws -> NodeCertificate {
        let left = max(certificate.validity.upperBound - time, 0)
        let form = CertificateForm(
            publicKey: publicKey, subject: subject, begins: time, lifetime: min(lifetime, left),
            bearer: bearer, serial: serial)
        return try form.signed(by: key, issuer: Certificate(derEncoded: certificate.bytes))
    }
}
