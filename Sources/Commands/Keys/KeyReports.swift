import Authority
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// A certificate, as far as people ask about it.
public struct CertificateCard: Encodable, Sendable, Hashable {
    /// Hexadecimal Ed25519 key.
    public let publicKey: String
    /// RFC 3339.
    public let from: String
    public let to: String
    public let isValid: Bool

    private enum CodingKeys: String, CodingKey {
        case publicKey, from, to
        case isValid = "valid"
    }

    init(_ certificate: NodeCertificate, at time: Int64) {
        publicKey = Hex.encode(certificate.publicKey)
        from = CivilTime.rfc3339(certificate.validity.lowerBound)
        to = CivilTime.rfc3339(certificate.validity.upperBound)
        isValid = certificate.isValid(at: time)
    }

    fileprivate var lastDay: String { String(to.prefix(10)) }
}

/// How a signer of certificates is certified by the one above it.
public struct SignerLink: Encodable, Sendable, Hashable {
    /// Whose signer it is, and who has signed for it.
    public let name: String
    public let by: String
    /// Hexadecimal Ed25519 keys of the two.
    public let publicKey: String
    public let byKey: String
    /// RFC 3339.
    public let from: String
    public let to: String

    init(_ key: CertifiedKey) {
        name = key.certificate.name
        by = key.signer.name
        publicKey = Hex.encode(key.certificate.publicKey)
        byKey = Hex.encode(key.signer.publicKey)
        from = CivilTime.rfc3339(key.certificate.validity.lowerBound)
        to = CivilTime.rfc3339(key.certificate.validity.upperBound)
    }

    fileprivate var sentence: KeySentence {
        .signerCertified(name: name, by: by, until: String(to.prefix(10)))
    }
}

/// Who a node is, and who writes below it.
public struct KeyList: Report {
    public static let kind = "Keys"
    public let origin: String
    public let publicKey: String
    public let former: [String]
    public let certificate: Nullable<CertificateCard>
    /// A certificate that is by no signer that the join file vouches for; it is shown to nobody.
    public let foreign: Nullable<CertificateCard>
    public let authority: Nullable<CertificateCard>
    /// The signer of the level above, as the join file has it; null where the file said nothing.
    public let upstreamAuthority: Nullable<CertificateCard>
    /// How the signer of this node's certificate, or at an aggregator its own, is certified: the nearest
    /// first.
    public let chain: [SignerLink]
    public let below: [Below]
    private let isAggregator: Bool
    private let above: Above

    /// What is known of the level above.
    struct Above {
        var authority: CertificateCard?
        var chain: [SignerLink] = []
        var exists = false
        /// Whether this node could certify the signers of those below, if it has to.
        var certifiesSigners = true
    }

    public struct Below: Encodable, Sendable, Hashable {
        public let code: Nullable<String>
        public let origin: String
        public let changes: UInt64
        /// "active", "waiting", "suspended", "retired" or "revoked": itself, or what it was before.
        public let state: String
        /// Changes that count, where it is revoked.
        public let limit: Nullable<UInt64>
        fileprivate let sentence: KeySentence

        private enum CodingKeys: String, CodingKey { case code, origin, changes, state, limit }

        init(code: String?, place: String, _ standing: OriginStanding) {
            let state: KeySentence.State =
                if standing.isBarred {
                    .revoked
                } else if standing.isRetired {
                    .retired
                } else if standing.isSuspended {
                    .suspended
                } else if standing.isAdmitted { .active } else { .waiting }
            self.code = Nullable(code)
            origin = standing.origin.description
            changes = standing.length
            self.state = state.rawValue
            limit = Nullable(standing.limit)
            sentence = .below(
                place: place, origin: standing.origin.short, changes: standing.length, state: state)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case origin, publicKey, former, certificate, foreign, authority, upstreamAuthority
        case chain, below
    }

    init(
        origin: Origin, publicKey: [UInt8], former: [Origin], certificate: CertificateCard?,
        foreign: CertificateCard?, authority: CertificateCard?, above: Above,
        isAggregator: Bool, below: [Below]
    ) {
        self.foreign = Nullable(foreign)
        self.above = above
        upstreamAuthority = Nullable(above.authority)
        chain = above.chain
        self.origin = origin.description
        self.publicKey = Hex.encode(publicKey)
        self.former = former.map(\.description)
        self.certificate = Nullable(certificate)
        self.authority = Nullable(authority)
        self.isAggregator = isAggregator
        self.below = below
    }

    public func text(in language: Language) -> String {
        var lines: [KeySentence] = [.present(origin: origin), .publicKey(publicKey)]
        if !former.isEmpty { lines.append(.former(former)) }
        if isAggregator {
            lines.append(authority.value.map { .authority(until: $0.lastDay) } ?? .noAuthority)
        } else if let certificate = certificate.value {
            lines.append(
                certificate.isValid
                    ? .certified(until: certificate.lastDay) : .lapsed(since: certificate.lastDay))
        } else {
            lines.append(foreign.value == nil ? .selfMade : .notVouched)
        }
        if !above.certifiesSigners { lines.append(.certifiesNoSigners) }
        lines += chain.map(\.sentence)
        if isAggregator, above.exists, chain.isEmpty { lines.append(.signerUncertified) }
        if above.exists, upstreamAuthority.value == nil { lines.append(.authorityUnnamed) }
        return (lines + below.map(\.sentence)).map { Sentence.key($0).text(in: language) }
            .joined(separator: "\n")
    }
}

/// A node that goes on under a new key.
public struct KeyChangeReport: Report {
    public static let kind = "KeyChange"
    public let from: String
    public let to: String
    private let hears: KeySentence.Hearers

    private enum CodingKeys: String, CodingKey { case from, to }

    /// - Parameter hears: who is told of it.
    init(from: Origin, to: Origin, hears: KeySentence.Hearers) {
        self.from = from.description
        self.to = to.description
        self.hears = hears
    }

    public func text(in language: Language) -> String {
        [KeySentence.changed(from: from, to: to), .changedHow(hears)]
            .map { Sentence.key($0).text(in: language) }.joined(separator: "\n")
    }
}

/// A new signer of certificates.
public struct AuthorityChangeReport: Report {
    public static let kind = "AuthorityChange"
    public let authority: CertificateCard

    init(_ authority: CertificateCard) { self.authority = authority }

    public func text(in language: Language) -> String {
        Sentence.key(.authorityChanged(until: authority.lastDay)).text(in: language)
    }
}
