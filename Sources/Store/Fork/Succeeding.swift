import GRDB
import SyncCore

extension Store {
    /// The node goes on as a new origin: its memory is not what it was, and no sequence may be used with
    /// other bytes (I2). The first change of the new origin's log in every scope names its predecessor,
    /// signed by that one's key.
    /// - Parameters:
    ///   - latest: the origin that spoke last, where that is known to be another than the present one.
    ///   - reason: what showed it.
    func succeed(
        _ latest: Origin? = nil, because reason: Incident.Kind, at time: Int64, in db: Database
    ) throws {
        let predecessor = try identity.refresh(db)
        // The database may have been put back to before the last origin was made. That one is one's own,
        // too; but only the predecessor that is in the logs can name the next.
        if let latest, let signer = try identity.signer(of: latest) {
            try OwnOrigins(db: db).add(key: signer.publicKey)
        }
        let signer = try identity.makeSigner(randomness)
        let succession = try Succession(naming: signer.publicKey, by: predecessor)
        try OwnOrigins(db: db).add(key: signer.publicKey, succession: succession, at: time)
        try identity.refresh(db)
        // What was rendered before may have seen what is here no more.
        try Self.set("store-id", Hex.encode(randomness.bytes(16)), in: db)
        for scope in try writer.log(db).scopes() {
            guard try isWriter(predecessor.origin, of: scope, in: db) else { continue }
            try commit(to: scope.scope, at: time, in: db) { door in
                try door.write(
                    LineageChange.succeed(succession, isPlanned: reason == .keyChanged))
            }
        }
        try IncidentTable(db: db).note(
            reason, at: time, origin: predecessor.origin,
            successor: signer.origin)
        identity.exposeAfterCommit(signer.origin)
    }

    /// Whoever only reads a scope has no log in it: a directory, or a station's scope that was raised.
    private func isWriter(
        _ origin: Origin, of scope: ScopeRow, in db: Database
    ) throws -> Bool {
        guard scope.kind == .shared || scope.kind == .station else { return true }
        let standing = try standing(of: scope, in: db)
        if standing.authorities.contains(origin) { return true }
        guard scope.kind == .station else { return false }
        return try standing.isAdmitted(origin)
            || writer.log(db).log(origin, in: scope.id) != nil
    }

    /// Which changes of a scope count, as the writer knows it inside its transaction.
    func standing(of scope: ScopeRow, in db: Database) throws -> Standing {
        guard let projector = try writer.projector(of: scope.scope, in: db) else {
            throw StoreError.unknownScope(scope.scope)
        }
        return projector.present
    }
}
