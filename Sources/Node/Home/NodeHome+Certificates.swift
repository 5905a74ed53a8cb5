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
    /// it at its next exchange. Those by the old one stay what they are until they end; the old one
    /// introduces the new one first, in every scope that this node governs.
    @discardableResult
    public func renewCertificateAuthority() throws -> CertificateAuthority {
        let key = randomness.bytes(32)
        let made = try CertificateAuthority.make(
            privateKey: key, name: name, pathLength: role.signersBelow,
            serial: randomness.bytes(16), at: clock.now)
        if let old = try? certificateAuthority() { try introduce(made.certificate, by: old) }
        // Without its certificate a key is none: whoever is interrupted here begins anew.
        try files.remove(Self.authorityCertificate)
        try files.replace(KeyFolder.authority, with: key)
        try files.replace(Self.authorityCertificate, with: made.certificate.bytes)
        tls.forget()
        return made
    }

    /// Whoever was told of the old signer alone, by a join file, learns of the new one by its signature.
    private func introduce(
        _ signer: NodeCertificate, by old: CertificateAuthority
    ) throws {
        guard old.certifiesSigners, old.certificate.isValid(at: clock.now) else { return }
        let word = Certification(
            origin: signer.origin,
            certificate: try old.certify(
                signer, lifetime: CertificateAuthority.ownLifetime, serial: randomness.bytes(16),
                at: clock.now
            ).bytes,
            signer: old.certificate.bytes)
        let scopes = try store.view { view in
            try (view.heldScopes() + view.heldScopes(.desk)).filter(view.governs)
        }
        for scope in scopes {
            try store.commit(to: scope, by: author, at: clock.now) { try $0.write(.certify(word)) }
        }
    }

    /// Sees to it that a node below has a certificate that is not past its half life: a change in its
    /// scope, which the exchange that begins or goes on now brings to it.
    ///
    /// Nothing of an exchange depends on it: what goes wrong is only told.
    func certify(_ peer: Peer, log: Logger) {
        do {
            try certify(peer)
            try certifySigner(of: peer, log: log)
            try handDown(to: peer)
        } catch {
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

    /// The best certificate that the level above has given to one of this node's origins, by a signer that
    /// the join file vouches for, if it does: one that is valid now, else the one that was valid last; nil
    /// where there is none.
    public func certificate(of origin: Origin) throws -> NodeCertificate? {
        try givenCertificates(of: origin).vouched?.certificate
    }

    /// The same, and the best of those that are by no signer that the join file vouches for: they are shown
    /// to nobody.
    public func givenCertificates(
        of origin: Origin
    ) throws -> (vouched: CertifiedKey?, foreign: CertifiedKey?) {
        guard role == .station, let given = try certificatesFromAbove() else { return (nil, nil) }
        let own = given.keys.filter { $0.certificate.origin == origin && $0.isSigned }
        let isVouched = given.vouched(by: try upstreamAuthority())
        return (
            best(own.filter { isVouched.contains($0.signer.publicKey) }),
            best(own.filter { !isVouched.contains($0.signer.publicKey) })
        )
    }

    /// Of several certificates one that is valid now, and of these the one that ends last.
    func best(_ keys: [CertifiedKey]) -> CertifiedKey? {
        let now = clock.now
        return keys.max { one, other in
            (one.certificate.isValid(at: now) ? 1 : 0, one.certificate.validity.upperBound)
                < (
                    other.certificate.isValid(at: now) ? 1 : 0,
                    other.certificate.validity.upperBound
                )
        }
    }

    /// All that the level above has said of keys, in the scope by which the two met; nil at the highest
    /// level.
    func certificatesFromAbove() throws -> CertifiedKeys? {
        guard let scope = try store.upstream().flatMap(store.meeting) else { return nil }
        return CertifiedKeys(try store.view { try $0.certifications(in: scope) })
    }
}
