public import SyncCore

/// Who is sent the personal parts of a scope, and who commitments in their place: a rule for each tier.
///
/// | the neighbour | gets |
/// |---|---|
/// | a PC of the station, below its county | the parts |
/// | the county, above a station | the parts: it governs the scope, and answers for it |
/// | a city, above the county | commitments |
/// | a province, above the city | commitments: the city has nothing else |
///
/// So a node gives them to all with whom it shares the scope but to those above the one that governs it.
/// Whoever gets commitments verifies every root and counts every hour.
public enum PersonalPolicy: Sendable, Hashable {
    case parts, commitments

    /// - Parameters:
    ///   - standpoint: where the neighbour stands.
    ///   - governs: whether this node is the scope's authority.
    public init(towards standpoint: Standpoint, governs: Bool) {
        self = standpoint == .above && governs ? .commitments : .parts
    }

    func content(_ content: PersonalContent) -> PersonalContent {
        guard self == .commitments, case .held(let part) = content else { return content }
        return .withheld(part.commitment)
    }
}

extension Store {
    /// What `peer` is sent of a scope's personal parts, and with them of what is attached.
    public func personalPolicy(of scope: Scope, towards peer: Peer) throws -> PersonalPolicy {
        try read { db in
            guard let row = try LogTable(db: db).scope(scope) else { return .commitments }
            return try PersonalPolicy(towards: peer.standpoint, in: row, log: LogTable(db: db))
        }
    }
}

extension PersonalPolicy {
    init(towards standpoint: Standpoint, in scope: ScopeRow, log: LogTable) throws {
        guard standpoint == .above else {
            self = .parts
            return
        }
        let authorities = try StandingTable(log: log, scope: scope).standing().authorities
        let own = try OwnOrigins(db: log.db).all()
        self.init(towards: standpoint, governs: !authorities.isDisjoint(with: own))
    }
}
