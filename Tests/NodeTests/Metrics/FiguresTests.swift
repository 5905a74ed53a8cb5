import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

/// The figures of a county and its station follow what happens to them.
@Suite(.timeLimit(.minutes(1))) struct FiguresTests {
    private func read(
        _ home: NodeHome, _ metrics: NodeMetrics = NodeMetrics()
    ) throws -> StrictExposition {
        try StrictExposition(NodeFigures(of: home, counted: metrics).exposition().text)
    }

    @Test func `delivery is told as status tells it`() async throws {
        let pair = try Pair()
        for name in ["甲", "乙", "丙"] { try pair.register(name, at: pair.station) }
        let before = try read(pair.station)
        #expect(before["yizhan_log_head_sequence"] == 3)
        #expect(before["yizhan_log_delivered_sequence"] == 0)
        #expect(before["yizhan_sync_pending_changes"] == 3)
        #expect(try #require(before["yizhan_sync_pending_bytes"]) > 300)
        #expect(before["yizhan_sync_last_contact_timestamp_seconds"] == nil)
        #expect(before["yizhan_sync_last_receipt_timestamp_seconds"] == nil)
        #expect(try #require(before["yizhan_storage_free_bytes"]) > 0)
        #expect(
            before[
                "yizhan_build_info",
                ["version": ProgramVersion.text, "schema": "\(Schema.version)", "role": "station"]]
                == 1)
        _ = try await pair.exchange()
        let after = try read(pair.station)
        #expect(after["yizhan_log_delivered_sequence"] == 3)
        #expect(after["yizhan_sync_pending_changes"] == 0)
        #expect(after["yizhan_sync_pending_bytes"] == 0)
        let seconds = Double(pair.clock.now) / 1_000
        #expect(after["yizhan_sync_last_contact_timestamp_seconds"] == seconds)
        #expect(after["yizhan_sync_last_receipt_timestamp_seconds"] == seconds)
        try pair.register("丁", at: pair.station)
        #expect(try read(pair.station)["yizhan_sync_pending_changes"] == 1)
        pair.clock.set(pair.clock.now + 1_000)
        _ = try await pair.exchange { _ in .failure(.refused) }
        let dead = try read(pair.station)
        #expect(dead["yizhan_sync_last_contact_timestamp_seconds"] == seconds)
        #expect(dead["yizhan_sync_pending_changes"] == 1)
    }

    @Test func `of very many pending changes a few are weighed`() throws {
        let pair = try Pair()
        for name in ["甲", "乙", "丙", "丁", "戊"] { try pair.register(name, at: pair.station) }
        let bytes = try [1, 2, 5, 4_096].map { sample in
            try pair.station.store.view {
                try $0.figures(answered: [], sample: sample).pendingBytes
            }
        }
        #expect(bytes[2] == bytes[3] && bytes[3] > 0)
        for estimate in bytes { #expect(abs(estimate - bytes[3]) * 4 < bytes[3]) }
    }

    @Test func `a county knows how long each station has been silent`() async throws {
        let pair = try Pair()
        #expect(try read(pair.county).types["yizhan_station_lag_seconds"] == nil)
        _ = try await pair.exchange()
        pair.clock.set(pair.clock.now + 90_500)
        let figures = try read(pair.county)
        #expect(figures["yizhan_station_lag_seconds", ["station": "620102001"]] == 90.5)
        #expect(figures.types["yizhan_sync_last_contact_timestamp_seconds"] == nil)
        #expect(figures["yizhan_sync_pending_changes"] == 0)
        pair.clock.set(0)
        let early = try read(pair.county)
        #expect(early["yizhan_station_lag_seconds", ["station": "620102001"]] == 0)
    }

    @Test func `conflicts and what does not count are counted`() async throws {
        let pair = try Pair()
        let person = try pair.register("甲", at: pair.station)
        let before = try read(pair.county)
        for reason in ["malformed", "not-admitted", "refused"] {
            #expect(before["yizhan_quarantine_changes", ["reason": reason]] == 0)
        }
        _ = try await pair.exchange()
        for (home, phone) in [(pair.station, "13900000001"), (pair.county, "13900000002")] {
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.name] = .text("甲\(phone)")
            _ = try home.store.commit(to: pair.scope, by: home.author, at: 2) {
                try $0.write(draft)
            }
        }
        _ = try await pair.exchange()
        #expect(try read(pair.county)["yizhan_conflicts_open"] == 1)
        #expect(try read(pair.station)["yizhan_conflicts_open"] == 1)
    }

    @Test func `exchanges are counted by how they ended, from zero with the process`() async throws
    {
        let pair = try Pair()
        let metrics = NodeMetrics()
        let began = try read(pair.station, metrics)
        #expect(began.types["yizhan_sync_exchanges_total"] == nil)
        #expect(began["yizhan_sync_sent_bytes_total"] == 0)
        for line in [{ _ in .failure(.refused) }, pair.answer, pair.answer]
            as [@Sendable (LineRequest) -> Result<LineAnswer, LineFailure>]
        {
            _ = try await onThread {
                try Daemon(
                    home: pair.station, transport: TwinTransport(line), log: Pair.silent,
                    metrics: metrics
                ).exchangeOnce()
            }
        }
        let figures = try read(pair.station, metrics)
        func count(_ result: String) -> Double? {
            figures["yizhan_sync_exchanges_total", ["via": "line", "result": result]]
        }
        #expect(count("agreed") == 2 && count("unreachable") == 1)
        #expect(figures["yizhan_sync_exchange_duration_seconds_count"] == 3)
        let rows = try pair.station.store.view { try $0.exchanges(limit: 10) }
        #expect(
            figures["yizhan_sync_sent_bytes_total"] == Double(rows.reduce(0) { $0 + $1.sent }))
        #expect(
            figures["yizhan_sync_received_bytes_total"]
                == Double(rows.reduce(0) { $0 + $1.received }))
    }

    @Test func `requests are counted by route and code`() throws {
        let pair = try Pair()
        let metrics = NodeMetrics()
        metrics.requestAnswered(route: "/v1/sync", code: 200, after: .milliseconds(20))
        metrics.requestAnswered(route: "/v1/sync", code: 503, after: .seconds(90))
        metrics.requestAnswered(route: "other", code: 404, after: .microseconds(10))
        let figures = try read(pair.county, metrics)
        func requests(_ route: String, _ code: String) -> Double? {
            figures["yizhan_http_requests_total", ["route": route, "code": code]]
        }
        #expect(requests("/v1/sync", "200") == 1 && requests("/v1/sync", "503") == 1)
        #expect(requests("other", "404") == 1)
        func below(_ bound: String) -> Double? {
            figures[
                "yizhan_http_request_duration_seconds_bucket", ["route": "/v1/sync", "le": bound]]
        }
        #expect(below("0.01") == 0 && below("0.025") == 1 && below("60") == 1)
        #expect(below("+Inf") == 2)
    }
}
