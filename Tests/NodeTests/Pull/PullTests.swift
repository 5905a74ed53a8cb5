import Compression
import Foundation
import Node
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// An aggregator that pulls, over the real line.
@Suite(.timeLimit(.minutes(3))) struct PullTests {
    @Test func `what a station recorded is delivered by a visit, though it never called`()
        async throws
    {
        let fleet = try await Fleet(1)
        let (station, server) = (fleet.members[0], try await fleet.serve(0))
        for name in ["甲", "乙", "丙"] { try station.register(name) }
        #expect(try station.delivery().pending == 3)
        let visit = try #require(try await fleet.pull().first)
        #expect(visit.station == station.home.origin)
        #expect(visit.outcome.result == .agreed)
        #expect(visit.changes == 3 && visit.receipts == 1)
        #expect(visit.outcome.roundTrips == 2)
        #expect(try fleet.names(at: 0) == ["丙", "乙", "甲"].sorted())
        #expect(try station.delivery().pending == 0)
        #expect(try station.delivery().delivered == 3)
        let again = try #require(try await fleet.pull().first?.outcome)
        #expect(again.result == .agreed && again.roundTrips == 1)
        #expect(again.sent + again.received <= 300, "I14")
        let rows = try fleet.county.store.view { try $0.exchanges(limit: 9) }
        #expect(rows.map(\.via) == [.pull, .pull])
        #expect(rows.map(\.peer) == [station.home.origin, station.home.origin])
        try await server.stop()
    }

    @Test func `an unreachable, a slow and a lying station hold up nobody`() async throws {
        let fleet = try await Fleet(4)
        let gate = Gate()
        let servers = [
            try await fleet.serve(0),
            try await fleet.serve(1) { _ in
                await gate.pass()
                return HTTPAnswer(status: 500)
            },
            try await fleet.serve(2) { _ in
                HTTPAnswer(status: 200, contentType: "text/html", body: Array("<html>".utf8))
            },
        ]
        try fleet.county.store.setAddress("127.0.0.1:1", of: fleet.members[3].home.origin)
        for member in fleet.members { try member.register("甲") }
        let visits = try await fleet.pull([3, 1, 2, 0], timeout: 20_000)
        let found = Dictionary(uniqueKeysWithValues: visits.map { ($0.station, $0.outcome) })
        func outcome(_ index: Int) -> SyncOutcome? { found[fleet.members[index].home.origin] }
        #expect(outcome(0)?.result == .agreed)
        #expect(outcome(1)?.result == .unreachable && outcome(1)?.detail == "timed-out")
        let slow = try #require(outcome(1)).milliseconds
        #expect(slow >= 19_900)
        for quick in [0, 2, 3] { #expect(try #require(outcome(quick)).milliseconds < slow) }
        #expect(outcome(2)?.result == .notOurs)
        #expect(outcome(3)?.result == .unreachable && outcome(3)?.detail == "refused")
        #expect(try fleet.members.map { try $0.delivery().pending } == [0, 1, 1, 1])
        await gate.open()
        for server in servers { try await server.stop() }
    }

    /// What a station may say instead of the truth, and what it is called.
    enum Lie: CaseIterable {
        case page, noType, garbage, anotherNode, anotherVersion, forbidden, overloaded, brokenRun

        var result: SyncOutcome.Result {
            switch self {
            case .page, .noType, .garbage, .anotherNode: .notOurs
            case .anotherVersion: .versionMismatch
            case .forbidden: .unknownHere
            case .overloaded: .busy
            case .brokenRun: .partly
            }
        }

        /// - Parameter honest: the station's own answer.
        func answer(_ honest: HTTPAnswer, to request: [UInt8]) throws -> HTTPAnswer {
            var answer = honest
            switch self {
            case .page: answer.contentType = "text/html"
            case .noType: answer.contentType = ""
            case .garbage: answer.body = [89, 90, 0, 1, 2, 3]
            case .anotherVersion: answer.body = [89, 90, 9, 1, 2, 3]
            case .forbidden: answer = HTTPAnswer(status: 403)
            case .overloaded: answer = HTTPAnswer(status: 503, retryAfter: 600)
            case .anotherNode:
                var message = try Message(body: honest.body, answering: request)
                message.origin = Origin(raw: RawIdentifier(high: 4, low: 4))
                answer.body = message.bytes
            case .brokenRun:
                var message = try Message(body: honest.body, answering: request)
                message.runs = try message.runs.map { packed in
                    let run = try packed.unpacked(
                        by: ZstdFrames(), prefix: { _ in [] }, resolve: { _ in nil })
                    return Run(
                        scope: run.scope, origin: run.origin, first: run.first,
                        rows: run.rows.map { .init(canonical: $0.canonical, personal: .none) },
                        checkpoint: run.checkpoint, proof: run.proof)
                }
                answer.body = message.bytes
            }
            return answer
        }
    }

    @Test(arguments: Lie.allCases)
    func `whatever a station says instead of the truth has its name, and changes nothing`(
        lie: Lie
    ) async throws {
        let fleet = try await Fleet(2)
        let liar = fleet.members[0]
        try liar.register("甲")
        try fleet.members[1].register("乙")
        let service = liar.service
        let servers = [
            try await fleet.serve(0) { body in
                let honest = await service.answerSync(body, from: .unproven)
                return (try? lie.answer(honest, to: body)) ?? HTTPAnswer(status: 500)
            }, try await fleet.serve(1),
        ]
        let visits = try await fleet.pull()
        #expect(visits.first { $0.station == liar.home.origin }?.outcome.result == lie.result)
        #expect(visits.first { $0.station != liar.home.origin }?.outcome.result == .agreed)
        #expect(try fleet.names(at: 0) == [])
        #expect(try liar.delivery().pending == 1)
        let honest = try await fleet.serve(0)
        #expect(try await fleet.pull([0]).first?.outcome.result == .agreed)
        #expect(try fleet.names(at: 0) == ["甲"])
        for server in servers + [honest] { try await server.stop() }
    }

    @Test(arguments: 1...3)
    func `S14 an answer that is lost on its way changes nothing at either end`(
        number: Int
    ) async throws {
        let fleet = try await Fleet(1)
        let station = fleet.members[0]
        for name in ["甲", "乙"] { try station.register(name) }
        let count = Mutex(0)
        let visits = try await fleet.pull { request in
            let answer = station.service.answer(request)
            let isLost = count.withLock { count in
                count += 1
                return count == number
            }
            return isLost ? .failure(.interrupted) : answer
        }
        #expect(visits.map(\.outcome.result) == [number < 3 ? .unreachable : .agreed])
        #expect(try fleet.names(at: 0) == (number == 1 ? [] : ["乙", "甲"].sorted()))
        // The second request brings the receipt; whether its answer arrives changes nothing.
        #expect(try station.delivery().pending == (number == 1 ? 2 : 0))
        let again = try await fleet.pull { station.service.answer($0) }
        #expect(again.map(\.outcome.result) == [.agreed])
        #expect(try fleet.names(at: 0) == ["乙", "甲"].sorted())
        #expect(try station.delivery().pending == 0)
    }

    @Test
    func `I6 a county that lost data says so in its next visit, and the rest is pending again`()
        async throws
    {
        let fleet = try await Fleet(1)
        let station = fleet.members[0]
        try station.register("甲")
        _ = try await fleet.pull { station.service.answer($0) }
        #expect(try station.delivery().pending == 0)
        // A county that was restored states a smaller vector.
        var request = Message(origin: fleet.county.origin, schemaVersion: 1, summary: .zero)
        request.chain = try fleet.county.link(to: station.home.origin)
        request.vectors = [
            StatedScope(
                scope: station.scope,
                logs: [
                    StatedLog(
                        origin: fleet.county.origin, length: 1, rootHead: 0, receipted: 0)
                ])
        ]
        #expect(await station.service.answerSync(request.bytes, from: .unproven).status == 200)
        #expect(try station.delivery().pending == 1)
        _ = try await fleet.pull { station.service.answer($0) }
        #expect(try station.delivery().pending == 0)
    }

    @Test func `a station that is told of a broken root shows it until both agree`() async throws {
        let fleet = try await Fleet(1)
        let station = fleet.members[0]
        var request = Message(origin: fleet.county.origin, schemaVersion: 1, summary: .zero)
        request.chain = try fleet.county.link(to: station.home.origin)
        request.turnedAway = [
            .init(scope: station.scope, origin: station.home.origin, error: .brokenRoot)
        ]
        _ = await station.service.answerSync(request.bytes, from: .unproven)
        #expect(try station.home.store.setting("trouble") == "broken-root")
        _ = try await fleet.pull { station.service.answer($0) }
        #expect(try station.home.store.setting("trouble") == "")
    }

    @Test func `a station without an address is named, and one that nobody knows`() async throws {
        let fleet = try await Fleet(1)
        let visits = try await fleet.pull()
        #expect(visits.map(\.outcome.detail) == ["no-address"])
        #expect(try fleet.county.store.view { try $0.exchanges(limit: 9) }.isEmpty)
    }

    @Test func `a daemon with an interval pulls by itself`() async throws {
        let fleet = try await Fleet(2)
        let servers = [try await fleet.serve(0), try await fleet.serve(1)]
        var settings = PullSchedule.Settings()
        settings.interval = 100
        let loop = try DaemonThread(
            home: fleet.county, desk: fleet.desk, pulls: settings, log: Pair.silent)
        for member in fleet.members { try member.register("甲") }
        let deadline = ContinuousClock.now + .seconds(20)
        while try fleet.members.contains(where: { try $0.delivery().pending > 0 }) {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(20))
        }
        try await onThread { loop.stop() }
        for server in servers { try await server.stop() }
    }
}
