import GRDB
public import SyncCore

extension Store {
    /// Goes on as a new origin because the key of the present one is lost. Nobody can name the new one as
    /// its successor: it has to be enrolled like a stranger. What the lost key wrote goes on counting;
    /// how it is delivered is for `OrphanedLogs`, once the new origin is admitted.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: the new origin; nil where no key was lost.
    @discardableResult
    public func replaceLostKey(at time: Int64) throws -> Origin? {
        try goOnUnnamed(because: .keyLost, at: time) { db in
            guard let lost = try OwnOrigins(db: db).all().last,
                try identity.signer(of: lost) == nil
            else { return nil }
            return lost
        }
    }

    /// Goes on as a new origin because the authority has revoked the key of the present one. The old key does
    /// not name it: whom a revoked key names is refused with it. What it wrote stays in its log as it is, and
    /// counts as far as the revocation allows.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: the new origin.
    @discardableResult
    public func replaceRevokedKey(at time: Int64) throws -> Origin? {
        try goOnUnnamed(because: .keyRevoked, at: time) { try identity.refresh($0).origin }
    }

    /// - Parameter gone: the origin that is left; nil where it is not.
    private func goOnUnnamed(
        because reason: Incident.Kind, at time: Int64, leaving gone: (Database) throws -> Origin?
    ) throws -> Origin? {
        defer { identity.dropWaiting() }
        let origin = try write { db -> Origin? in
            guard let gone = try gone(db) else { return nil }
            let signer = try identity.makeSigner(randomness)
            try OwnOrigins(db: db).add(key: signer.publicKey, at: time)
            try identity.refresh(db)
            try Self.set("store-id", Hex.encode(randomness.bytes(16)), in: db)
            try IncidentTable(db: db).note(
                reason, at: time, origin: gone, successor: signer.origin)
            identity.exposeAfterCommit(signer.origin)
            return signer.origin
        }
        identity.exposeWaiting()
        return origin
    }
}
