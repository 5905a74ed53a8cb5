import Foundation
import Synchronization
import Testing

@testable import BadLine

/// The relay itself, between real sockets.
@Suite(.timeLimit(.minutes(1))) struct BadLineTests {
    private static let text = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    @Test func `a line that does nothing brings every byte, and counts it in both directions`()
        throws
    {
        let server = try EchoServer()
        let line = try BadLine(to: server.port, LineProfile())
        defer { line.close() }
        let callers = try (0..<3).map { _ in try #require(Caller(line.port)) }
        for caller in callers { caller.say(Self.text) }
        for caller in callers { #expect(caller.hear(Self.text.count) == Self.text) }
        #expect(line.counts.up == 3 * Self.text.count)
        #expect(line.counts.down == 3 * Self.text.count)
        #expect(line.counts.connections == 3)
        #expect(line.counts.lost == 0)
    }

    @Test func `a slow and lossy line brings every byte in order`() throws {
        let server = try EchoServer()
        var profile = LineProfile()
        profile.delay = 2
        profile.upRate = 200_000
        profile.downRate = 200_000
        profile.segmentLoss = 20
        profile.firstByteDelay = 5
        let line = try BadLine(to: server.port, profile)
        defer { line.close() }
        let caller = try #require(Caller(line.port))
        caller.say(Self.text)
        #expect(caller.hear(Self.text.count) == Self.text)
    }

    @Test(arguments: [1, 2, 255, 1_460, 1_461, 19_999])
    func `cut after so many bytes, nothing behind them arrives, and the next connection is whole`(
        place: Int
    ) throws {
        let server = try EchoServer()
        let line = try BadLine(to: server.port, LineProfile())
        defer { line.close() }
        line.cut(.up, after: place)
        let first = try #require(Caller(line.port))
        first.say(Self.text)
        #expect(first.hear(Self.text.count).count <= place)
        let second = try #require(Caller(line.port))
        second.say(Self.text)
        #expect(second.hear(Self.text.count) == Self.text)
        #expect(Self.text[..<place].starts(with: server.heard[0]))
        #expect(line.counts.up == place + Self.text.count)
        #expect(line.counts.lost == 1)
    }

    @Test func `an answer cut before its first byte was asked for in full`() throws {
        let server = try EchoServer()
        let line = try BadLine(to: server.port, LineProfile())
        defer { line.close() }
        line.cut(.down, after: 0)
        let caller = try #require(Caller(line.port))
        caller.say([1, 2, 3])
        #expect(caller.hear(3).isEmpty)
        #expect(server.heard == [[1, 2, 3]])
        #expect(line.counts.down == 0)
        #expect(line.counts.lost == 1)
    }

    @Test func `a connection that ends before the byte is not the one that is cut`() throws {
        let server = try EchoServer()
        let line = try BadLine(to: server.port, LineProfile())
        defer { line.close() }
        var first = Caller(line.port)
        first?.say([1])
        #expect(first?.hear(1) == [1])
        line.cut(.down, after: 0)
        first = nil
        while server.closed < 1 { usleep(1_000) }
        usleep(20_000)
        #expect(line.counts.lost == 0)
        let second = try #require(Caller(line.port))
        second.say([2])
        #expect(second.hear(1).isEmpty)
        #expect(line.counts.lost == 1)
    }

    @Test func `a line that is down cuts off who is there, lets nobody in, and comes back`() throws
    {
        let server = try EchoServer()
        let events = Mutex<[LineEvent]>([])
        let line = try BadLine(to: server.port, LineProfile()) { event in
            events.withLock { $0.append(event) }
        }
        defer { line.close() }
        let caller = try #require(Caller(line.port))
        caller.say([1])
        #expect(caller.hear(1) == [1])
        line.change { $0.isDown = true }
        #expect(caller.hear(1).isEmpty)
        #expect(Caller(line.port) == nil, "refused")
        line.change { $0.isDown = false }
        while !events.withLock({ $0.contains(.cameUp) }) { usleep(1_000) }
        let again = try #require(Caller(line.port))
        again.say([2])
        #expect(again.hear(1) == [2])
        #expect(events.withLock { $0 } == [.wentDown(lost: 1), .cameUp])
    }

    @Test func `where nobody listens behind the line, the caller is cut off`() throws {
        let server = try EchoServer()
        server.stop()
        let line = try BadLine(to: 1, LineProfile())
        defer { line.close() }
        let caller = try #require(Caller(line.port))
        caller.say([1])
        #expect(caller.hear(1) == [])
    }

    @Test func `a connection that chance takes is lost, and the same one for the same seed`() throws
    {
        var profile = LineProfile()
        profile.connectionLoss = 50
        func lost(_ seed: UInt64) throws -> [Bool] {
            let server = try EchoServer()
            let line = try BadLine(to: server.port, profile, seed: seed)
            defer { line.close() }
            return try (0..<8).map { _ in
                let caller = try #require(Caller(line.port))
                caller.say(Self.text)
                return caller.hear(Self.text.count).count < Self.text.count
            }
        }
        let first = try lost(3)
        #expect(try lost(3) == first)
        #expect(first.contains(true) && first.contains(false))
    }
}
