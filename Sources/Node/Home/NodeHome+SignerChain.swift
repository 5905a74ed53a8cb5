public import Authority
import Logging
import Store
import SyncCore

/// How an aggregator's signer of certificates is certified by the level above, and how those below learn
/// of it (docs/PROTOCOL.md, Certificates).
extension NodeHome {
    /// Asks the level above for a certificate of this node's signer, once for each signer. What goes wrong
    /// is only told: nothing of an exchange depends on it.
    func askForCertificate(log: Logger) {
        do { try askForCertificate() } catch {
            log.error("no certificate asked for", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    private func askForCertificate() throws {
        guard role != .station, let signer = try certificateAuthority()?.certificate,
            let scope = try store.upstream().flatMap(store.meeting)
        else { return }
        let names = try store.ownOrigins().reversed()
        let asked = try store.view { try $0.signingRequest(by: Array(names), in: scope) }
        guard asked?.certificate != signer.bytes else { return }
        try store.commit(to: scope, by: author, at: clock.now) { door in
            try door.write(SigningRequest(certificate: signer.bytes))
        }
    }

    /// Gives an aggregator below a certificate for its signer, if it asks for one and has none by this
    /// node's present signer that is short of its half life.
    func certifySigner(of peer: Peer, log: Logger) throws {
        guard peer.standpoint == .below, let scope = try store.meeting(with: peer),
            // A station signs nothing below it.
            try store.view({ try $0.heldScopes(.desk).contains(scope) }),
            let request = try lastRequest(of: peer, in: scope),
            let authority = try certificateAuthority(),
            authority.certificate.isValid(at: clock.now),
            try store.view({
                try $0.governs(scope) && $0.isInGoodStanding(peer.origin, in: scope)
            })
        else { return }
        guard authority.certifiesSigners, let signer = try acceptable(request, in: scope) else {
            log.notice("signer not certified", metadata: ["origin": "\(peer.origin)"])
            return
        }
        let given = try store.view { try $0.certifications(of: signer.origin, in: scope) }
            .compactMap(CertifiedKey.init)
            .filter {
                $0.certificate.isIssued(by: authority.certificate)
                    && $0.certificate.isValid(at: clock.now)
            }
        if let renewal = given.map(\.certificate.renewal).max(), clock.now < renewal { return }
        let certificate = try authority.certify(
            signer, serial: randomness.bytes(16), at: clock.now)
        try give(certificate, by: authority.certificate, in: scope)
    }

    private func lastRequest(of peer: Peer, in scope: Scope) throws -> SigningRequest? {
        let names = try store.names(ofNeighbour: peer.origin)
        return try store.view { try $0.signingRequest(by: names, in: scope) }
    }

    /// What a request says for its signer, if it holds now: signed by the very key, and under a name that is
    /// neither this node's nor another neighbour's.
    private func acceptable(
        _ request: SigningRequest, in scope: Scope
    ) throws -> NodeCertificate? {
        guard let signer = try? NodeCertificate(bytes: request.certificate), signer.isAuthority,
            signer.isIssued(by: signer), signer.isValid(at: clock.now), signer.name != name
        else { return nil }
        let isTaken = try store.view { view in
            try view.scopes(.desk).contains { $0.scope != scope && $0.name == signer.name }
        }
        return isTaken ? nil : signer
    }

    /// How this node's signer is certified by those above it, as far as they have told, the nearest first.
    public func signerChain() throws -> [CertifiedKey] {
        guard role != .station, let signer = try certificateAuthority()?.certificate,
            let given = try certificatesFromAbove()
        else { return [] }
        let vouched = given.vouched(by: try upstreamAuthority())
        return given.chain(above: signer.publicKey, at: clock.now) {
            vouched.contains($0.publicKey)
        }
    }

    /// How the signer of this node's own certificate is certified by those above it, the nearest first.
    public func chain(above signer: NodeCertificate) throws -> [CertifiedKey] {
        try certificatesFromAbove()?.chain(above: signer.publicKey, at: clock.now) ?? []
    }

    /// Tells a node below how this node's signer is certified, as far as it has not been told.
    func handDown(to peer: Peer) throws {
        guard peer.standpoint == .below else { return }
        let chain = try tls.chain(at: clock.now) { try signerChain() }
        guard !chain.isEmpty, let scope = try store.meeting(with: peer),
            try store.view({
                try $0.governs(scope) && $0.isInGoodStanding(peer.origin, in: scope)
            })
        else { return }
        let told = Set(try store.view { try $0.certifications(in: scope) }.map(\.certificate))
        for key in chain where !told.contains(key.certificate.bytes) {
            try give(key.certificate, by: key.signer, in: scope)
        }
    }

    private func give(
        _ certificate: NodeCertificate, by signer: NodeCertificate, in scope: Scope
    ) throws {
        try store.commit(to: scope, by: author, at: clock.now) { door in
            try door.write(
                .certify(
                    Certification(
                        origin: certificate.origin, certificate: certificate.bytes,
                        signer: signer.bytes)))
        }
    }
}
