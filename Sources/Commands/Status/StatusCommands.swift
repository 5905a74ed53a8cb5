public import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `status`: what is delivered, by receipts alone; attempts only choose the words about the line.
public enum StatusCommands {
    /// - Parameter pacing: when and how much the node may send of itself.
    public static func status(
        _ place: Workplace, failIf: [StatusCondition] = [], pacing: Pacing.Settings = .init()
    ) throws -> StatusReport {
        let home = place.home
        do {
            let (delivery, exchanges, past, courier) = try place.store.view { view in
                (
                    try view.delivery(), try view.exchanges(limit: 1_000, via: .line),
                    StatusReport.Past(
                        incidents: try view.incidents(
                            since: DoctorCommands.recent(place), limit: 1_000
                        ).filter { !$0.kind.isPlanned },
                        crowded: try view.crowdedScopes()),
                    CourierState(try view.underWay(), parked: try view.parkedRuns())
                )
            }
            let waiting = try home.attachmentBacklog(place.attachments)
            let trouble = try place.store.setting("trouble") ?? ""
            let hold = delivery.isHighestLevel ? nil : try home.pacing(pacing).hold(at: place.now)
            return StatusReport(
                home: home, delivery: delivery, line: LineState(exchanges, hold: hold), past: past,
                courier: courier.limited(to: delivery.pending),
                waiting: waiting, damaged: try DamagedAlone(of: place.store),
                broken: try place.store.setting(NodeHome.brokenFileSetting) ?? "",
                successors: try successors(place),
                trouble: trouble.isEmpty ? nil : trouble, word: try WordFromAbove(to: home),
                failIf: failIf,
                now: place.now)
        } catch { throw Problem(error) }
    }

    /// Who carries on the work of this station; nobody while it has not ended.
    private static func successors(_ place: Workplace) throws -> [NamedScope] {
        guard let scope = try place.home.stationScope() else { return [] }
        return try place.store.view { try $0.boundaries(of: scope).successors }
    }
}

/// What `--fail-if` asks.
public enum StatusCondition: Sendable, Hashable {
    case pending, conflicts, quarantine
    /// No receipt within so many seconds.
    case stale(seconds: Int64)

    /// `pending`, `conflicts`, `quarantine` or `stale=SECONDS`; nil for anything else.
    public init?(_ text: String) {
        switch text {
        case "pending": self = .pending
        case "conflicts": self = .conflicts
        case "quarantine": self = .quarantine
        default:
            guard text.hasPrefix("stale="), let seconds = Int64(text.dropFirst(6)), seconds > 0
            else { return nil }
            self = .stale(seconds: seconds)
        }
    }
}

/// What the last exchanges say about the line. Chooses words, decides nothing.
struct LineState: Sendable, Hashable {
    /// Milliseconds.
    let lastContact: Int64?
    /// Whether an exchange ever came to its end.
    let hasExchanged: Bool
    let lastTry: Int64?
    let lastResult: String?
    /// Tries in a row that reached nobody.
    let failures: Int
    let failingSince: Int64?
    /// Why nothing is sent of itself at this moment.
    let hold: Pacing.Hold?

    /// - Parameter exchanges: the latest first.
    init(_ exchanges: [ExchangeRow], hold: Pacing.Hold? = nil) {
        self.hold = hold
        let failed = exchanges.prefix { !Self.reached($0) }
        failures = failed.count
        failingSince = failed.last?.began
        lastContact = exchanges.first(where: Self.reached)?.began
        lastTry = exchanges.first?.began
        hasExchanged = exchanges.contains(where: Self.ended)
        lastResult = exchanges.first?.result
    }

    private static func ended(_ exchange: ExchangeRow) -> Bool {
        SyncOutcome.Result(rawValue: exchange.result).map { SyncOutcome($0).isContact } ?? false
    }

    private static func reached(_ exchange: ExchangeRow) -> Bool {
        SyncOutcome.Result(rawValue: exchange.result).map { SyncOutcome($0).hasAnswered } ?? false
    }
}
