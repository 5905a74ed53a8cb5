public import Authority
import ServiceRecords
import Store
public import SyncCore

/// What a node gives to a courier and takes from one: bundles on a stick, in place of a line
/// (docs/PROTOCOL.md, Bundle). It works beside a running daemon, which hears of it like of any commit.
public struct Courier: Sendable {
    let home: NodeHome

    public init(_ home: NodeHome) { self.home = home }

    /// For whom a bundle is made.
    public struct Destination: Sendable {
        /// X25519, 32 bytes.
        public let key: [UInt8]
        public let scope: Scope
        let peers: [Peer]
        public var isAbove: Bool { peers.first?.standpoint == .above }
        /// Goes along until the level above has taken this node up.
        let enrolment: [UInt8]
        /// They are told that they are revoked, and there is nothing else in the bundle; none where the
        /// scope is brought.
        public let revoked: [Origin]
    }

    /// The level above; nil where this node has none, or does not know its key for bundles.
    /// - Throws: `StoreError`, `KeyError`.
    public func above() throws -> Destination? {
        guard let peer = try home.store.upstream(), let scope = try home.store.meeting(with: peer),
            let key = try home.upstreamExchangeKey()
        else { return nil }
        let secret = try home.joinSecret()
        let enrolment = try secret.map { try EnrolmentRequest(secret: $0, signer: home.signer) }
        return Destination(
            key: key, scope: scope, peers: [peer], enrolment: enrolment?.bytes ?? [], revoked: [])
    }

    public var hasLevelAbove: Bool { get throws { try home.store.upstream() != nil } }

    /// The PCs of a station below that are not revoked. Where all that have come are, they are told that
    /// alone.
    /// - Throws: `StoreError`, `KeyError`.
    public func station(_ scope: Scope) throws -> Destination {
        let (heard, revoked) = try peers(of: scope)
        return try station(
            scope, peers: heard, revoked: heard.isEmpty ? revoked.map(\.origin) : [])
    }

    /// One PC of a station below whose key is revoked: it is told so.
    /// - Throws: `StoreError`, `KeyError`.
    func revoked(_ origin: Origin, of scope: Scope) throws -> Destination {
        try station(scope, peers: [], revoked: [origin])
    }

    private func station(
        _ scope: Scope, peers: [Peer], revoked: [Origin]
    ) throws -> Destination {
        let key = try home.keys.read(KeyFolder.scope(scope))
        return Destination(
            key: try ExchangeKey.publicKey(of: key), scope: scope, peers: peers, enrolment: [],
            revoked: revoked)
    }

    private func peers(of scope: Scope) throws -> (heard: [Peer], revoked: [Peer]) {
        let peers = try home.store.peers(.below, in: scope).filter {
            try !home.store.unheard($0).contains(scope)
        }
        let revoked = try peers.filter(home.store.isRevoked)
        return (peers.filter { !revoked.contains($0) }, revoked)
    }

    /// Whether no PC of a station that has come is spoken with. Of those that are revoked nobody asks while
    /// there is another.
    /// - Throws: `StoreError`.
    public func isSuspended(_ scope: Scope) throws -> Bool {
        let (heard, revoked) = try peers(of: scope)
        let peers = heard.isEmpty ? revoked : heard
        return try !peers.isEmpty
            && peers.allSatisfy { try home.store.suspension(of: $0) != nil }
    }
}

extension Courier {
    /// Who it is that can open a bundle, as far as this node knows.
    public enum Addressee: Hashable, Sendable {
        case here
        case above
        case station(Scope)
        case unknown
    }

    public func addressee(of header: BundleHeader) throws -> Addressee {
        if try ownKey(of: header) != nil { return .here }
        if let key = try home.upstreamExchangeKey(), BundleHeader.keyID(of: key) == header.keyID {
            return .above
        }
        for scope in try home.store.view({ try $0.heldScopes() }) {
            if try publicKey(KeyFolder.scope(scope)) == header.keyID { return .station(scope) }
        }
        return .unknown
    }

    /// nil where the bundle is for another node.
    /// - Throws: `StoreError`, `KeyError`.
    public func opener(of header: BundleHeader) throws -> BundleOpener? {
        guard let key = try ownKey(of: header) else { return nil }
        // An encapsulated key that is none opens nothing; whoever damaged it made the check anew.
        return try? BundleOpener(header, privateKey: key)
    }

    private func ownKey(of header: BundleHeader) throws -> [UInt8]? {
        var names = [KeyFolder.exchange]
        if let scope = try home.stationScope() { names = [KeyFolder.scope(scope)] }
        for name in names where try publicKey(name) == header.keyID {
            return try home.keys.read(name)
        }
        return nil
    }

    /// The id of a key that lies here; nil where it does not.
    private func publicKey(_ name: String) throws -> [UInt8]? {
        let key: [UInt8]
        do { key = try home.keys.read(name) } catch KeyError.missing { return nil }
        return BundleHeader.keyID(of: try ExchangeKey.publicKey(of: key))
    }
}
