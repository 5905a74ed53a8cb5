import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What the commands about changes of townships share.
extension StationCommands {
    /// A station that this node governs and that has not ended.
    /// - Throws: `Problem`.
    static func living(_ code: String, at place: Workplace) throws -> ScopeCard {
        let card = try place.station(code: code)
        guard try place.store.view({ try $0.governs(card.scope) }) else {
            throw Problem(
                "not-governed", .notPermitted, .boundary(.notGoverned(code)),
                remedy: .boundary(.notGovernedRemedy))
        }
        try refuseEnded(card, at: place)
        return card
    }

    /// - Throws: `Problem` for a station that has ended.
    static func refuseEnded(_ card: ScopeCard, at place: Workplace) throws {
        let (boundaries, stations) = try place.store.view {
            (try $0.boundaries(of: card.scope), try Stations(in: $0))
        }
        guard boundaries.isDissolved else { return }
        throw ended(
            title(card), boundaries.successors.map { ($0.scope, title($0)) }, stations)
    }

    static func ended(
        _ station: String, _ successors: [(scope: Scope, title: String)], _ stations: Stations
    ) -> Problem {
        Problem(
            "station-ended", .badInput,
            .boundary(.alreadyEnded(station, into: successors.map(\.title))),
            remedy: .boundary(
                .alreadyEndedRemedy(
                    code: successors.compactMap { stations.code($0.scope) }
                        .joined(separator: ", "))))
    }

    static func title(_ card: ScopeCard) -> String {
        [card.code, card.name].compactMap(\.self).joined(separator: " ")
    }

    static func title(_ station: NamedScope) -> String {
        [station.code, station.name].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The beginning of a day that somebody typed; of today where nobody did.
    static func day(_ text: String?, at place: Workplace) throws -> LocalDay {
        guard let text else { return place.today }
        do { return try CivilTime.day(text) } catch {
            throw Problem(
                "bad-date", .usage, .boundary(.badDay(String(text.prefix(32)))),
                remedy: .boundary(.badDayRemedy))
        }
    }

    /// What the list of divisions of this node says of a code from now on.
    static func division(
        _ code: String, name: String, from: Int64?, like old: String?, at place: Workplace
    ) throws -> DivisionRow {
        let known = try old.flatMap { old in
            try place.store.view { try $0.divisions(under: old) }.first { $0.code == old }
        }
        return DivisionRow(
            code: code, parent: DivisionCode(code)?.parent?.digits,
            level: known?.level ?? DivisionCode(code)?.level.rawValue ?? 3, name: name,
            pinyin: known?.name == name ? known?.pinyin ?? "" : "", from: from)
    }
}
