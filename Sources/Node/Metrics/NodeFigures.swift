import Foundation
import ServiceRecords
import Store
import SyncCore

/// Everything that a monitor may read of a node: what its process has counted and what its store says,
/// the latter from one snapshot. Labels hold fixed words and codes of divisions, nothing of a person.
public struct NodeFigures: Sendable {
    private let home: NodeHome
    private let metrics: NodeMetrics
    private let attachments: AttachmentSettings

    public init(
        of home: NodeHome, counted metrics: NodeMetrics, attachments: AttachmentSettings = .init()
    ) {
        self.home = home
        self.metrics = metrics
        self.attachments = attachments
    }

    /// - Throws: `StoreError`.
    public func exposition() throws -> Exposition {
        let now = home.clock.now
        let (delivery, figures) = try home.store.view {
            (
                try $0.delivery(),
                try $0.figures(answered: SyncOutcome.Result.answered)
            )
        }
        let backlog = try home.attachmentBacklog(attachments)
        var exposition = Exposition()
        addDelivery(delivery, figures, to: &exposition)
        exposition.add(
            "attachments_waiting", .gauge,
            "Attachments to be sent to the level above, and to be fetched.",
            [
                .init(labels: [("way", "send")], value: Double(backlog.toSend)),
                .init(labels: [("way", "fetch")], value: Double(backlog.toFetch)),
            ])
        try addResyncs(to: &exposition)
        addExchanges(metrics.snapshot, to: &exposition)
        addState(figures, now: now, to: &exposition)
        addRequests(metrics.snapshot, to: &exposition)
        exposition.add(
            "build_info", .gauge, "Which program this is; always 1.",
            [
                .init(
                    labels: [
                        ("version", ProgramVersion.text), ("schema", "\(Schema.version)"),
                        ("role", home.role.rawValue),
                    ], value: 1)
            ])
        return exposition
    }
}

extension NodeFigures {
    private func addResyncs(to exposition: inout Exposition) throws {
        let counts = try home.store.view { try $0.resyncCounts() }
        let results: [(ResyncChange.Report.State, String)] = [
            (.done, "done"), (.differs, "differs"), (.failed, "failed"),
        ]
        exposition.add(
            "resync_total", .counter, "Levels of a resync that came to their end here.",
            ResyncLevel.allCases.flatMap { level in
                results.map { state, word in
                    .init(
                        labels: [("level", level.word), ("result", word)],
                        value: Double(counts[.init(level: level, state: state)] ?? 0))
                }
            })
        let found = try home.store.setting(Daemon.patrolSetting) ?? ""
        let isTable = Daemon.isTable(found)
        exposition.add(
            "log_damaged", .gauge, "1 while a change is known to be damaged here.",
            !found.isEmpty && !isTable ? 1 : 0)
        exposition.add(
            "table_edited", .gauge, "1 while a table is known to say something else than the logs.",
            isTable ? 1 : 0)
        exposition.add(
            "backup_last_verified_timestamp_seconds", .gauge,
            "When the last backup was read back whole.",
            try Backup.lastVerified(home.store).map { Double($0) / 1_000 })
    }

    private func addDelivery(
        _ delivery: Delivery, _ figures: Store.Figures, to exposition: inout Exposition
    ) {
        exposition.add(
            "log_head_sequence", .gauge, "Entries in this node's own logs.",
            Double(delivery.head))
        exposition.add(
            "log_delivered_sequence", .gauge,
            "Entries of these that a receipt of the level above covers.",
            Double(delivery.delivered))
        exposition.add(
            "sync_pending_changes", .gauge, "Own entries that no receipt covers yet.",
            Double(delivery.pending))
        exposition.add(
            "sync_pending_bytes", .gauge, "Bytes of these changes as they rest here.",
            Double(figures.pendingBytes))
        exposition.add(
            "sync_last_contact_timestamp_seconds", .gauge,
            "When the last exchange began in which the level above answered.",
            figures.lastContact.map { Double($0) / 1_000 })
        exposition.add(
            "sync_last_receipt_timestamp_seconds", .gauge,
            "The time in the latest receipt of the level above.",
            delivery.receiptTime.map(Double.init))
    }

    private func addExchanges(_ counts: NodeMetrics.Counts, to exposition: inout Exposition) {
        exposition.add(
            "sync_exchanges_total", .counter, "Exchanges that this process began, by their end.",
            counts.exchanges.sorted { $0.key < $1.key }.map { ending, count in
                .init(
                    labels: [("via", ending.via), ("result", ending.result)],
                    value: Double(count))
            })
        exposition.add(
            "sync_exchange_duration_seconds", "How long these exchanges took.",
            [([], counts.exchangeTime)])
        exposition.add(
            "sync_sent_bytes_total", .counter,
            "Bytes of messages that this process sent, whoever began the exchange.",
            Double(counts.sent))
        exposition.add(
            "sync_received_bytes_total", .counter,
            "Bytes of messages that this process received, whoever began the exchange.",
            Double(counts.received))
    }

    private func addState(
        _ figures: Store.Figures, now: Int64, to exposition: inout Exposition
    ) {
        exposition.add(
            "quarantine_changes", .gauge, "Changes of anybody that do not count, by reason.",
            figures.excluded.map { .init(labels: [("reason", $0.reason)], value: Double($0.count)) }
        )
        exposition.add(
            "quarantine_open", .gauge, "Of these, what waits for a person at this node.",
            Double(figures.unsettled))
        exposition.add(
            "conflicts_open", .gauge, "Conflicts that wait for a person.",
            Double(figures.conflicts))
        exposition.add(
            "station_lag_seconds", .gauge, "Since a node of the station was last heard of.",
            figures.stations.map { station in
                .init(
                    labels: [("station", station.code)],
                    value: max(0, Double(now) - Double(station.lastContact)) / 1_000)
            })
        exposition.add(
            "storage_free_bytes", .gauge, "Room for us on the disk of the data directory.",
            home.freeBytes.map(Double.init))
    }

    private func addRequests(_ counts: NodeMetrics.Counts, to exposition: inout Exposition) {
        exposition.add(
            "http_requests_total", .counter, "Requests that this process has answered.",
            counts.requests.sorted { $0.key < $1.key }.map { answered, count in
                .init(
                    labels: [("route", answered.route), ("code", "\(answered.code)")],
                    value: Double(count))
            })
        exposition.add(
            "http_request_duration_seconds", "How long an answer took until it could be sent.",
            counts.requestTime.sorted { $0.key < $1.key }.map { ([("route", $0.key)], $0.value) })
    }
}

extension SyncOutcome.Result {
    /// The words of those in which somebody of ours answered.
    fileprivate static var answered: [String] {
        allCases.filter { SyncOutcome($0).hasAnswered }.map(\.rawValue)
    }
}
