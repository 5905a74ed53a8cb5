import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Townships that merge or split. The stations that end keep their logs, for ever; their volunteers go on in
/// the stations that carry on (docs/TOWNSHIPS.md).
extension StationCommands {
    /// Which stations become one.
    public struct Merger: Sendable {
        public var codes: [String]
        /// nil: the first of `codes`. One of them, another station, or a code that no station has.
        public var into: String?
        /// Of a station that is opened.
        public var name: String?
        public var reason: String?
        /// Whether it is meant that a station is opened whose code does not lie below this node's own.
        public var isElsewhere: Bool

        public init(
            codes: [String], into: String? = nil, name: String? = nil, reason: String?,
            isElsewhere: Bool = false
        ) {
            self.isElsewhere = isElsewhere
            self.codes = codes
            self.into = into
            self.name = name
            self.reason = reason
        }
    }

    /// Which station becomes several.
    public struct Division: Sendable {
        public var code: String
        /// Stations, or codes that no station has; the first takes whoever is assigned to none.
        public var into: [String]
        /// As many as `into`, or none.
        public var names: [String]
        /// A list of who goes where; nil for none.
        public var assignments: String?
        public var reason: String?
        /// As of a merger.
        public var isElsewhere: Bool

        public init(
            code: String, into: [String], names: [String] = [], assignments: String? = nil,
            reason: String? = nil, isElsewhere: Bool = false
        ) {
            self.isElsewhere = isElsewhere
            self.code = code
            self.into = into
            self.names = names
            self.assignments = assignments
            self.reason = reason
        }
    }

    /// `station merge`: ends stations, and carries their volunteers on in another.
    /// - Throws: `Problem`; nothing was done, but for the request of a second person where that is asked.
    public static func merge(_ place: Workplace, _ merger: Merger) throws -> StationsEnded {
        try place.requireAggregator()
        do {
            let reason = try Reason(merger.reason).text
            try refuseTwice(merger.codes)
            let named = try merger.codes.map { try living($0, at: place) }
            guard let into = merger.into ?? merger.codes.first, !named.isEmpty else {
                throw nothingToMerge
            }
            let successor = try Successor(
                into, name: merger.name, isElsewhere: merger.isElsewhere, at: place)
            let ending = named.filter { $0.scope != successor.card?.scope }
            guard !ending.isEmpty else { throw nothingToMerge }
            return try end(
                Ending(stations: ending, successors: [successor], reason: reason), at: place)
        } catch { throw Problem(error) }
    }

    /// `station split`: ends a station, and carries its volunteers on in several others.
    /// - Throws: `Problem`, as above.
    public static func split(_ place: Workplace, _ division: Division) throws -> StationsEnded {
        try place.requireAggregator()
        do {
            let reason = try division.reason.map { try Reason($0).text } ?? ""
            let station = try living(division.code, at: place)
            guard division.names.isEmpty || division.names.count == division.into.count else {
                throw Problem("names-do-not-fit", .usage, .boundary(.namesDoNotFit))
            }
            guard (2...BoundaryChange.successorLimit).contains(division.into.count) else {
                throw Problem(
                    "one-successor", .usage, .boundary(.oneSuccessor),
                    remedy: .boundary(.oneSuccessorRemedy))
            }
            try refuseTwice(division.into)
            let successors = try division.into.enumerated().map { index, code in
                try Successor(
                    code, name: division.names.isEmpty ? nil : division.names[index],
                    isElsewhere: division.isElsewhere, at: place)
            }
            guard !successors.contains(where: { $0.card?.scope == station.scope }) else {
                throw Problem(
                    "into-itself", .badInput, .boundary(.intoItself(division.code)),
                    remedy: .boundary(.intoItselfRemedy))
            }
            let assignments = try division.assignments.map {
                try Assignments($0, of: station, to: successors.map(\.code), at: place)
            }
            return try end(
                Ending(
                    stations: [station], successors: successors, reason: reason,
                    assigned: assignments?.codes ?? [:]), at: place)
        } catch { throw Problem(error) }
    }

    private static var nothingToMerge: Problem {
        Problem(
            "nothing-to-merge", .usage, .boundary(.nothingToMerge),
            remedy: .boundary(.nothingToMergeRemedy))
    }

    private static func refuseTwice(_ codes: [String]) throws {
        var seen: Set<String> = []
        for code in codes
        where !seen.insert(DivisionCode(code)?.withoutPadding.digits ?? code).inserted {
            throw Problem("named-twice", .usage, .boundary(.namedTwice(code)))
        }
    }

    /// A station that carries on: one that there is, or one that has yet to be opened.
    struct Successor {
        let code: String
        let name: String
        let card: ScopeCard?
        /// Of another county.
        var elsewhere: Scope?

        init(_ text: String, name: String?, isElsewhere: Bool, at place: Workplace) throws {
            let code = try EnteredPlace.code(text, below: .county)
            card = try place.store.view { try $0.scope(code: code) }
            if card != nil {
                _ = try StationCommands.living(code, at: place)
            } else if !isElsewhere {
                try EnteredPlace.refuseElsewhere(code, at: place)
            }
            self.code = code
            self.name = try CheckedInvitation.name(name, code: code, known: card, at: place)
        }

