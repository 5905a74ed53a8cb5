import Foundation
public import Logging
public import Node
import ServiceRecords
import Store
public import Texts

/// `sync now`, `sync log`.
public enum SyncCommands {
    /// How long `sync now` waits for a running daemon.
    private static let patience = Duration.seconds(600)

    /// Asks the running daemon for an exchange; does it itself, under the directory's lock, where none
    /// runs.
    ///
    /// - Parameter upstream: how the line is to be used, for the case that no daemon runs.
    /// - Throws: `Problem`; 77 for somebody who is logged in and has no role here.
    public static func now(
        _ place: Workplace, upstream: UpstreamSettings = .init(), log: Logger
    ) throws -> SyncReport {
        try place.require(.read)
        let directory = place.home.directory.path
        let mark = try place.store.view { try $0.lastIncident() }
        do {
            let line = try ControlClient.ask(directory: directory, .sync, timeout: patience)
            guard let outcome = try? JSONDecoder().decode(SyncOutcome.self, from: Data(line.utf8))
            else { throw ControlError.broken }
            return try report(place, outcome, upstream.pacing, since: mark)
        } catch ControlError.nobodyThere {
            place.warnOfLine()
            let outcome = try place.underLock {
                try Daemon.exchangeOnce(
                    place.home, upstream: upstream, attachments: place.attachments,
                    protection: place.protection, log: log)
            }
            return try report(place, outcome, upstream.pacing, since: mark)
        } catch is ControlError {
            return try report(place, SyncOutcome(.stopped), upstream.pacing, since: mark)
        }
    }

    /// - Parameter mark: the last incident before.
    private static func report(
        _ place: Workplace, _ outcome: SyncOutcome, _ pacing: Pacing.Settings, since mark: Int64
    ) throws -> SyncReport {
        let (incidents, repair) = try place.store.view { view in
            let incidents = try view.incidents(after: mark, limit: 1_000)
            return (
                incidents,
                SyncRepair(
                    incidents, origins: try view.ownOrigins(),
                    awaitsAdmission: try !view.scopesAwaitingAdmission().isEmpty)
            )
        }
        return SyncReport(
            outcome: outcome, repair: Nullable(repair),
            status: try StatusCommands.status(place, pacing: pacing),
            isUnderNewKey: incidents.contains { $0.kind == .peerKeyChanged && $0.isAbove })
    }

    /// The last exchanges, the latest first.
    public static func log(_ place: Workplace, limit: Int) throws -> SyncLog {
        do {
            return try place.store.view { view in
                SyncLog(
                    exchanges: try view.exchanges(limit: limit).map { row in
                        (row, try row.peer.flatMap(view.code(ofPeer:)))
                    })
            }
        } catch { throw Problem(error) }
    }
}

/// How an exchange went, and what is delivered after it.
public struct SyncReport: Report {
    public static let kind = "Sync"
    public let outcome: SyncOutcome
    /// What was put right in the same call; null where nothing had to be.
    public let repair: Nullable<SyncRepair>
    public let status: StatusReport
    /// The level above has changed its key, as it planned to.
    private let isUnderNewKey: Bool

    private enum CodingKeys: String, CodingKey { case outcome, repair, status }

    init(
        outcome: SyncOutcome, repair: Nullable<SyncRepair>, status: StatusReport,
        isUnderNewKey: Bool = false
    ) {
        self.outcome = outcome
        self.repair = repair
        self.status = status
        self.isUnderNewKey = isUnderNewKey
    }

    /// What was repaired is no error; what is left after it is.
    public var exit: ExitStatus {
        let exit = Self.exit(of: outcome)
        guard exit == .done, let repair = repair.value else { return exit }
        return repair.awaitsAdmission || status.pending > 0 ? .partly : .done
    }

