import Glibc
import Node
import NodeServer
import Synchronization
import Testing

private let syncType = SyncServer.syncContentType

@Suite(.timeLimit(.minutes(10))) struct ServerDeadlineTests {
    @Test func `a body that trickles is dropped at its deadline and its place is free again`()
        async throws
    {
        var limits = ServerLimits()
        limits.bodyTime = .milliseconds(300)
        limits.requests = 1
        let server = try await ServerUnderTest.sync(limits: limits)
        try await onOwnThread {
            let slow = try #require(RawLine(port: server.port))
            slow.say(RawLine.head("POST", "/v1/sync", type: syncType, length: 1000))
            let start = ContinuousClock.now
            while slow.say("x"), start.duration(to: .now) < .seconds(4) { usleep(20_000) }
            #expect((.milliseconds(250)...(.seconds(3))).contains(start.duration(to: .now)))
            let next = RawLine(port: server.port)
            #expect(next?.ask("POST", "/v1/sync", type: syncType, body: [7])?.body == [7])
        }
        try await server.stop()
    }

    @Test(arguments: ["", "POST /v1/sync HTTP/1.1\r\nHost: t\r\n"])
    func `a connection without a whole head is dropped`(beginning: String) async throws {
        var limits = ServerLimits()
        limits.idleTime = .milliseconds(300)
        let server = try await ServerUnderTest.sync(limits: limits)
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            line.say(beginning)
            let start = ContinuousClock.now
            while line.say("X: y\r\n"), start.duration(to: .now) < .seconds(4) { usleep(20_000) }
            #expect((.milliseconds(250)...(.seconds(3))).contains(start.duration(to: .now)))
        }
        try await server.stop()
    }

    /// Nothing at all, or the head of a long record whose bytes trickle in.
    @Test(arguments: [nil, [0x16, 0x03, 0x01, 0x3F, 0x00]] as [[UInt8]?])
    func `S47 a handshake that does not come to its end is dropped`(
        beginning: [UInt8]?
    ) async throws {
        var limits = ServerLimits()
        limits.idleTime = .milliseconds(300)
        let pair = try Pair()
        let server = try await ServerUnderTest.sync(pair.service, as: pair.county, limits: limits)
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            guard let beginning else {
                #expect(line.isClosedByPeer)
                return
            }
            line.say(beginning)
            let start = ContinuousClock.now
            while line.say([1]), start.duration(to: .now) < .seconds(10) { usleep(20_000) }
            #expect(start.duration(to: .now) < .seconds(10), "it is not borne for ever")
        }
        try await server.stop()
    }

    @Test func `S47 an address has its share of the connections, and gets it back`() async throws {
        var limits = ServerLimits()
        limits.connectionsPerAddress = 2
        let pair = try Pair()
        for server in [
            try await ServerUnderTest.sync(limits: limits),
            try await ServerUnderTest.sync(pair.service, as: pair.county, limits: limits),
        ] {
            try await onOwnThread {
                func open(from source: String? = nil) throws -> RawLine {
                    try #require(RawLine(port: server.port, from: source))
                }
                var lines = try (0..<3).map { _ in try open() }
                let neighbour = try open(from: "127.0.0.2")
                usleep(300_000)
                // Which of them came first, their loops may see otherwise.
                #expect(lines.count(where: \.isOpen) == 2, "one too many")
                lines.removeAll { !$0.isOpen }
                _ = lines.popLast()
                usleep(300_000)
                lines.append(try open())
                usleep(300_000)
                #expect((lines + [neighbour]).count(where: \.isOpen) == 3)
            }
            try await server.stop()
        }
    }

    @Test func `one request too many is told to come back, and the others are answered`()
        async throws
    {
        let gate = Gate()
        var limits = ServerLimits()
        limits.requests = 2
        limits.retryAfter = 12
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { body in
                await gate.pass()
                return HTTPAnswer(status: 200, body: body)
            }), limits: limits)
        let port = server.port
        async let first = onOwnThread {
            RawLine(port: port)?.ask("POST", "/v1/sync", type: syncType, body: [1])
        }
        await gate.arrival()
        // A place is taken from the end of the head on.
        let second = try #require(RawLine(port: port))
        second.say(RawLine.head("POST", "/v1/sync", type: syncType, length: 2) + "a")
        try await Task.sleep(for: .milliseconds(200))
        let third = try await onOwnThread {
            RawLine(port: port)?.ask("POST", "/v1/sync", type: syncType, body: [3])
        }
        #expect(third?.status == 503)
        #expect(third?.headers["retry-after"] == "12")
        #expect(third?.body.isEmpty == true)
        await gate.open()
        second.say("b")
        #expect(try await first?.body == [1])
        #expect(try await onOwnThread { second.answer()?.body } == Array("ab".utf8))
        try await server.stop()
    }

    @Test
    func `an answer that takes too long becomes 503, and its place stays taken until it is done`()
        async throws
    {
        let gate = Gate()
        var limits = ServerLimits()
        limits.answerTime = .milliseconds(200)
        limits.requests = 1
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { body in
                if body == [1] { await gate.pass() }
                return HTTPAnswer(status: 200, body: body)
            }), limits: limits)
        let port = server.port
        try await onOwnThread {
            let line = try #require(RawLine(port: port))
            let late = line.ask("POST", "/v1/sync", type: syncType, body: [1])
            #expect(late?.status == 503)
            #expect(late?.headers["retry-after"] == "30")
            #expect(line.ask("POST", "/v1/sync", type: syncType, body: [2])?.status == 503)
        }
        await gate.open()
        try await Task.sleep(for: .milliseconds(200))
        let next = try await onOwnThread {
            RawLine(port: port)?.ask("POST", "/v1/sync", type: syncType, body: [2])
        }
        #expect(next?.body == [2])
        try await server.stop()
    }

    @Test func `a slow reader gets the whole answer, whatever the deadlines`() async throws {
        var limits = ServerLimits()
        limits.idleTime = .seconds(12)
        limits.writeTime = .seconds(12)
        let server = try await ServerUnderTest.sync(longAnswerer, limits: limits)
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port, receiveBuffer: 128 << 10))
            line.say(RawLine.head("POST", "/v1/sync", type: syncType, length: 0))
            let start = ContinuousClock.now
            let answer = line.answer(pieces: 32 << 10, pause: .milliseconds(60))
            #expect(answer?.body.count == 8 << 20)
            #expect(start.duration(to: .now) > .seconds(13))
        }
        try await server.stop()
    }

    @Test func `a reader that stands still is dropped`() async throws {
        var limits = ServerLimits()
        limits.writeTime = .milliseconds(300)
        let server = try await ServerUnderTest.sync(longAnswerer, limits: limits)
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port, receiveBuffer: 128 << 10))
            line.say(RawLine.head("POST", "/v1/sync", type: syncType, length: 0))
            usleep(1_500_000)
            #expect(line.answer()?.status == nil)
        }
        try await server.stop()
    }

    private let longAnswerer = ScriptedAnswerer(sync: { _ in
        HTTPAnswer(status: 200, body: [UInt8](repeating: 9, count: 8 << 20))
    })

    @Test func `a stop lets work finish, closes idle lines and takes no new ones`() async throws {
        let gate = Gate()
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { body in
                await gate.pass()
                return HTTPAnswer(status: 200, body: body)
            }))
        let port = server.port
        let idle = try #require(RawLine(port: port))
        async let working = onOwnThread {
            RawLine(port: port)?.ask("POST", "/v1/sync", type: syncType, body: [1])
        }
        await gate.arrival()
        server.running.cancel()
        #expect(try await onOwnThread { idle.isClosedByPeer })
        #expect(RawLine(port: port) == nil)
        await gate.open()
        #expect(try await working?.body == [1])
        try await server.stop()
    }

    @Test func `a stop waits for work no longer than it is given`() async throws {
        let gate = Gate()
        var limits = ServerLimits()
        limits.stopTime = .milliseconds(300)
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { _ in
                await gate.pass()
                return HTTPAnswer(status: 200)
            }), limits: limits)
        let port = server.port
        async let working = onOwnThread {
            RawLine(port: port)?.ask("POST", "/v1/sync", type: syncType, body: [1])
        }
        await gate.arrival()
        let start = ContinuousClock.now
        try await server.stop()
        #expect((.milliseconds(250)...(.seconds(3))).contains(start.duration(to: .now)))
        #expect(try await working?.status != 200)
        await gate.open()
    }

    @Test func `a server cancelled before it listens ends without an error`() async throws {
        for _ in 0..<50 {
            let server = try SyncServer(
                address: try ListenAddress("127.0.0.1:0"), answering: ScriptedAnswerer(),
                identity: nil,
                logger: ServerUnderTest.silent)
            let running = Task { try await server.run { _ in } }
            if Bool.random() { await Task.yield() }
            running.cancel()
            try await running.value
        }
    }
}
