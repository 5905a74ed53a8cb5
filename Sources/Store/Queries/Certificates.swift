public import SyncCore

extension StoreView {
    /// The certificates that the authorities of a scope have given to an origin, in the order of their logs.
    public func certifications(of origin: Origin, in scope: Scope) throws -> [Certification] {
        try certifications(in: scope).filter { $0.origin == origin }
    }

    /// Every certificate that the authorities of a scope have given, in the order of their logs.
    public func certifications(in scope: Scope) throws -> [Certification] {
        guard let row = try log.scope(scope) else { return [] }
        return try StandingTable(log: log, scope: row).words().compactMap { word in
            guard case .certify(let certification) = AuthorityChange(word) else { return nil }
            return certification
        }
    }

    /// The last request for a certificate of a signer that a node has written in a scope; nil where it never
    /// did.
    /// - Parameter names: the origins that the node has been, the present one first: its last word is in the
    ///   latest of them that asks.
    public func signingRequest(by names: [Origin], in scope: Scope) throws -> SigningRequest? {
        guard let row = try log.scope(scope) else { return nil }
        let requests = try StandingTable(log: log, scope: row).requests()
        return names.lazy.compactMap { name in
            requests.last { $0.author == name }?.request
        }.first
    }

    /// Whether a word of the scope's authority lets this origin write, and none has revoked it.
    public func isInGoodStanding(_ origin: Origin, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        let standing = try StandingTable(log: log, scope: row).standing()
        return standing.isAnswered(origin) && !standing.isRevoked(origin)
    }
}
