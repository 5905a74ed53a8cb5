public import SyncCore

extension StoreView {
    /// The certificates that the authorities of a scope have given to an origin, in the order of their logs.
    public func certifications(of origin: Origin, in scope: Scope) throws -> [Certification] {
        guard let row = try log.scope(scope) else { return [] }
        return try StandingTable(log: log, scope: row).words().compactMap { word in
            guard case .certify(let certification) = AuthorityChange(word),
                certification.origin == origin
            else { return nil }
            return certification
        }
    }

    /// Whether a word of the scope's authority lets this origin write, and none has revoked it.
    public func isInGoodStanding(_ origin: Origin, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        let standing = try StandingTable(log: log, scope: row).standing()
        return standing.isAnswered(origin) && !standing.isRevoked(origin)
    }
}
