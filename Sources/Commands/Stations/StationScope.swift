import Node
import ServiceRecords
import Store
import SyncCore
import Texts

extension Workplace {
    /// The scope that a person means: at a station its own, at an aggregator the one of this code.
    /// - Throws: `Problem`.
    func scope(code: String?) throws -> Scope {
        if let own = try home.stationScope() {
            guard let code, Self.withoutPadding(code) != Self.withoutPadding(home.code) else {
                return own
            }
            throw Problem(
                "other-station", .badInput, .record(.otherStation(code: code, own: home.code)))
        }
        guard let code else {
            throw Problem(
                "code-needed", .usage, .record(.codeNeeded), remedy: .record(.codeNeededRemedy))
        }
        return try station(code: code).scope
    }

    /// The scope to read: nil is everything that is held here.
    func scopeToRead(code: String?) throws -> Scope? {
        try code.map { try station(code: $0).scope }
    }

    /// The station of this code.
    /// - Throws: `Problem`.
    func station(code: String) throws -> ScopeCard {
        let card = try store.view { view in
            try view.scope(code: code) ?? view.scope(code: Self.withoutPadding(code))
        }
        guard let card else {
            throw Problem(
                "unknown-station", .inputNotFound, .record(.unknownStation(code: code)),
                remedy: .record(.lookAtStations))
        }
        return card
    }

    /// - Throws: `Problem` at a station: what is asked is an aggregator's affair.
    func requireAggregator() throws {
        guard home.role == .station else { return }
        throw Problem(
            "aggregator-only", .notPermitted, .record(.aggregatorOnly),
            remedy: .record(.askCounty))
    }

    /// 12-digit codes are accepted for a township's.
    private static func withoutPadding(_ code: String) -> String {
        DivisionCode(code)?.withoutPadding.digits ?? code
    }
}
