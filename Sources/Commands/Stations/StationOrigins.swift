import Node
import Store
import SyncCore
import Texts

extension StationCommands {
    /// The one PC of a station that is meant by six or more digits of its origin; of those that may write
    /// there, whether they have come or not, and of those that are suspended.
    /// - Throws: `Problem`.
    static func origin(
        _ text: String, of card: ScopeCard, at place: Workplace
    ) throws -> Origin {
        let meant = try place.store.view { view in
            try Set(view.liveOrigins(in: card.scope)).union(
                view.stationStanding(of: card.scope).suspended.compactMap(\.origin))
        }
        return try meant.sorted().one(beginning: text, by: \.self)
    }
}

extension Array {
    /// The one that six or more digits of its origin mean.
    /// - Throws: `Problem` where they mean none, or several.
    func one(beginning text: String, by origin: (Element) -> Origin) throws -> Element {
        let digits = text.lowercased()
        let found = filter {
            digits.utf8.count >= 6 && origin($0).description.hasPrefix(digits)
        }
        guard let one = found.first else {
            throw Problem(
                "unknown-origin", .inputNotFound, .key(.notALog(String(text.prefix(40)))),
                remedy: .key(.seeList))
        }
        guard found.count == 1 else {
            throw Problem(
                "ambiguous", .badInput,
                .key(.severalLogs(String(text.prefix(40)), found.map { origin($0).description })),
                remedy: .key(.seeList))
        }
        return one
    }
}
