import GRDB
public import SyncCore

extension Store {
    /// The public key under which this node writes now, as far as this process knows.
    public var presentKey: [UInt8]? { identity.present?.publicKey }

    /// The keeper of the present key, read afresh: another process may have made a new origin.
    /// - Throws: `StoreError`.
    public func signer() throws -> Signer { try read { try identity.refresh($0) } }

    /// The private key of one of the node's own origins, 32 bytes: with it a line is secured.
    /// - Throws: `StoreError.keyMissing` where it is not here.
    public func privateKey(of origin: Origin) throws -> [UInt8] {
        guard let key = try identity.privateKey(of: origin) else {
            throw StoreError.keyMissing(Identity.fileName(of: origin))
        }
        return key
    }

    /// Every origin that this node has been, the present one last.
    public func ownOrigins() throws -> [Origin] { try read { try OwnOrigins(db: $0).all() } }

    /// Writes down, outside the database, how far the own logs are about to be shown, and begins the
    /// nonce chain with the peer. Nothing leaves the machine before this has returned (I2).
    /// - Parameter peer: nil for a file or a print, which may show all scopes.
    public func expose(to peer: Peer? = nil, at time: Int64) throws {
        let isDone = try read { db in try isExposed(to: peer, db) }
        guard !isDone else { return }
        try append(at: time) { db in
            let signer = try identity.refresh(db)
            let own = signer.origin
            if let peer {
                _ = try ChainTable(db: db, own: own, randomness: randomness).begin(
                    with: peer.origin)
            }
            try identity.expose(marks(of: own, to: peer, db), of: own)
        }
    }

    private func isExposed(to peer: Peer?, _ db: Database) throws -> Bool {
        let own = try identity.refresh(db).origin
        if let peer,
            try ChainTable(db: db, own: own, randomness: randomness).chain(with: peer.origin) == nil
        {
            return false
        }
        let log = LogTable(db: db)
        var heads: [Scope: UInt64] = [:]
        for scope in try scopes(shownTo: peer, log) {
            guard let row = try log.log(own, in: scope.id) else { continue }
            heads[scope.scope] = try log.length(row.id)
        }
        return try identity.covers(heads, of: own)
    }

    private func marks(
        of own: Origin, to peer: Peer?, _ db: Database
    ) throws -> [Scope: Sidecar.Mark] {
        let log = LogTable(db: db)
        var marks: [Scope: Sidecar.Mark] = [:]
        for scope in try scopes(shownTo: peer, log) {
            guard let row = try log.log(own, in: scope.id) else { continue }
            let length = try log.length(row.id)
            marks[scope.scope] = Sidecar.Mark(
                length: length, root: try LogTree(log.statements, log: row.id).root(size: length))
        }
        return marks
    }

    private func scopes(shownTo peer: Peer?, _ log: LogTable) throws -> [ScopeRow] {
        guard let peer else { return try log.scopes() }
        return try peer.scopes.sorted().compactMap(log.scope)
    }
}
