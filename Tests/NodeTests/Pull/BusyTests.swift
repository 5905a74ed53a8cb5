import Foundation
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// One exchange at a time between two nodes, whoever began; nobody waits for ever.
@Suite(.timeLimit(.minutes(1))) struct BusyTests {
    @Test func `a station in its own exchange is waited for, and then visited`() async throws {
        let fleet = try await Fleet(1)
        let station = fleet.members[0]
        let answered = Mutex(0)
        let (begun, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try await fleet.serve(0) { body in
            let answer = await station.service.answerSync(body, from: .unproven)
            // Its own exchange ends as soon as the first visit has heard "busy".
            let isFirst = answered.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { release.signal() }
            return answer
        }
        try station.register("甲")
        async let own = onThread {
            try Daemon(
                home: station.home,
                transport: TwinTransport { _ in
                    begun.signal()
                    _ = release.wait(timeout: .now() + 20)
                    return .failure(.interrupted)
                }, desk: station.desk, log: Pair.silent
            ).exchangeOnce()
        }
        #expect(try await onThread { begun.wait(timeout: .now() + 10) } == .success)
        async let visits = fleet.pull()
        #expect(try await own.result == .unreachable)
        let visit = try #require(try await visits.first)
        #expect(visit.outcome.result == .agreed)
        #expect(visit.outcome.roundTrips == 3, "one for nothing")
        #expect(visit.outcome.milliseconds >= 2_000, "the time that the station named")
        #expect(try station.delivery().pending == 0)
        try await server.stop()
    }

    @Test func `a station that is busy for longer than its time is named so`() async throws {
        let fleet = try await Fleet(1)
        let busy = Responder.busy(
            origin: fleet.members[0].home.origin, schemaVersion: 1, seconds: 1)
        let server = try await fleet.serve(0) { _ in
            HTTPAnswer(status: 200, contentType: Message.contentType, body: busy.bytes)
        }
        let visit = try #require(try await fleet.pull(timeout: 4_000).first?.outcome)
        #expect(visit.result == .busy)
        #expect(visit.roundTrips >= 2, "it was asked more than once")
        #expect(visit.milliseconds <= 4_500)
        try await server.stop()
    }

    @Test
    func `while it is visited a station's own call hears busy, and between tries it does not`()
        async throws
    {
        let fleet = try await Fleet(1)
        let (station, gate) = (fleet.members[0], Gate())
        let isBusy = Mutex(false)
        let server = try await fleet.serve(0) { body in
            await gate.pass()
            guard isBusy.withLock({ $0 }) else {
                return await station.service.answerSync(body, from: .unproven)
            }
            isBusy.withLock { $0 = false }
            return HTTPAnswer(status: 503, retryAfter: 2)
        }
        let county = try #require(try station.home.store.upstream())
        let call = try station.home.store.compose(
            Outline(summary: .zero), to: county, schemaVersion: 1, room: 1, at: 0)
        isBusy.withLock { $0 = true }
        async let visits = fleet.pull()
        await gate.arrival()
        let during = try Message(
            bytes: await fleet.service.answerSync(call.bytes, from: .unproven).body)
        #expect(during.retryAfter == 5)
        await gate.open()
        // The visit has heard "busy" and pauses for two seconds: the station may call.
        try await Task.sleep(for: .milliseconds(800))
        let between = try Message(
            bytes: await fleet.service.answerSync(call.bytes, from: .unproven).body)
        #expect(between.retryAfter == 0)
        #expect(try await visits.map(\.outcome.result) == [.agreed])
        let after = try Message(
            bytes: await fleet.service.answerSync(call.bytes, from: .unproven).body)
        #expect(after.retryAfter == 0)
        try await server.stop()
    }

    @Test func `a station's own exchange waits while it answers its level above`() async throws {
        let fleet = try await Fleet(1)
        let (station, service) = (fleet.members[0], fleet.service)
        #expect(station.desk.enter(fleet.county.origin), "as the answering end does")
        let asked = Mutex(0)
        async let own = onThread {
            try Daemon(
                home: station.home,
                transport: TwinTransport { request in
                    asked.withLock { $0 += 1 }
                    return service.answer(request)
                }, desk: station.desk, log: Pair.silent
            ).exchangeOnce()
        }
        try await Task.sleep(for: .milliseconds(300))
        #expect(asked.withLock { $0 } == 0)
        station.desk.leave(fleet.county.origin)
        #expect(try await own.result == .agreed)
        #expect(station.desk.enter(fleet.county.origin), "it is left free again")
    }

    /// Both begin at the same moment, again and again, over real lines.
    @Test func `two nodes that call each other at once both come to an end`() async throws {
        let fleet = try await Fleet(1)
        let (station, below) = (fleet.members[0], try await fleet.serve(0))
        let above = try await ServerUnderTest.sync(fleet.service, as: fleet.county)
        try station.home.store.set("upstream-addresses", "127.0.0.1:\(above.port)")
        for round in 1...3 {
            try station.register("甲\(round)")
            async let visits = fleet.pull()
            async let own = onThread {
                try Daemon(
                    home: station.home, transport: CurlTransport(), desk: station.desk,
                    log: Pair.silent
                ).exchangeOnce()
            }
            let (visit, call) = (try #require(try await visits.first?.outcome), try await own)
            #expect([.agreed, .busy].contains(call.result))
            #expect(visit.result == .agreed, "it is tried again within its time")
        }
        #expect(try station.delivery().pending == 0)
        #expect(try fleet.names(at: 0) == station.names)
        for server in [below, above] { try await server.stop() }
    }
}
