public import Authority
import Logging
import Store
public import SyncCore

extension NodeHome {
    private static let authorityCertificate = "authority.der"

    /// Who signs the certificates of the nodes below; nil at a station, and at an aggregator that has none.
    public func certificateAuthority() throws -> CertificateAuthority? {
        guard let key = try files.read(KeyFolder.authority),
            let certificate = try files.read(Self.authorityCertificate)
        else { return nil }
        return try CertificateAuthority(privateKey: key, certificate: certificate)
    }

    /// Makes one, or a new one in the place of what was: each node below gets a certificate of its own by
    /// it at its next exchange. Those by the old one stay what they are until they end.
    @discardableResult
    public func renewCertificateAuthority() throws -> CertificateAuthority {
        let key = randomness.bytes(32)
        let made = try CertificateAuthority.make(
            privateKey: key, name: name, serial: randomness.bytes(16), at: clock.now)
        // Without its certificate a key is none: whoever is interrupted here begins anew.
        try files.remove(Self.authorityCertificate)
        try files.replace(KeyFolder.authority, with: key)
        try files.replace(Self.authorityCertificate, with: made.certificate.bytes)
        tls.forget()
        return made
    }

    /// Sees to it that a node below has a certificate that is not past its half life: a change in its
    /// scope, which the exchange that begins or goes on now brings to it.
    ///
    /// Nothing of an exchange depends on it: what goes wrong is only told.
    func certify(_ peer: Peer, log: Logger) {
        do { try certify(peer) } catch {
            log.error("no certificate given", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    private func certify(_ peer: Peer) throws {
        guard peer.standpoint == .below, tls.mayBeDue(peer.origin, at: clock.now),
            let authority = try certificateAuthority(),
            // Else each exchange would bring one that has ended already.
            authority.certificate.isValid(at: clock.now)
        else { return }
        for scope in peer.scopes.sorted() {
            let (isMember, given) = try store.view {
                (
                    try $0.isInGoodStanding(peer.origin, in: scope),
                    try $0.certifications(of: peer.origin, in: scope)
                )
            }
            // In a scope that came up from below the node below has the say.
            guard isMember, try store.view({ try $0.governs(scope) }) else { continue }
            let present = given.compactMap { try? NodeCertificate(bytes: $0.certificate) }
                .filter { $0.isIssued(by: authority.certificate) && $0.isValid(at: clock.now) }
                .map(\.renewal).max()
            if let present, clock.now < present {
                tls.noteDue(peer.origin, at: present)
                continue
            }
            let certificate = try authority.issue(
                to: peer.key, serial: randomness.bytes(16), at: clock.now)
            try store.commit(to: scope, by: author, at: clock.now) { door in
                try door.write(
                    .certify(
                        Certification(
                            origin: peer.origin, certificate: certificate.bytes,
                            signer: authority.certificate.bytes)))
            }
            tls.noteDue(peer.origin, at: certificate.renewal)
        }
    }

    /// The best certificate that the level above has given to one of this node's origins: one that is valid
    /// now, else the one that was valid last; nil where there is none.
    public func certificate(of origin: Origin) throws -> NodeCertificate? {
        guard let scope = try stationScope() else { return nil }
        let now = clock.now
        return try store.view { try $0.certifications(of: origin, in: scope) }
            .compactMap { try? NodeCertificate(bytes: $0.certificate) }
            .filter { $0.origin == origin }
            .max { one, other in
                (one.isValid(at: now) ? 1 : 0, one.validity.upperBound)
                    < (other.isValid(at: now) ? 1 : 0, other.validity.upperBound)
            }
    }
}
