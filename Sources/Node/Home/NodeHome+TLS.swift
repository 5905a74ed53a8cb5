import Authority
import Foundation
import Store
import SyncCore
import Synchronization
import Transport

/// What a node has for its handshakes, so that it is not looked for or made again for each: another
/// certificate would be another connection. And when the nodes below need a new one.
final class TLSMemo: Sendable {
    /// A certificate that the level above may have renewed is looked for anew after so many milliseconds.
    private static let patience: Int64 = 600_000

    private let given = Mutex<[Origin: (TLSCredentials?, until: Int64)]>([:])
    private let made = Mutex<[Origin: TLSCredentials]>([:])
    private let due = Mutex<[Origin: Int64]>([:])
    private let above = Mutex<(chain: [CertifiedKey], until: Int64)?>(nil)

    /// - Parameters:
    ///   - give: what the level above has given, if it has.
    ///   - make: what the node says for itself; kept to its half life.
    func credentials(
        of origin: Origin, at time: Int64, given give: () throws -> TLSCredentials?,
        made make: () throws -> TLSCredentials
    ) rethrows -> TLSCredentials {
        let known = given.withLock { $0[origin] }
        let isFresh = known.map { ($0.until - Self.patience..<$0.until).contains(time) } ?? false
        let found = isFresh ? known?.0 : try give()
        if !isFresh { given.withLock { $0[origin] = (found, time + Self.patience) } }
        if let found { return found }
        if let kept = made.withLock({ $0[origin] }), time < kept.certificate.renewal { return kept }
        let new = try make()
        made.withLock { $0[origin] = new }
        return new
    }

    /// Whether a node below may need a new certificate: not where it is known to have a good one.
    func mayBeDue(_ origin: Origin, at time: Int64) -> Bool {
        due.withLock { $0[origin] }.map { time >= $0 } ?? true
    }

    func noteDue(_ origin: Origin, at time: Int64) { due.withLock { $0[origin] = time } }

    /// How the node's own signer is certified.
    func chain(at time: Int64, _ find: () throws -> [CertifiedKey]) rethrows -> [CertifiedKey] {
        if let known = above.withLock({ $0 }),
            (known.until - Self.patience..<known.until).contains(time)
        {
            return known.chain
        }
        let chain = try find()
        above.withLock { $0 = (chain, time + Self.patience) }
        return chain
    }

    /// An exchange may have brought a better one.
    func lookAgain() {
        given.withLock { $0 = [:] }
        above.withLock { $0 = nil }
    }

    /// The signer of certificates is another one.
    func forget() {
        lookAgain()
        made.withLock { $0 = [:] }
        due.withLock { $0 = [:] }
    }
}

extension NodeHome {
    /// With what this node shows that it is one of its own origins.
    /// - Throws: `StoreError.keyMissing` for an origin whose key is not here.
    func credentials(of origin: Origin) throws -> TLSCredentials {
        let now = clock.now
        return try tls.credentials(of: origin, at: now) {
            guard let certificate = try? certificate(of: origin) else { return nil }
            return try TLSCredentials(
                privateKey: store.privateKey(of: origin), certificate: certificate, at: now)
        } made: {
            let key = try store.privateKey(of: origin)
            // A signer that cannot be read hinders no line: the key speaks for itself then.
            let own = try? certificateAuthority()?.issue(
                to: Signer(privateKey: key).publicKey, serial: randomness.bytes(16), at: now)
            return try TLSCredentials(privateKey: key, certificate: own, at: now)
        }
    }

    /// How a line to a neighbour is secured.
    func security(toward peer: Peer) throws -> LineSecurity {
        let own = try credentials(of: store.signer().origin)
        return LineSecurity(
            pins: try store.keys(ofNeighbour: peer.origin).map(KeyPin.of),
            name: TLSName.of(peer.origin), certificate: own.certificate.pem,
            privateKey: try own.privateKeyPEM)
    }

    /// What this node shows to whoever calls it.
    public var identityProvider: ServerIdentity.Provider { { try serverIdentity(named: $0) } }

    /// - Parameter name: by which it is called: that of one of its origins. Who knows it by one that it
    ///   does not know itself has seen a later state of it than it remembers; its first origin they know as
    ///   well.
    func serverIdentity(named name: String?) throws -> ServerIdentity {
        let present = try store.signer().origin
        guard let asked = name.flatMap(TLSName.origin), asked != present else {
            return try identity(of: present)
        }
        let own = try store.ownOrigins()
        for origin in own.contains(asked) ? [asked] : own {
            do { return try identity(of: origin) } catch StoreError.keyMissing { continue }
        }
        return try identity(of: present)
    }

    private func identity(of origin: Origin) throws -> ServerIdentity {
        let own = try credentials(of: origin)
        return ServerIdentity(
            certificate: own.certificate.bytes, privateKey: try own.privateKeyPEM)
    }
}
