import BadLine
import Foundation
import Node
import NodeServer
import Store
import SyncCore
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
