import Foundation
public import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `pull`: an aggregator visits stations that it can reach.
public enum PullCommands {
    /// Seconds that one station may be given.
    public static let timeouts = 1...86_400
    public static let usualTimeout = Int(PullSchedule.Settings().timeout / 1_000)

    /// Which stations: those of these codes, or all that there are and are not closed.
    public enum Choice: Sendable {
        case stations([String])
        case all
    }

    /// Asks the running daemon to visit them; does it itself, under the directory's lock, where none
    /// runs.
    /// - Parameter timeout: seconds for each station.
    /// - Throws: `Problem` before anybody was visited; 77 for somebody who is logged in and has no role here.
    public static func pull(
        _ place: Workplace, _ choice: Choice, timeout: Int = usualTimeout, log: Logger
    ) throws -> PullReport {
        try place.requireAggregator()
        try place.require(.read)
        guard timeouts.contains(timeout) else {
            throw Problem("bad-timeout", .usage, .pull(.badTimeout(timeouts)))
        }
        let targets = try targets(place, choice)
        let order = PullOrder(
            stations: targets.compactMap(\.origin), timeout: Int64(timeout) * 1_000)
        let outcomes = order.stations.isEmpty ? [] : try visit(order, place, log)
        let found = Dictionary(
            outcomes.map { ($0.station, $0) }, uniquingKeysWith: { $1 })
        return PullReport(
            stations: targets.map { target in
                PullReport.Entry(target, target.origin.flatMap { found[$0] })
            })
    }

    /// Has the running daemon visit at once the stations of these scopes that have an address. Nobody waits for
    /// it: what cannot be reached calls when it can.
    static func callSoon(_ scopes: [Scope], from place: Workplace) {
        let stations = try? place.store.view { view in
            try scopes.flatMap { try view.peers(below: $0) }.filter { $0.address != nil }
                .map(\.origin)
        }
        guard let stations, !stations.isEmpty else { return }
        let order = PullOrder(stations: stations, timeout: Int64(usualTimeout) * 1_000)
        for portion in order.portions(of: ControlProtocol.stationsInPull) {
            _ = try? ControlClient.ask(
                directory: place.home.directory.path, .pull(portion), timeout: .milliseconds(200))
        }
    }

    private static func targets(_ place: Workplace, _ choice: Choice) throws -> [PullTarget] {
        let cards: [ScopeCard]
        switch choice {
        case .all:
            cards = try place.store.view { view in
                try view.scopes().filter {
                    try $0.code != nil && view.stationStanding(of: $0.scope).closing == nil
                }
            }
        case .stations(let codes):
            var seen: Set<Scope> = []
            cards = try codes.map(place.station).filter { seen.insert($0.scope).inserted }
        }
        return try place.store.view { view in
            try cards.flatMap { PullTarget.of($0, peers: try view.peers(below: $0.scope)) }
        }
    }

    private static func visit(
        _ order: PullOrder, _ place: Workplace, _ log: Logger
    ) throws -> [PullOutcome] {
        do { return try askDaemon(order, place) } catch ControlError.nobodyThere {
            place.warnOfLine()
            return try place.underLock {
                try Daemon.pullOnce(
                    order, of: place.home, attachments: place.attachments,
                    protection: place.protection, log: log)
            }
        } catch is ControlError {
            // What was visited stands in `sync log`; which it was is not known here.
            return []
        }
    }

    /// In portions whose answers fit into a line.
    private static func askDaemon(
        _ order: PullOrder, _ place: Workplace
    ) throws -> [PullOutcome] {
        var outcomes: [PullOutcome] = []
        for portion in order.portions(of: ControlProtocol.stationsInPull) {
            let line = try ControlClient.ask(
                directory: place.home.directory.path, .pull(portion), timeout: portion.patience)
            guard
                let some = try? JSONDecoder().decode([PullOutcome].self, from: Data(line.utf8))
            else { throw ControlError.broken }
            outcomes += some
        }
        return outcomes
    }
}

/// A node to be visited, or a station that cannot be.
struct PullTarget {
    let card: ScopeCard
    /// nil where nobody can be called.
    let origin: Origin?
    let address: String?
    /// Whether a node of this station has ever been in contact.
    let isKnown: Bool

    /// Every node of a station that has an address; else the station as one that has none.
    static func of(_ card: ScopeCard, peers: [PeerCard]) -> [PullTarget] {
        let callable = peers.filter { $0.address != nil }
        guard callable.isEmpty else {
            return callable.map {
                PullTarget(card: card, origin: $0.origin, address: $0.address, isKnown: true)
            }
        }
        return [PullTarget(card: card, origin: nil, address: nil, isKnown: !peers.isEmpty)]
    }
}

extension PullOrder {
    fileprivate func portions(of size: Int) -> [PullOrder] {
        stride(from: 0, to: stations.count, by: size).map { start in
            let end = min(start + size, stations.count)
            return PullOrder(stations: Array(stations[start..<end]), timeout: timeout)
        }
    }

    /// As long as it could take with one visit after the other, and some others before them.
    fileprivate var patience: Duration {
        .milliseconds(timeout * Int64(stations.count + 1)) + .seconds(60)
    }
}
