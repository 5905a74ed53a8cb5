import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// A code is an attribute: another one moves nothing.
extension StationCommands {
    /// Which code becomes which.
    public struct Recoding: Sendable {
        public var code: String
        public var newCode: String
        /// A day; today unless given.
        public var from: String?
        /// nil: the name stays.
        public var name: String?

        public init(code: String, to newCode: String, from: String? = nil, name: String? = nil) {
            self.code = code
            self.newCode = newCode
            self.from = from
            self.name = name
        }
    }

    /// `station recode`: writes down that a station, or this node itself, has another code from a day on.
    /// - Throws: `Problem`.
    public static func recode(_ place: Workplace, _ recoding: Recoding) throws -> StationRecoded {
        try place.requireAggregator()
        do {
            let day = try day(recoding.from, at: place)
            guard day.start <= place.now else {
                throw Problem(
                    "not-yet", .badInput, .boundary(.notYet("\(day)")),
                    remedy: .boundary(.notYetRemedy))
            }
            let isSelf =
                DivisionCode(recoding.code)?.withoutPadding.digits == place.home.code
                || recoding.code == place.home.code
            return try isSelf
                ? recodeSelf(recoding, from: day, at: place)
                : recodeStation(recoding, from: day, at: place)
        } catch { throw Problem(error) }
    }

    private static func recodeStation(
        _ recoding: Recoding, from day: LocalDay, at place: Workplace
    ) throws -> StationRecoded {
        let card = try living(recoding.code, at: place)
        try place.require(.decide, in: card.scope)
        let new = try EnteredPlace.code(recoding.newCode, below: place.home.role)
        try refuseTaken(new, by: card, at: place)
        return try recode(
            card.scope, (card.code ?? "", card.name ?? ""), to: new, recoding, from: day, at: place)
    }

    private static func recodeSelf(
        _ recoding: Recoding, from day: LocalDay, at place: Workplace
    ) throws -> StationRecoded {
        try place.require(.decide)
        guard try place.store.upstream() == nil else {
            throw Problem(
                "code-from-above", .notPermitted, .boundary(.codeFromAbove),
                remedy: .boundary(.codeFromAboveRemedy))
        }
        let old = DivisionCode(place.home.code)
        guard let new = DivisionCode(recoding.newCode)?.withoutPadding, new.level == old?.level
        else {
            throw Problem(
                "other-level", .badInput,
                .boundary(.otherLevel(String(recoding.newCode.prefix(32)))),
                remedy: .boundary(.otherLevelRemedy))
        }
        let own = try place.store.view { try $0.scopes(.own) }.first?.scope
        let report = try recode(
            own ?? (place.isDryRun ? nil : place.store.ownScope()),
            (place.home.code, place.home.name), to: new.digits, recoding, from: day, isSelf: true,
            at: place)
        try place.home.lookAtName()
        return report
    }

    private static func refuseTaken(
        _ code: String, by card: ScopeCard, at place: Workplace
    ) throws {
        guard let other = try place.store.view({ try $0.scope(code: code) }),
            other.scope != card.scope,
            try !place.store.view({ try $0.isDissolved(other.scope) })
        else { return }
        throw Problem(
            "code-taken", .badInput,
            .boundary(.codeTaken(code: code, name: other.name ?? "")),
            remedy: .boundary(.codeTakenRemedy))
    }

    /// - Parameter scope: nil where there is none yet, and none is to be made.
    private static func recode(
        _ scope: Scope?, _ old: (code: String, name: String), to new: String, _ recoding: Recoding,
        from day: LocalDay, isSelf: Bool = false, at place: Workplace
    ) throws -> StationRecoded {
        guard new != old.code else {
            throw Problem("same-code", .badInput, .boundary(.sameCode(new)))
        }
        let (codes, record) = try place.store.view { view in
            try scope.map { (try view.stationCodes(of: $0), try view.stationRecord(of: $0)) }
                ?? (StationCodes([]), nil)
        }
        if let since = codes.present?.from, day.start <= since {
            throw Problem(
                "too-early", .badInput,
                .boundary(.tooEarly("\(day)", since: "\(LocalDay(containing: since))")),
                remedy: .boundary(.tooEarlyRemedy))
        }
        let name = try recoding.name.map(EnteredPlace.name) ?? old.name
        let report = StationRecoded(
            old: old.code, new: new, name: name, from: day, isSelf: isSelf,
            isDryRun: place.isDryRun)
        guard !place.isDryRun, let scope else { return report }
        let author = isSelf ? place.home.author : try place.author(in: scope)
        try place.store.commit(to: scope, by: author, at: place.now) { door in
            if record == nil {
                // Of what nobody has described so far the code until now is said first.
                var first = Draft(Station.kind)
                first[Station.name] = .text(old.name)
                first[Station.level] = (DivisionCode(old.code)?.level.rawValue)
                    .map { .int(Int64($0)) }
                first[Station.code] = .text(old.code)
                let entity = try door.write(first)
                try door.edit(Self.station(entity, new, name, from: day))
            } else {
                try door.edit(Self.station(record, new, name, from: day))
            }
        }
        try place.store.changeDivisions(
            division(new, name: name, from: day.start, like: old.code, at: place),
            ended: [old.code], at: day.start)
        try place.home.publishScopes()
        return report
    }

    private static func station(
        _ record: Entity?, _ code: String, _ name: String, from day: LocalDay
    ) -> Draft {
        var station = Draft(Station.kind, entity: record)
        station[Station.name] = .text(name)
        station[Station.code] = .text(code)
        station[Station.codeFrom] = .int(day.start)
        station[Station.codeTo] = nil
        return station
    }
}

/// A station with another code.
public struct StationRecoded: Report {
    public static let kind = "StationRecoded"
    public let old: String
    public let code: String
    public let name: String
    /// A day, Asia/Shanghai.
    public let from: String
    public let isSelf: Bool
    public let isDryRun: Bool

    private enum CodingKeys: String, CodingKey {
        case old, code, name, from
        case isSelf = "self"
        case isDryRun = "dryRun"
    }

    init(
        old: String, new: String, name: String, from day: LocalDay, isSelf: Bool, isDryRun: Bool
    ) {
        self.old = old
        code = new
        self.name = name
        from = "\(day)"
        self.isSelf = isSelf
        self.isDryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let sentences: [BoundarySentence] =
            isSelf
            ? [.recodedSelf(old: old, new: code, name: name, from: from)]
            : [.recoded(old: old, new: code, name: name, from: from), .recodedNothingMoves]
        let lines =
            sentences.map(Sentence.boundary) + (isDryRun ? [.record(.nothingWritten)] : [])
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
