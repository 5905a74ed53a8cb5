import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// A township that moves to another county. Either county says its part: this one that its station ends, the
/// other that a station of its own carries it on; so nobody is pushed into a county that has not agreed
/// (docs/TOWNSHIPS.md).
extension StationCommands {
    /// Which station of another county is carried on, and by which of this one.
    public struct Adoption: Sendable {
        /// A station, or a code that no station has.
        public var code: String
        /// Of the other county's.
        public var from: String
        /// Of a station that is opened.
        public var name: String?
        /// Whether it is meant that a station is opened whose code does not lie below this node's own.
        public var isElsewhere: Bool

        public init(
            code: String, from: String, name: String? = nil, isElsewhere: Bool = false
        ) {
            self.code = code
            self.from = from
            self.name = name
            self.isElsewhere = isElsewhere
        }
    }

    /// `station move`: ends a station that a station of another county carries on, and releases its
    /// volunteers to that one.
    /// - Throws: `Problem`; nothing was done, but for the request of a second person where that is asked.
    public static func move(
        _ place: Workplace, code: String, to other: String, reason: String?
    ) throws -> StationsEnded {
        try place.requireAggregator()
        do {
            let reason = try Reason(reason).text
            let station = try living(code, at: place)
            let line = try elsewhere(other, at: place)
            guard line.successors.isEmpty else {
                let stations = try place.store.view { try Stations(in: $0) }
                throw ended(
                    TransferCommands.title(line),
                    line.successors.map { ($0, stations.title($0)) }, stations)
            }
            guard !line.exchangeKey.isEmpty else {
                throw Problem("no-key", .badInput, .transfer(.noKey(code: line.code)))
            }
            return try end(
                Ending(stations: [station], successors: [Successor(line)], reason: reason),
                at: place)
        } catch { throw Problem(error) }
    }

    /// `station adopt`: says that a station of this county carries on one of another, and accepts for it
    /// whoever is released from there: now, and whenever somebody more arrives. Said again, it does what is
    /// left.
    /// - Throws: `Problem`; nothing was done, but for the request of a second person where that is asked.
    public static func adopt(_ place: Workplace, _ adoption: Adoption) throws -> StationAdopted {
        try place.requireAggregator()
        do {
            let line = try elsewhere(adoption.from, at: place)
            let successor = try Successor(
                adoption.code, name: adoption.name, isElsewhere: adoption.isElsewhere, at: place)
            try place.require(.decide, in: successor.card?.scope)
            let report = { (accepted: Int) in
                StationAdopted(
                    code: successor.code, name: successor.name, line, accepted: accepted,
                    isDryRun: place.isDryRun)
            }
            guard !place.isDryRun else { return report(0) }
            let asked = successor.card.map {
                SecondPerson.Asked(
                    act: "station-adopt", scope: $0.scope,
                    parameters: ["station-adopt", $0.scope.description, line.scope.description],
                    summary: "\(line.code) → \(successor.code)")
            }
            let approved = try SecondPerson(place).require(asked.map { [$0] } ?? [])
            let scope =
                try successor.card?.scope
                ?? open(code: successor.code, name: successor.name, at: place)
            try place.store.adopt(
                NamedScope(line.scope, code: line.code, name: line.name), in: scope,
                by: try place.author(in: scope), at: place.now)
            for (scope, request) in approved {
                _ = try place.commit(to: scope) { door in
                    try door.write(.answer(.init(to: request, .carriedOut)))
                }
            }
            if successor.card == nil {
                try place.store.changeDivisions(
                    try division(
                        successor.code, name: successor.name, from: place.now, like: nil,
                        at: place), ended: [], at: place.now)
            }
            try place.home.publishScopes()
            return report(try place.home.acceptArriving()[scope] ?? 0)
        } catch { throw Problem(error) }
    }

    /// The station of another county that has a code; of one that has ended beside one that lives, that one.
    private static func elsewhere(_ text: String, at place: Workplace) throws -> Announcement {
        let code = DivisionCode(text)?.withoutPadding.digits ?? text
        let (named, isHere) = try place.store.view { view in
            let lines = try view.directory().filter { $0.code == code }
            let here = try lines.contains { try view.governs($0.scope) }
            return (try lines.filter { try !view.governs($0.scope) }, here)
        }
        let living = named.filter(\.successors.isEmpty)
        guard living.count <= 1 else {
            throw Problem(
                "ambiguous-destination", .badInput, .transfer(.ambiguousDestination(code: code)),
                remedy: .transfer(.ambiguousDestinationRemedy))
        }
        if let found = living.first ?? named.last { return found }
        throw isHere
            ? Problem(
                "governed-here", .badInput, .boundary(.governedHere(code)),
                remedy: .boundary(.governedHereRemedy))
            : Problem(
                "unknown-station", .inputNotFound, .boundary(.nowhereElse(code)),
                remedy: .boundary(.nowhereElseRemedy))
    }
}

/// A station of another county that one of this county carries on.
public struct StationAdopted: Report {
    public static let kind = "StationAdopted"
    public let code: String
    public let name: String
    /// The other county's station.
    public let from: String
    public let fromName: String
    /// How many were accepted with this call.
    public let accepted: Int
    public let isDryRun: Bool
    /// Whether the other county has said its part, as far as is known here.
    public let hasEnded: Bool

    private enum CodingKeys: String, CodingKey {
        case code, name, from, fromName, accepted
        case isDryRun = "dryRun"
        case hasEnded = "ended"
    }

    init(
        code: String, name: String, _ line: Announcement, accepted: Int, isDryRun: Bool
    ) {
        self.code = code
        self.name = name
        from = line.code
        fromName = line.name
        self.accepted = accepted
        self.isDryRun = isDryRun
        hasEnded = !line.successors.isEmpty
    }

    public func text(in language: Language) -> String {
        let title = "\(code) \(name)"
        var lines: [Sentence] = [
            .boundary(.adopted(station: title, from: "\(from) \(fromName)"))
        ]
        if accepted > 0 { lines.append(.boundary(.accepted(count: accepted, at: title))) }
        if !hasEnded { lines.append(.boundary(.moveNext(code: from, to: code))) }
        lines.append(.boundary(.acceptedOnArrival))
        lines.append(isDryRun ? .record(.nothingWritten) : .boundary(.inviteNext(code: code)))
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
