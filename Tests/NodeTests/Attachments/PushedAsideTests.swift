import Foundation
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// What becomes of the lane where the log, another address or a limit comes between.
@Suite(.timeLimit(.minutes(1))) struct PushedAsideTests {
    @Test func `S20 a request of the neighbour pushes the piece aside, and it is tried again`()
        async throws
    {
        let pair = try Pair()
        try pair.station.attach(photo(300_000), in: pair.scope)
        let county = pair.county.origin
        let journal = try await onThread {
            let line = StuckLine(pair.answer)
            let daemon = try Daemon(home: pair.station, transport: line, log: Pair.silent)
            var rounds = 0
            line.whileStuck = {
                rounds += 1
                if rounds < 3 { daemon.mailbox.called(by: county) } else { daemon.mailbox.stop() }
            }
            daemon.run()
            return line.journal
        }
        let first = try #require(journal.firstIndex(of: "stuck"))
        let round = ["stuck", "cancel", "attachment"]
        #expect(Array(journal[first...]) == round + round + ["stuck", "cancel"])
    }

    @Test func `whoever speaks is told before anything is done for them`() async throws {
        let pair = try Pair()
        let callers = Mutex<[Origin]>([])
        let service = SyncService(
            home: pair.county, log: Pair.silent,
            onRequest: { caller in callers.withLock { $0.append(caller) } })
        _ = try await pair.exchange { service.answer($0) }
        #expect(callers.withLock { Set($0) } == [pair.station.origin])
    }

    @Test func `while the neighbour has the desk, nothing of the lane is sent`() async throws {
        let pair = try Pair()
        try pair.station.attach(photo(30_000), in: pair.scope)
        let desk = Desk(pair.station)
        let asked = try await onThread {
            let line = TwinTransport(pair.answer)
            let daemon = try Daemon(
                home: pair.station, transport: line, desk: desk, log: Pair.silent)
            let outcome = SyncOutcome(.agreed)
            #expect(desk.enter(pair.county.origin))
            daemon.exchangeEnded(
                outcome, with: try pair.station.store.upstream(), at: ["127.0.0.1:8440"])
            let before = line.requests.count
            desk.leave(pair.county.origin)
            daemon.exchangeEnded(
                outcome, with: try pair.station.store.upstream(), at: ["127.0.0.1:8440"])
            return (before, line.requests.count)
        }
        #expect(asked == (0, 1))
    }

    // MARK: Budget

    @Test func `a piece that is given up counts against the day's budget`() async throws {
        let pair = try Pair()
        try pair.station.attach(photo(300_000), in: pair.scope)
        var settings = UpstreamSettings()
        settings.pacing.budget = 10_000_000
        let upstream = settings
        let spent = try await onThread {
            let line = StuckLine(pair.answer)
            let daemon = try Daemon(
                home: pair.station, transport: line, upstream: upstream, log: Pair.silent)
            var rounds = 0
            line.whileStuck = {
                rounds += 1
                if rounds < 3 {
                    daemon.mailbox.called(by: pair.county.origin)
                } else {
                    daemon.mailbox.stop()
                }
            }
            daemon.run()
            return 10_000_000 - (daemon.pacing.left(at: pair.clock.now) ?? 0)
        }
        // The line bears nothing but the two pieces that were given up, with what stands around each.
        #expect(spent > 2 * 32_768 && spent < 2 * 66_000)
    }

    // MARK: Addresses

    @Test func `a lane goes where the station is now, and whoever waited is told`() async throws {
        let fleet = try await Fleet(1)
        let member = fleet.members[0]
        let items = try (0..<2).map { try member.home.attach(photo(30_000, $0), in: member.scope) }
        _ = try await fleet.pull { _ in .failure(.refused) }
        // The records have come, the files have not.
        _ = try await fleet.pull {
            $0.url.hasSuffix("attachment") ? .failure(.refused) : member.service.answer($0)
        }
        let told = Mutex<[AttachmentOutcome]>([])
        let urls = try await onThread {
            let line = TwinTransport { member.service.answer($0) }
            let daemon = try Daemon(
                home: fleet.county, transport: line, desk: fleet.desk, log: Pair.silent)
            daemon.demand(items[0]) { outcome in told.withLock { $0.append(outcome) } }
            #expect(told.withLock { $0 } == [])
            try fleet.county.setAddress("127.0.0.1:2", of: member.home)
            daemon.demand(items[1]) { outcome in told.withLock { $0.append(outcome) } }
            #expect(told.withLock { $0 } == [.unreachable])
            _ = daemon.pullOnce(PullOrder(stations: [member.home.origin], timeout: 1 << 40))
            return line.requests.map(\.url).filter { $0.hasSuffix("attachment") }
        }
        #expect(!urls.isEmpty && urls.allSatisfy { $0.contains("127.0.0.1:2/") })
        #expect(told.withLock { $0 } == [.unreachable, .held])
    }

    // MARK: Limits

    @Test func `what is longer than the limit is not fetched for anybody`() async throws {
        let pair = try Pair()
        var settings = AttachmentSettings()
        settings.maxBytes = 100_000
        #expect(try await fetch(100_001, by: pair, settings) == .tooLarge)
        #expect(pair.station.attachments.parts(in: pair.scope).isEmpty)
    }

    @Test func `whoever waits at the day's limit is told to come later`() async throws {
        var settings = AttachmentSettings()
        settings.dailyBytes = 0
        #expect(try await fetch(50_000, by: try Pair(), settings) == .later)
    }

    /// The station asks for what the county has.
    private func fetch(
        _ bytes: Int, by pair: Pair, _ settings: AttachmentSettings
    ) async throws -> AttachmentOutcome {
        _ = try await pair.exchange()
        let item = try pair.county.attach(photo(bytes), in: pair.scope)
        return try await onThread {
            try Daemon(
                home: pair.station, transport: TwinTransport(pair.answer), attachments: settings,
                log: Pair.silent
            ).fetchOnce(item)
        }
    }
}

extension NodeHome {
    fileprivate func setAddress(_ address: String, of station: NodeHome) throws {
        try store.setAddress(address, of: station.origin)
    }
}