        /// A station of another county, by its line of the directory.
        init(_ line: Announcement) {
            code = line.code
            name = line.name
            card = nil
            elsewhere = line.scope
        }
    }

    /// Everything that has been checked before anything is written.
    struct Ending {
        let stations: [ScopeCard]
        let successors: [Successor]
        let reason: String
        var assigned: [Entity: String] = [:]

        /// To a station of another county.
        var movesAway: Bool { successors.contains { $0.elsewhere != nil } }

        /// What a second person agrees to.
        func asked(_ station: ScopeCard) -> SecondPerson.Asked {
            // A code is no name: of another county's station it is the scope that is agreed to.
            let into = successors.map { successor in
                "\(successor.code) \(successor.name)"
                    + (successor.elsewhere.map { " \($0)" } ?? "")
            }
            let list = assigned.map { "\($0.key) \($0.value)" }.sorted()
            return SecondPerson.Asked(
                act: "station-end", scope: station.scope,
                parameters: ["station-end", station.scope.description, reason] + into + list,
                summary: "\(station.code ?? "") → \(successors.map(\.code).joined(separator: ", "))"
            )
        }
    }

    static func end(_ ending: Ending, at place: Workplace) throws -> StationsEnded {
        for station in ending.stations { try place.require(.decide, in: station.scope) }
        guard !place.isDryRun else { return try preview(ending, at: place) }
        let approved = try SecondPerson(place).require(ending.stations.map(ending.asked))
        let successors = try ending.successors.map { successor in
            NamedScope(
                try successor.elsewhere ?? successor.card?.scope
                    ?? open(code: successor.code, name: successor.name, at: place),
                code: successor.code, name: successor.name)
        }
        let scopes = Dictionary(
            successors.map { ($0.code, $0.scope) }, uniquingKeysWith: { first, _ in first })
        let dissolved = try place.store.dissolve(
            ending.stations.map { station in
                Dissolving(
                    station.scope, by: try place.author(in: station.scope), successors: successors,
                    reason: ending.reason,
                    assigned: ending.assigned.compactMapValues { scopes[$0] },
                    movesAway: ending.movesAway)
            }, at: place.now)
        for (scope, request) in approved.sorted(by: { $0.key < $1.key }) {
            _ = try place.commit(to: scope) { door in
                try door.write(.answer(.init(to: request, .carriedOut)))
            }
        }
        for successor in ending.successors {
            let begun =
                successor.card == nil && successor.elsewhere == nil
                ? try division(
                    successor.code, name: successor.name, from: place.now, like: nil, at: place)
                : nil
            try place.store.changeDivisions(
                begun,
                ended: ending.stations.compactMap(\.code).filter { $0 != successor.code },
                at: place.now)
        }
        let released = ending.movesAway ? try place.home.releaseLeaving() : [:]
        try place.home.publishScopes()
        return try report(ending, dissolved, released, successors, at: place)
    }

    private static func preview(_ ending: Ending, at place: Workplace) throws -> StationsEnded {
        try place.store.view { view in
            var stations: [StationsEnded.Entry] = []
            for station in ending.stations {
                let (movers, staying) = try view.previewOfDissolving(station.scope)
                var counts: [String: Int] = [:]
                for mover in movers {
                    let code = ending.assigned[mover] ?? ending.successors.first?.code ?? ""
                    counts[code, default: 0] += 1
                }
                stations.append(
                    try StationsEnded.Entry(
                        station, into: ending.successors.map { ($0.code, $0.name) },
                        counts: counts, staying: staying,
                        toAssign: ending.successors.count > 1
                            ? movers.filter { ending.assigned[$0] == nil } : [], in: view))
            }
            return StationsEnded(
                stations: stations, movesAway: ending.movesAway, isDryRun: true)
        }
    }

    private static func report(
        _ ending: Ending, _ dissolved: [Dissolved], _ released: [Scope: Int],
        _ successors: [NamedScope], at place: Workplace
    ) throws -> StationsEnded {
        let codes = Dictionary(
            successors.map { ($0.scope, $0.code) }, uniquingKeysWith: { first, _ in first })
        return try place.store.view { view in
            let entries = try zip(ending.stations, dissolved).map { station, outcome in
                let goingOn =
                    ending.movesAway
                    ? Dictionary(
                        uniqueKeysWithValues: ending.successors.map {
                            ($0.code, released[station.scope] ?? 0)
                        })
                    : Dictionary(
                        outcome.carriedOn.map { (codes[$0.key] ?? "", $0.value) },
                        uniquingKeysWith: +)
                return try StationsEnded.Entry(
                    station, into: ending.successors.map { ($0.code, $0.name) }, counts: goingOn,
                    staying: outcome.staying,
                    toAssign: ending.successors.count > 1
                        ? outcome.unassigned.filter { ending.assigned[$0] == nil } : [],
                    in: view)
            }
            return StationsEnded(
                stations: entries, movesAway: ending.movesAway, isDryRun: false)
        }
    }
}
