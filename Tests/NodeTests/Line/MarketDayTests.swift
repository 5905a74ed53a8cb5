import BadLine
import Node
import Store
import Synchronization
import Testing

/// A line that is there now and then, on days of the market. A suite of its own: it waits for the line
/// most of the time, and nothing else should wait for it.
@Suite(.timeLimit(.minutes(12))) struct MarketDayTests {
    /// What the county held and the line had carried when it went down.
    private struct Mark: Sendable {
        let up: Int
        let held: UInt64
    }

    /// Twice as fast, and half of the times: a window carries the same bytes, and is long beside what a busy
    /// machine takes to write a message.
    @Test func `S16 a line that is up for 20 s and down for 40 makes progress in every window`()
        async throws
    {
        let marks = Mutex<[Mark]>([])
        let look = Mutex<(@Sendable () -> Mark)?>(nil)
        let world = try await LineWorld.make(seed: 5) { event in
            guard case .wentDown = event, let mark = look.withLock({ $0 })?() else { return }
            marks.withLock { $0.append(mark) }
        }
        look.withLock { look in
            look = { Mark(up: world.line.counts.up, held: (try? world.delivered()) ?? 0) }
        }
        // Of more bytes than a window carries.
        let count = 300
        try world.register(LineWorld.longNames(count))
        let start = Mark(up: world.line.counts.up, held: try world.delivered())
        world.line.change { $0 = LineProfile.marketDay.quickened(by: 2) }
        try await deliver(world, quickened: 2)
        let seen = marks.withLock { $0 }.map { "\($0.up) \($0.held)" }
        let tries = try world.pair.station.store.view { try $0.exchanges(limit: 40) }
            .map { "\($0.result) \($0.detail) \($0.milliseconds)" }
        #expect(try world.pair.delivery().pending == 0, "\(seen) \(tries)")
        #expect(try world.pair.names(at: world.pair.county).count == count)
        let all = [start] + marks.withLock { $0 }
        #expect(
            all.dropFirst().contains { $0.held < UInt64(count) }, "more than one window was needed")
        for (before, after) in zip(all, all.dropFirst()) where before.held < UInt64(count) {
            // Less than a smallest message is what a window brings in which the machine was busy.
            guard after.up - before.up > 20_000 else { continue }
            #expect(after.held > before.held, "\(after.up - before.up) bytes for nothing")
        }
        look.withLock { $0 = nil }
        try await world.stop()
    }

    /// Runs the station's daemon until nothing is pending.
    private func deliver(_ world: LineWorld, quickened factor: Int64) async throws {
        var schedule = Schedule.Settings()
        schedule.firstBackoff /= factor
        var upstream = UpstreamSettings()
        upstream.batching.aim /= factor
        let desk = Desk(world.pair.station)
        let daemon = try DaemonThread(
            home: world.pair.station, desk: desk, schedule: schedule, upstream: upstream,
            log: Pair.silent)
        let limit = ContinuousClock.now.advanced(by: .seconds(500))
        while try world.pair.delivery().pending > 0, .now < limit {
            try await Task.sleep(for: .milliseconds(50))
        }
        daemon.stop()
        desk.close()
    }
}
