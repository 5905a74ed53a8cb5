import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// `station show`: one station with the codes that it has had, whose work it carries on and who carries
    /// on its own, and what came after its end.
    /// - Parameters:
    ///   - code: as it was on `day`; at a station its own unless given.
    ///   - day: today unless given.
    /// - Throws: `Problem`.
    public static func show(
        _ place: Workplace, code: String? = nil, on day: String? = nil
    ) throws -> StationShown {
        do {
            let at = try StationMoment(day, at: place)
            let own = try place.home.stationScope()
            let typed = code.map { DivisionCode($0)?.withoutPadding.digits ?? $0 }
            guard typed != nil || own != nil else {
                throw Problem(
                    "code-needed", .usage, .record(.codeNeeded), remedy: .record(.codeNeededRemedy))
            }
            return try place.store.view { view in
                let cards = try view.scopes()
                let found =
                    try typed == nil
                    ? cards.filter { $0.scope == own }
                    : cards.filter { try StationPlace($0, at, in: view).code == typed }
                // Of two the one that was open then: what has ended may have given its code on.
                let places = try found.map { try StationPlace($0, at, in: view) }
                guard let shown = places.first(where: { !$0.isEnded }) ?? places.first else {
                    throw Problem(
                        "unknown-station", .inputNotFound,
                        day == nil
                            ? .record(.unknownStation(code: typed ?? ""))
                            : .boundary(.noCodeThen(code: typed ?? "", day: "\(at.day)")),
                        remedy: .record(.lookAtStations))
                }
                return try StationShown(shown, in: view)
            }
        } catch { throw Problem(error) }
    }
}

/// A day on which stations are looked at: as they were at its end.
struct StationMoment {
    let day: LocalDay
    /// Milliseconds since 1970.
    let time: Int64

    init(_ text: String?, at place: Workplace) throws {
        day = try StationCommands.day(text, at: place)
        time = text == nil ? place.now : day.adding(days: 1).start - 1
    }
}

/// A station as it was at some time: by which code and name, whether it was there, who came before it and
/// after it. What its county writes down once holds for the time that it names, whenever it is written.
struct StationPlace {
    let card: ScopeCard
    let code: String
    let name: String
    let codes: StationCodes
    /// nil while it was open.
    let end: BoundaryChange.Dissolution?
    let successors: [NamedScope]
    let predecessors: [Boundaries.Predecessor]

    var isEnded: Bool { end != nil }

    init(_ card: ScopeCard, _ moment: StationMoment, in view: StoreView) throws {
        let boundaries = try view.boundaries(of: card.scope)
        self.card = card
        codes = try view.stationCodes(of: card.scope)
        let period = codes.period(at: moment.time) ?? codes.present
        code = period?.code ?? card.code ?? ""
        name = period?.name ?? card.name ?? ""
        end = boundaries.dissolution.flatMap { $0.at <= moment.time ? $0 : nil }
        successors = end == nil ? [] : boundaries.successors
        predecessors = boundaries.predecessors.filter { $0.at <= moment.time }
    }

    var endSentence: BoundarySentence? {
        end.map {
            .ended(into: successors.map(StationCommands.title), at: CivilTime.local($0.at))
        }
    }

    var originSentences: [BoundarySentence] {
        predecessors.map {
            .carriesOn(StationCommands.title($0.station), since: CivilTime.local($0.at))
        }
    }
}

/// Another station, as it was called when it was named.
public struct NamedStation: Encodable, Sendable, Hashable {
    public let scope: String
    public let code: String
    public let name: String

    init(_ station: NamedScope) {
        scope = station.scope.description
        code = station.code
        name = station.name
    }
}

