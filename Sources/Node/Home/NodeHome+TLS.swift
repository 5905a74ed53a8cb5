import Authority
import Foundation
import Store
import SyncCore
import Synchronization
import Transport

/// What a node has made for its handshakes, so that it is not made again for each; and when the nodes
/// below need a new certificate.
final class TLSMemo: Sendable {
    /// A certificate that others have to renew is looked for anew after so many milliseconds.
    private static let patience: Int64 = 600_000

    private let credentials = Mutex<[Origin: (TLSCredentials, until: Int64)]>([:])
    private let due = Mutex<[Origin: Int64]>([:])

    /// - Parameter make: called where nothing is here, or not what would be made now.
    func credentials(
        of origin: Origin, at time: Int64, _ make: () throws -> TLSCredentials
    ) rethrows -> TLSCredentials {
        if let (kept, until) = credentials.withLock({ $0[origin] }), time < until,
            time >= until - Self.patience
        {
            return kept
        }
        let made = try make()
        credentials.withLock { $0[origin] = (made, time + Self.patience) }
        return made
    }

    /// Whether a node below may need a new certificate: not where it is known to have a good one.
    func mayBeDue(_ origin: Origin, at time: Int64) -> Bool {
        due.withLock { $0[origin] }.map { time >= $0 } ?? true
    }

    func noteDue(_ origin: Origin, at time: Int64) { due.withLock { $0[origin] = time } }

    /// There may be better ones.
    func forget() {
        credentials.withLock { $0 = [:] }
        due.withLock { $0 = [:] }
    }
}

extension NodeHome {
    /// With what this node shows that it is one of its own origins.
    /// - Throws: `StoreError.keyMissing` for an origin whose key is not here.
    func credentials(of origin: Origin) throws -> TLSCredentials {
        try tls.credentials(of: origin, at: clock.now) {
            try TLSCredentials(
                privateKey: store.privateKey(of: origin),
                certificate: (try? certificate(of: origin)) ?? nil,
                at: clock.now)
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
