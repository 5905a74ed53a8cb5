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
        defer { identity.dropWaiting() }
        let origin = try write { db -> Origin? in
            let origins = OwnOrigins(db: db)
            guard let lost = try origins.all().last, try identity.signer(of: lost) == nil else {
                return nil
            }
            let signer = try identity.makeSigner(randomness)
            try origins.add(key: signer.publicKey, at: time)
            try identity.refresh(db)
            try Self.set("store-id", Hex.encode(randomness.bytes(16)), in: db)
            try IncidentTable(db: db).note(
                .keyLost, at: time, origin: lost, successor: signer.origin)
            identity.exposeAfterCommit(signer.origin)
            return signer.origin
        }
        identity.exposeWaiting()
        return origin
    }
}
