public import Authority
import SyncCore

/// A certificate, and that of whoever has signed it, as a word of authority carries the two.
public struct CertifiedKey: Hashable, Sendable {
    public let certificate: NodeCertificate
    public let signer: NodeCertificate

    /// nil where one of the two cannot be read, or the word is about another key.
    init?(_ word: Certification) {
        guard let certificate = try? NodeCertificate(bytes: word.certificate),
            let signer = try? NodeCertificate(bytes: word.signer),
            certificate.origin == word.origin
        else { return nil }
        self.certificate = certificate
        self.signer = signer
    }

    /// Whether the one has signed the other.
    var isSigned: Bool { certificate.isIssued(by: signer) }
}

/// What the authority of a scope has said of keys.
struct CertifiedKeys {
    let keys: [CertifiedKey]

    init(_ words: [Certification]) { keys = words.compactMap(CertifiedKey.init) }

    /// The public keys of signers that a join file vouches for: the one that it names, and those that such a
    /// one has introduced. Where it names none, the words of the authority alone speak for every signer that
    /// they carry.
    func vouched(by named: NodeCertificate?) -> Set<[UInt8]> {
        guard let named else { return Set(keys.map(\.signer.publicKey)) }
        let introductions = keys.filter { $0.certificate.isAuthority && $0.isSigned }
        var vouched: Set<[UInt8]> = [named.publicKey]
        while true {
            let more = introductions.filter {
                vouched.contains($0.signer.publicKey) && !vouched.contains($0.certificate.publicKey)
            }
            guard !more.isEmpty else { return vouched }
            vouched.formUnion(more.map(\.certificate.publicKey))
        }
    }

    /// How a signer is certified by those above it, from the first to the highest that is told of: each
    /// valid at the time, and signed by the next. One that an aggregator gave its own successor is no step up.
    /// - Parameters:
    ///   - time: wall clock, milliseconds.
    ///   - isKnown: whether the one right above is who it should be.
    func chain(
        above signer: [UInt8], at time: Int64,
        where isKnown: (NodeCertificate) -> Bool = { _ in true }
    ) -> [CertifiedKey] {
        var chain: [CertifiedKey] = []
        var present = signer
        var seen: Set<[UInt8]> = [signer]
        while chain.count < Self.longestChain,
            let next = keys.filter({ key in
                key.certificate.publicKey == present && key.certificate.isAuthority
                    && key.isSigned && key.certificate.isValid(at: time)
                    && key.signer.isValid(at: time) && !seen.contains(key.signer.publicKey)
                    && key.certificate.name != key.signer.name
                    && (!chain.isEmpty || isKnown(key.signer))
            }).max(by: { one, other in
                one.certificate.validity.upperBound < other.certificate.validity.upperBound
            })
        {
            chain.append(next)
            present = next.signer.publicKey
            seen.insert(present)
        }
        return chain
    }

    private static let longestChain = 8
}

extension NodeRole {
    /// How many signers may stand between this one's and a node: one successor of its own, and one for each
    /// aggregator between.
    var signersBelow: Int {
        switch self {
        case .station: 0
        case .county: 1
        case .city: 2
        case .province: 3
        }
    }
}