/// One station.
public struct StationShown: Report {
    public static let kind = "Station"
    public let scope: String
    /// On the day that was asked about.
    public let code: String
    public let name: String
    /// "active" or "ended".
    public let state: String
    /// RFC 3339; null while it is open.
    public let endedAt: Nullable<String>
    public let reason: Nullable<String>
    public let codes: [Code]
    public let predecessors: [NamedStation]
    public let successors: [NamedStation]
    /// Recorded in this station's scope; no end of a station moves any of it.
    public let seconds: Int64
    public let records: Int
    /// The same with all stations that were merged into it, as far as they are held here.
    public let withPredecessors: Sum
    /// What its PCs have brought since it ended. It counts.
    public let late: [Late]
    private let sentences: [BoundarySentence]

    private enum CodingKeys: String, CodingKey {
        case scope, code, name, state, endedAt, reason, codes, predecessors, successors, seconds
        case records, withPredecessors, late
    }

    public struct Code: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        /// RFC 3339; null where it is not known, and while it lasts.
        public let from: Nullable<String>
        public let until: Nullable<String>
    }

    public struct Sum: Encodable, Sendable, Hashable {
        public let seconds: Int64
        public let records: Int
    }

    public struct Late: Encodable, Sendable, Hashable {
        public let origin: String
        public let firstSequence: UInt64
        public let lastSequence: UInt64
        public let changes: Int
        /// Of these, written by somebody who had not been told.
        public let unheard: Int
    }

    init(_ place: StationPlace, in view: StoreView) throws {
        scope = place.card.scope.description
        code = place.code
        name = place.name
        state = place.isEnded ? "ended" : "active"
        endedAt = Nullable(place.end.map { CivilTime.rfc3339($0.at) })
        reason = Nullable(place.end?.reason)
        codes = place.codes.periods.map { period in
            Code(
                code: period.code, name: period.name,
                from: Nullable(period.from.map(CivilTime.rfc3339)),
                until: Nullable(period.until.map(CivilTime.rfc3339)))
        }
        predecessors = place.predecessors.map { NamedStation($0.station) }
        successors = place.successors.map(NamedStation.init)
        let own = try view.hoursTotal(in: place.card.scope).all
        (seconds, records) = (own.seconds, own.records)
        let all = try Self.withPredecessors(of: place.card.scope, in: view)
        withPredecessors = all
        let late = place.isEnded ? try view.lateChanges(in: place.card.scope) : []
        self.late = late.map {
            Late(
                origin: $0.origin.description, firstSequence: $0.sequences.lowerBound,
                lastSequence: $0.sequences.upperBound, changes: $0.count, unheard: $0.unheard)
        }
        var sentences: [BoundarySentence] = place.codes.periods.map { period in
            .coded(
                code: period.code, name: period.name, from: period.from.map(CivilTime.local),
                until: period.until.map(CivilTime.local))
        }
        if sentences.isEmpty {
            sentences = [.coded(code: code, name: name, from: nil, until: nil)]
        }
        if let end = place.endSentence { sentences.append(end) }
        if let reason = place.end?.reason, !reason.isEmpty {
            sentences.append(.endedBecause(reason))
        }
        sentences += place.originSentences
        sentences.append(.recordedHere(hours: Seconds.hours(seconds), records: records))
        if all.records != records {
            sentences.append(
                .withPredecessors(
                    hours: Seconds.hours(all.seconds), records: all.records))
        }
        sentences += late.map {
            .late(origin: $0.origin.short, count: $0.count, unheard: $0.unheard)
        }
        if !late.isEmpty { sentences.append(.lateNext) }
        self.sentences = sentences
    }

    /// Each scope once, however the stations have merged. What was recorded before a split is no single
    /// successor's: that would count it with each of them.
    private static func withPredecessors(of scope: Scope, in view: StoreView) throws -> Sum {
        var sum = HoursSum()
        var seen: Set<Scope> = []
        var waiting = [scope]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            sum += try view.hoursTotal(in: next).all
            waiting += try view.boundaries(of: next).predecessors.map(\.station.scope)
                .filter { try view.boundaries(of: $0).successors.map(\.scope) == [next] }
        }
        return Sum(seconds: sum.seconds, records: sum.records)
    }

    public func text(in language: Language) -> String {
        sentences.map { Sentence.boundary($0).text(in: language) }.joined(separator: "\n")
    }
}