    static func exit(of outcome: SyncOutcome) -> ExitStatus {
        switch outcome.result {
        case .agreed, .noUpstream: .done
        case .partly, .differs: .partly
        case .busy, .otherFailed, .stopped, .held: .temporary
        case .unreachable, .notOurs: .otherNodeUnreachable
        case .unknownHere, .revoked, .suspended, .enrolmentRefused: .notPermitted
        case .versionMismatch: .versionMismatch
        case .insecureAddress: .configuration
        case .storeFailed: .disk
        }
    }

    public func text(in language: Language) -> String {
        var lines = [sentence]
        switch exit {
        case .temporary where outcome.result == .otherFailed: lines.append(.syncRemedyOther)
        case .otherNodeUnreachable, .temporary: lines.append(.syncRemedyLine)
        case .notPermitted, .versionMismatch: lines.append(.syncRemedyCounty)
        case .disk: lines.append(.syncRemedyStore)
        default: break
        }
        if status.line.held.value == Pacing.Hold.Reason.budget.rawValue, outcome.result != .held {
            lines.append(.syncBeyondBudget)
        }
        let news: [DoctorSentence] = isUnderNewKey ? [.countyChangedKey] : []
        let repaired = repair.value?.sentences(pending: exit == .partly ? status.pending : 0) ?? []
        let words = (lines.map(Sentence.node) + (news + repaired).map(Sentence.doctor)).map {
            $0.text(in: language)
        }
        return (words + [status.text(in: language)]).joined(separator: "\n")
    }

    private var sentence: NodeSentence {
        switch outcome.result {
        case .agreed:
            .syncAgreed(
                roundTrips: outcome.roundTrips, sent: outcome.sent, received: outcome.received)
        case .partly: .syncPartly(outcome.detail)
        case .differs: .syncDiffers
        case .busy: .syncBusy
        case .otherFailed: .syncOtherFailed
        case .unreachable: .syncUnreachable(outcome.detail)
        case .notOurs: .syncNotOurs(outcome.detail)
        case .unknownHere: .syncUnknownHere
        case .revoked: .syncRevoked
        case .suspended: .syncSuspended(PlainText.oneLine(outcome.reason))
        case .enrolmentRefused: .syncEnrolmentRefused(outcome.detail)
        case .versionMismatch: .syncVersionMismatch
        case .insecureAddress: .syncInsecure
        case .noUpstream: .highestLevel
        case .storeFailed: .syncStoreFailed(outcome.detail)
        case .stopped: .syncStopped
        case .held: .syncHeld(outcome.detail)
        }
    }
}

public struct SyncLog: Report {
    public static let kind = "SyncLog"
    public static let list: String? = "exchanges"
    public let exchanges: [Entry]

    public struct Entry: Encodable, Sendable {
        public let at: String
        /// Who began: "line" for this node with its level above, "pull" for a visit to a station.
        public let via: String
        /// The code of the station that was visited; null for the level above.
        public let station: Nullable<String>
        public let result: String
        public let detail: String
        public let roundTrips: Int
        public let sent: Int
        public let received: Int
        public let milliseconds: Int64
    }

    init(exchanges: [(ExchangeRow, station: String?)]) {
        self.exchanges = exchanges.map { row, station in
            Entry(
                at: CivilTime.rfc3339(row.began), via: row.via.rawValue, station: Nullable(station),
                result: row.result, detail: row.detail, roundTrips: row.roundTrips, sent: row.sent,
                received: row.received, milliseconds: row.milliseconds)
        }
    }

    public func text(in language: Language) -> String {
        guard !exchanges.isEmpty else { return Sentence.node(.noExchanges).text(in: language) }
        return exchanges.map { entry in
            let line = Sentence.node(
                .exchange(
                    at: entry.at, result: entry.result, roundTrips: entry.roundTrips,
                    sent: entry.sent, received: entry.received, ms: entry.milliseconds)
            ).text(in: language)
            return ([line] + [entry.station.value].compactMap(\.self)).joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
