import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What an administrator asks for: how far to go, and where.
public struct ResyncOrder: Sendable {
    public var level: String
    /// Codes of stations, at an aggregator; none for that node itself.
    public var stations: [String]
    public var all: Bool
    /// The schema's name of a kind.
    public var kind: String?
    /// A day.
    public var since: String?
    /// Of the preview that was looked at; nil where none was.
    public var plan: String?

    public init(
        level: String, stations: [String] = [], all: Bool = false, kind: String? = nil,
        since: String? = nil, plan: String? = nil
    ) {
        self.level = level
        self.stations = stations
        self.all = all
        self.kind = kind
        self.since = since
        self.plan = plan
    }
}

extension ResyncOrder {
    /// The levels that can be asked for, the mildest first.
    public static let levels = ResyncLevel.allCases.filter {
        $0 != .replace && $0 != .resolveAll
    }.map(\.word)
}

/// The same, checked against the node that it is asked of.
struct ResyncTask {
    let level: ResyncLevel
    /// Where the instruction is written. None at an aggregator that has had nothing to say to itself yet.
    private(set) var cards: [ScopeCard]
    let kind: KindNumber?
    let since: Int64?
    /// For this node itself.
    let isLocal: Bool
    /// The code of this node.
    private let code: String
    /// What a refetch fetches.
    let fetched: Set<Scope>

    /// How long an instruction stands. Milliseconds.
    static let patience: Int64 = 30 * 86_400_000

    /// - Throws: `Problem`; nothing has begun.
    init(_ order: ResyncOrder, at place: Workplace) throws {
        guard let level = ResyncLevel(word: order.level) else {
            throw Problem(
                "unknown-level", .usage,
                .resync(
                    .unknownLevel(String(order.level.prefix(40)), known: ResyncOrder.levels)))
        }
        switch level {
        case .replace: throw Problem("use-station-replace", .usage, .resync(.useReplace))
        case .resolveAll: throw Problem("use-resolve-all", .usage, .resync(.useResolveAll))
        case .retry, .verify, .repair, .rebuild, .refetch: break
        }
        guard level.canBeNarrowed || order.kind == nil && order.since == nil else {
            throw Problem("not-narrowed", .usage, .resync(.notNarrowed(level.word)))
        }
        self.level = level
        kind = try order.kind.map(ConflictCommands.number(ofKind:))
        since = try Self.start(of: order.since, at: place)
        isLocal = place.home.role == .station || order.stations.isEmpty && !order.all
        code = place.home.code
        cards = try Self.cards(order, at: place)
        fetched =
            isLocal ? try place.store.upstream()?.scopes ?? [] : Set(cards.map(\.scope))
        let asksAbove = level == .retry || level == .refetch
        if asksAbove, isLocal, place.home.role != .station, try place.store.upstream() == nil {
            throw Problem(
                "no-level-above", .usage, .resync(.noLevelAbove(level.word)),
                remedy: .resync(.noLevelAboveRemedy))
        }
    }

    private static func start(of day: String?, at place: Workplace) throws -> Int64? {
        guard let day else { return nil }
        let start = try ConflictCommands.start(of: day)
        guard start <= place.now else {
            throw Problem(
                "since-to-come", .usage,
                .resync(.sinceToCome(day: day, today: place.today.description)))
        }
        return start
    }

    var narrowing: Narrowing { Narrowing(kind: kind, since: since) }

    /// How a card is called in front of people.
    func name(of card: ScopeCard) -> String {
        card.code ?? (isLocal ? code : card.scope.description)
    }

    var names: [String] { cards.isEmpty ? [code] : cards.map(name) }

    /// Sees to it that there is a place for the instruction.
    mutating func open(at place: Workplace) throws {
        guard cards.isEmpty, isLocal else { return }
        _ = try place.store.openOwnScope()
        cards = try place.store.view { try $0.scopes(.own) }
    }

    private static func cards(_ order: ResyncOrder, at place: Workplace) throws -> [ScopeCard] {
        if let own = try place.home.stationScope() {
            guard order.stations.isEmpty, !order.all else {
                throw Problem("not-at-station", .usage, .resync(.notAtStation))
            }
            return try place.store.view { try $0.scopes() }.filter { $0.scope == own }
        }
        guard order.all || !order.stations.isEmpty else {
            // What becomes of the whole node is not for somebody with a role in a part of it.
            if let login = place.login {
                throw Problem(
                    "no-role", .notPermitted, .people(.noRole(login: login)),
                    remedy: .people(.askAdministrator))
            }
            return try place.store.view { try $0.scopes(.own) }
        }
        guard order.all != !order.stations.isEmpty else {
            throw Problem("which-stations", .usage, .resync(.whichStations))
        }
        guard order.all else {
            var seen: Set<Scope> = []
            return try order.stations.map(place.station)
                .filter { seen.insert($0.scope).inserted }
        }
        return try place.store.view { try $0.scopes() }.filter { $0.code != nil }
    }

    func instruction(at place: Workplace) -> ResyncChange.Instruction {
        .init(
            level, expires: place.now + Self.patience,
            targets: isLocal ? [place.home.origin] : [], kind: kind, since: since)
    }
}
