import BadLine
import Foundation
import Node
import NodeServer
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// The real daemon with the real transport, the real server, and a bad line between them.
@Suite(.serialized, .timeLimit(.minutes(12))) struct LineTests {
    @Test func `all exchanges of a daemon go over one connection`() async throws {
        let world = try await LineWorld.make()
        let before = world.line.counts
        let desk = Desk(world.pair.station)
        var settings = Schedule.Settings()
        settings.interval = 3_600_000
        let daemon = try DaemonThread(
            home: world.pair.station, desk: desk, schedule: settings, log: Pair.silent)
        for number in 0..<6 {
            try world.register(["\(number)"])
            let outcome = await withCheckedContinuation { answer in
                daemon.mailbox.sync { answer.resume(returning: $0) }
            }
            #expect(outcome.result == .agreed)
        }
        daemon.stop()
        desk.close()
        #expect((world.line.counts - before).connections == 1)
        #expect(try world.pair.delivery().pending == 0)
        try await world.stop()
    }

    @Test func `S14 an answer lost after the county has committed changes nothing`() async throws {
        // In the clear, where an answer begins with the first byte that comes back.
        let world = try await LineWorld.make(protection: .insecure)
        try world.register(LineWorld.longNames(60))
        world.line.cut(.down, after: 0)
        #expect(try await world.exchange().result == .unreachable)
        #expect(try world.delivered() == 60, "the county has it")
        #expect(try world.pair.delivery().pending == 60, "and the station does not know")
        #expect(try await world.exchange().result == .agreed)
        #expect(try world.pair.delivery().pending == 0)
        #expect(try world.delivered() == 60, "and has it once")
        #expect(try world.pair.names(at: world.pair.county).count == 60)
        try await world.stop()
    }

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
        #expect(all.count > 2, "more than one window was needed")
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

    static let portals: [HTTPAnswer] = [
        HTTPAnswer(status: 200, contentType: "text/html", body: Array("<html>登录".utf8)),
        HTTPAnswer(status: 200, contentType: "text/html; charset=utf-8", body: [0x59, 0x5A, 0, 1]),
        HTTPAnswer(status: 302), HTTPAnswer(status: 511, contentType: "text/html", body: [60]),
    ]

    @Test(arguments: portals.indices)
    func `a login page of the network is a problem of the line, and never data`(
        _ index: Int
    ) async throws {
        let portal = Self.portals[index]
        let world = try await LineWorld.make()
        try world.register(["甲"])
        let network = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { _ in portal }, enrolment: { _ in portal }),
            as: world.pair.county)
        let astray = try BadLine(to: UInt16(network.port), LineProfile())
        let station = world.pair.station
        let addresses = try station.upstreamAddresses()
        try station.store.set("upstream-addresses", astray.address)
        let outcome = try await world.exchange()
        #expect(outcome.result == .notOurs)
        #expect(outcome.detail == "login-page")
        #expect(try world.pair.delivery().pending == 1)
        try station.store.set("upstream-addresses", addresses.joined(separator: "\n"))
        #expect(try await world.exchange().result == .agreed)
        #expect(try world.pair.delivery().pending == 0)
        astray.close()
        try await network.stop()
        try await world.stop()
    }

    @Test func `a day's bytes are counted as the line carries them, and end a day's calls`()
        async throws
    {
        // TLS adds to what the line carries; what counts is what is handed to it.
        let world = try await LineWorld.make(protection: .insecure)
        var upstream = UpstreamSettings()
        upstream.pacing.budget = 1_200
        try world.register(["甲"])
        let before = world.line.counts.total
        #expect(try await world.exchange(upstream).result == .agreed)
        let carried = world.line.counts.total - before
        let pacing = try world.pair.station.pacing(upstream.pacing)
        let wall = world.pair.station.clock.now
        #expect(pacing.left(at: wall) == max(0, 1_200 - carried))
        #expect(pacing.hold(at: wall)?.reason == (carried >= 1_200 ? .budget : nil))
        try world.register(["乙"])
        #expect(try await world.exchange(upstream).result == .agreed)
        #expect(try world.pair.station.pacing(upstream.pacing).hold(at: wall)?.reason == .budget)
        try world.register(["丙"])
        #expect(try await world.exchange(upstream).result == .agreed, "a person is served")
        #expect(try world.pair.delivery().pending == 0)
        try await world.stop()
    }
}
