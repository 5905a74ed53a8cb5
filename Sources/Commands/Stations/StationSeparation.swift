import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// A station that was merged by mistake.
    public struct Separation: Sendable {
        /// Of the station that has ended.
        public var code: String
        /// Of the one that carries it on from now: a station that there is, or a code that none has; nil: the
        /// code that has ended.
        public var into: String?
        /// Of a station that is opened; nil: as the one that has ended was called.
        public var name: String?
        public var reason: String?
        /// Whether it is meant that a station is opened whose code does not lie below this node's own.
        public var isElsewhere: Bool

        public init(
            code: String, into: String? = nil, name: String? = nil, reason: String?,
            isElsewhere: Bool = false
        ) {
            self.code = code
            self.into = into
            self.name = name
            self.reason = reason
            self.isElsewhere = isElsewhere
        }
    }

    /// `station separate`: undoes a merger by going forward. A station of its own carries on what was merged,
    /// and those who came from there go on in it.
    /// - Throws: `Problem`; nothing was done, but for the request of a second person where that is asked.
    public static func separate(
        _ place: Workplace, _ separation: Separation
    ) throws -> StationSeparated {
        try place.requireAggregator()
        do {
            let reason = try Reason(separation.reason).text
            let ended = try ended(separation.code, at: place)
            let into = separation.into ?? ended.code ?? separation.code
            let code = try EnteredPlace.code(into, below: .county)
            let known = try place.store.view { try $0.scope(code: code) }
            let living = try known.flatMap { card in
                try place.store.view { try $0.isDissolved(card.scope) } ? nil : card
            }
            if living == nil, known == nil, !separation.isElsewhere {
                try EnteredPlace.refuseElsewhere(code, at: place)
            }
            if living != nil { _ = try Self.living(code, at: place) }
            let name =
                separation.name ?? living?.name ?? (code == ended.code ? ended.name : nil)
            let title = try CheckedInvitation.name(name, code: code, known: living, at: place)
            let preview = try place.store.view { try $0.previewOfSeparating(ended.scope) }
            for scope in preview.carriedOn.keys.sorted() { try place.require(.decide, in: scope) }
            try place.require(.decide, in: ended.scope)
            guard !place.isDryRun else {
                return try StationSeparated(
                    ended, code: code, name: title, preview, isDryRun: true, at: place)
            }
            let parameters = ["station-separate", ended.scope.description, reason, code, title]
            let asked = ([ended.scope] + preview.carriedOn.keys.sorted()).map {
                SecondPerson.Asked(
                    act: "station-separate", scope: $0, parameters: parameters,
                    summary: "\(ended.code ?? "") → \(code)")
            }
            let approved = try SecondPerson(place).require(asked)
            let scope = try living?.scope ?? open(code: code, name: title, at: place)
            let done = try place.store.separate(
                Separating(
                    ended.scope, by: try place.author(in: ended.scope),
                    successor: NamedScope(scope, code: code, name: title), reason: reason),
                at: place.now)
            for (scope, request) in approved.sorted(by: { $0.key < $1.key }) {
                _ = try place.commit(to: scope) { door in
                    try door.write(.answer(.init(to: request, .carriedOut)))
                }
            }
            if living == nil {
                try place.store.changeDivisions(
                    try division(code, name: title, from: place.now, like: nil, at: place),
                    ended: [], at: place.now)
            }
            try place.home.publishScopes()
            return try StationSeparated(
                ended, code: code, name: title, done, isDryRun: false, at: place)
        } catch BoundaryRefusal.noSuccessor {
            throw Problem(
                "into-itself", .badInput, .boundary(.intoItself(separation.into ?? "")),
                remedy: .boundary(.separatedIntoItselfRemedy))
        } catch { throw Problem(error) }
    }

    /// The station that has ended; of several that had the code the last that was opened.
    private static func ended(_ text: String, at place: Workplace) throws -> ScopeCard {
        let code = DivisionCode(text)?.withoutPadding.digits ?? text
        let found = try place.store.view { view in
            try view.scopes().filter { card in
                try card.code == code && view.governs(card.scope) && view.isDissolved(card.scope)
            }
        }
        if let card = found.last { return card }
        throw Problem(
            "not-ended", .inputNotFound, .boundary(.notEnded(code)),
            remedy: .boundary(.notEndedRemedy))
    }
}

/// A station that is carried on by one of its own again, and who has gone back there.
public struct StationSeparated: Report {
    public static let kind = "StationSeparated"
    public let code: String
    public let name: String
    /// The station that carries it on.
    public let into: String
    /// By the code of the station that had them meanwhile, how many volunteers.
    public let from: [String: Int]
    public let staying: [Staying]
    public let isDryRun: Bool
    private let titles: [String: String]

    public struct Staying: Encodable, Sendable, Hashable {
        public let id: String
        /// contested, nameless, offered or both.
        public let reason: String
    }

    private enum CodingKeys: String, CodingKey {
        case code, name, into, from, staying
        case isDryRun = "dryRun"
    }

    init(
        _ ended: ScopeCard, code: String, name: String, _ outcome: Separated, isDryRun: Bool,
        at place: Workplace
    ) throws {
        self.code = ended.code ?? ""
        self.name = name
        into = code
        self.isDryRun = isDryRun
        (from, titles) = try place.store.view { view in
            let stations = try Stations(in: view)
            var (counts, titles): ([String: Int], [String: String]) = ([:], [:])
            for (scope, count) in outcome.carriedOn {
                counts[stations.code(scope) ?? "", default: 0] += count
                titles[stations.code(scope) ?? ""] = stations.title(scope)
            }
            return (counts, titles)
        }
        staying = outcome.staying.map {
            Staying(id: $0.entity.description, reason: $0.reason.rawValue)
        }
    }

    public func text(in language: Language) -> String {
        let title = "\(into) \(name)"
        var lines: [Sentence] = [.boundary(.separated(station: code, into: title))]
        for (code, count) in from.sorted(by: { $0.key < $1.key }) {
            let holder = titles[code] ?? code
            lines.append(.boundary(.wentBack(count: count, from: holder, to: title)))
        }
        lines += staying.compactMap { one in
            StayingReason(rawValue: one.reason).map {
                .boundary(.staying(String(one.id.prefix(12)), $0))
            }
        }
        lines.append(isDryRun ? .record(.nothingWritten) : .boundary(.inviteNext(code: into)))
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
