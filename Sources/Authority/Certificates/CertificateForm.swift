import Crypto
import Foundation
import SwiftASN1
import SyncCore
import X509

/// What every certificate of ours says, whoever signs it.
struct CertificateForm {
    /// Milliseconds. A clock that runs a little behind is not to take a new one for one of tomorrow.
    private static let backdating: Int64 = 3_600_000

    /// Whose key it is.
    enum Bearer {
        case node
        /// - Parameter pathLength: signers that may stand between it and a node (RFC 5280 §4.2.1.9).
        case signer(pathLength: Int)
    }

    let publicKey: [UInt8]
    let subject: String
    /// Wall clock, milliseconds.
    let begins: Int64
    let lifetime: Int64
    let bearer: Bearer
    /// 16 bytes.
    let serial: [UInt8]

    /// - Parameter issuer: nil where the key speaks for itself.
    func signed(by key: Curve25519.Signing.PrivateKey, issuer: Certificate?) throws
        -> NodeCertificate
    {
        let own = Certificate.PublicKey(
            try Curve25519.Signing.PublicKey(rawRepresentation: publicKey))
        let name = try DistinguishedName { CommonName(subject) }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(bytes: serial), publicKey: own,
            notValidBefore: Date(milliseconds: begins - Self.backdating),
            notValidAfter: Date(milliseconds: begins + lifetime),
            issuer: issuer?.subject ?? name, subject: name, signatureAlgorithm: .ed25519,
            extensions: try extensions(own, issuer: issuer), issuerPrivateKey: .init(key))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return try NodeCertificate(bytes: serializer.serializedBytes)
    }

    private func extensions(
        _ key: Certificate.PublicKey, issuer: Certificate?
    ) throws -> Certificate.Extensions {
        let constraints: BasicConstraints
        let isAuthority: Bool
        switch bearer {
        case .node: (constraints, isAuthority) = (.notCertificateAuthority, false)
        case .signer(let length):
            constraints = .isCertificateAuthority(maxPathLength: length)
            isAuthority = true
        }
        let authority = try issuer?.extensions.subjectKeyIdentifier?.keyIdentifier
        return try Certificate.Extensions {
            Critical(constraints)
            Critical(
                isAuthority
                    ? KeyUsage(keyCertSign: true, cRLSign: true) : KeyUsage(digitalSignature: true))
            if !isAuthority {
                // A station calls, and is called by a county that pulls.
                try ExtendedKeyUsage([.clientAuth, .serverAuth])
                SubjectAlternativeNames([.dnsName(TLSName.of(Origin(publicKey: publicKey)))])
            }
            SubjectKeyIdentifier(hash: key)
            if let authority { AuthorityKeyIdentifier(keyIdentifier: authority) }
        }
    }
}

extension Date {
    fileprivate init(milliseconds: Int64) {
        // To the second, as a certificate has it, and inside what it can say.
        let seconds = min(max(milliseconds / 1_000, 0), 253_402_300_799)
        self.init(timeIntervalSince1970: TimeInterval(seconds))
    }
}
