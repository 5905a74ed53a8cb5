import Crypto
import Foundation
import SwiftASN1
public import SyncCore
import X509

/// An X.509 certificate (RFC 5280) of an Ed25519 key (RFC 8410): its bytes, and what a node reads in them.
///
/// What counts between nodes is the key that it names; who may do what stands in the logs
/// (docs/decisions/0028).
public struct NodeCertificate: Hashable, Sendable {
    /// Why bytes are no certificate of a node.
    public enum Problem: Error, Equatable, Sendable {
        case notACertificate
        /// Of a key of another kind.
        case anotherKey
    }

    /// The greatest that is read, in bytes; ours have some 400.
    public static let maxBytes = 4_096

    /// DER.
    public let bytes: [UInt8]
    /// Ed25519, 32 bytes.
    public let publicKey: [UInt8]
    /// Wall clock, milliseconds.
    public let validity: ClosedRange<Int64>
    /// Whether it may sign others.
    public let isAuthority: Bool
    /// Of one that may: how many signers may stand between it and a node; nil: any number.
    public let pathLength: Int?
    /// The common name of its subject; empty where there is none.
    public let name: String

    /// Reads a certificate; who has signed it is for `isIssued(by:)`.
    public init(bytes: [UInt8]) throws(Problem) {
        guard bytes.count <= Self.maxBytes, let certificate = try? Certificate(derEncoded: bytes)
        else { throw .notACertificate }
        guard let key = Curve25519.Signing.PublicKey(certificate.publicKey) else {
            throw .anotherKey
        }
        let (from, to) = (certificate.notValidBefore, certificate.notValidAfter)
        guard let from = from.wallClock, let to = to.wallClock, from <= to else {
            throw .notACertificate
        }
        self.bytes = bytes
        publicKey = [UInt8](key.rawRepresentation)
        validity = from...to
        if case .isCertificateAuthority(let length) = try? certificate.extensions.basicConstraints {
            (isAuthority, pathLength) = (true, length)
        } else {
            (isAuthority, pathLength) = (false, nil)
        }
        name =
            certificate.subject.lazy.flatMap { $0 }
            .first { $0.type == .RDNAttributeType.commonName }
            .flatMap { String($0.value) } ?? ""
    }

    /// The same from its text form (RFC 7468).
    public init(pem: String) throws(Problem) {
        guard pem.utf8.count <= 2 * Self.maxBytes, let document = try? PEMDocument(pemString: pem)
        else { throw .notACertificate }
        try self.init(bytes: document.derBytes)
    }

    /// As `openssl` and libcurl take it.
    public var pem: String {
        PEMDocument(type: Certificate.defaultPEMDiscriminator, derBytes: bytes).pemString
    }

    /// The origin that its key names.
    public var origin: Origin { Origin(publicKey: publicKey) }

    /// Whether this authority has signed it.
    public func isIssued(by authority: NodeCertificate) -> Bool {
        guard authority.isAuthority, let certificate = try? Certificate(derEncoded: bytes),
            let issuer = try? Certificate(derEncoded: authority.bytes)
        else { return false }
        return certificate.issuer == issuer.subject
            && issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// - Parameter time: wall clock, milliseconds.
    public func isValid(at time: Int64) -> Bool { validity.contains(time) }

    /// When a new one is due: at half life.
    public var renewal: Int64 {
        validity.lowerBound + (validity.upperBound - validity.lowerBound) / 2
    }
}

extension Date {
    /// Milliseconds; nil outside the years 1 to 9999, which is all that a certificate can say.
    fileprivate var wallClock: Int64? {
        let milliseconds = timeIntervalSince1970 * 1_000
        guard abs(milliseconds) < 300_000_000_000_000 else { return nil }
        return Int64(milliseconds.rounded())
    }
}
