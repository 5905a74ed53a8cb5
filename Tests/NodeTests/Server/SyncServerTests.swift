import Foundation
import Node
import NodeServer
import Synchronization
import Testing

private let syncType = SyncServer.syncContentType
private let enrolType = SyncServer.enrolmentContentType

@Suite(.timeLimit(.minutes(1))) struct SyncServerTests {
    @Test(arguments: [0, 1, 70_000, 1 << 20])
    func `a body comes back by the answerer of its path, on one connection`(size: Int) async throws
    {
        let server = try await ServerUnderTest.sync()
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            let sync = try #require(line.ask("POST", "/v1/sync", type: syncType, body: body))
            #expect(sync.status == 200)
            #expect(sync.headers["content-type"] == syncType)
            #expect(sync.headers["server"] == nil)
            #expect(sync.body == body)
            let enrol = try #require(line.ask("POST", "/v1/enrol", type: enrolType, body: body))
            #expect(enrol.status == 202)
            #expect(enrol.headers["content-type"] == enrolType)
            #expect(enrol.body == body.reversed())
        }
        try await server.stop()
    }

    @Test func `an answer's status and retry-after go out as they are`() async throws {
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { _ in HTTPAnswer(status: 409, retryAfter: 17) }))
        try await onOwnThread {
            let answer = try #require(
                RawLine(port: server.port)?.ask("POST", "/v1/sync", type: syncType, body: [1]))
            #expect(answer.status == 409)
            #expect(answer.headers["retry-after"] == "17")
            #expect(answer.headers["content-type"] == nil)
            #expect(answer.body.isEmpty)
        }
        try await server.stop()
    }

    /// Method, path, media type, stated length; and the status.
    static let refused: [(String, String, String?, Int?, Int)] = [
        ("POST", "/", syncType, 1, 404), ("POST", "/v1/sync/", syncType, 1, 404),
        ("POST", "/v1/SYNC", syncType, 1, 404), ("GET", "/healthz", nil, nil, 404),
        ("GET", "/v1/sync", nil, nil, 405), ("PUT", "/v1/sync", syncType, 1, 405),
        ("DELETE", "/v1/enrol", enrolType, 1, 405), ("POST", "/v1/sync", nil, 1, 415),
        ("POST", "/v1/sync", "application/json", 1, 415), ("POST", "/v1/sync", enrolType, 1, 415),
        ("POST", "/v1/enrol", syncType, 1, 415), ("POST", "/v1/sync", syncType + "x", 1, 415),
        ("POST", "/v1/sync", syncType, nil, 411),
        ("POST", "/v1/sync", syncType, (8 << 20) + 1, 413),
        ("POST", "/v1/sync", syncType, Int.max, 413),
    ]

    @Test(arguments: refused)
    func `what is not for us is refused without a body, before its own`(
        method: String, path: String, type: String?, length: Int?, status: Int
    ) async throws {
        let asked = Mutex(0)
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { _ in
                asked.withLock { $0 += 1 }
                return HTTPAnswer(status: 200)
            }))
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            line.say(RawLine.head(method, path, type: type, length: length))
            let answer = try #require(line.answer())
            #expect(answer.status == status)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["allow"] == (status == 405 ? "POST" : nil))
            if length != nil { #expect(line.isClosedByPeer) }
        }
        #expect(asked.withLock { $0 } == 0)
        try await server.stop()
    }

    static let accepted = [
        syncType, syncType.uppercased(), syncType + "; v=1", syncType + " ;charset=utf-8",
    ]

    @Test(arguments: accepted)
    func `a media type is compared without case and parameters`(type: String) async throws {
        let server = try await ServerUnderTest.sync()
        try await onOwnThread {
            let line = RawLine(port: server.port)
            #expect(line?.ask("POST", "/v1/sync?x=1", type: type, body: [7])?.body == [7])
        }
        try await server.stop()
    }

    @Test func `a client that sends too much all the same still reads why not`() async throws {
        let server = try await ServerUnderTest.sync()
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            let body = [UInt8](repeating: 1, count: (8 << 20) + 1)
            let answer = line.ask("POST", "/v1/sync", type: syncType, body: body)
            #expect(answer?.status == 413)
        }
        try await server.stop()
    }

    @Test func `a body of unstated length and one cut short never reach the answerer`() async throws
    {
        let asked = Mutex(0)
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(sync: { _ in
                asked.withLock { $0 += 1 }
                return HTTPAnswer(status: 200)
            }))
        try await onOwnThread {
            let chunked = try #require(RawLine(port: server.port))
            chunked.say("POST /v1/sync HTTP/1.1\r\nHost: t\r\nContent-Type: \(syncType)\r\n")
            chunked.say("Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
            #expect(chunked.answer()?.status == 411)

            let cut = try #require(RawLine(port: server.port))
            cut.say(RawLine.head("POST", "/v1/sync", type: syncType, length: 10) + "12345")
            cut.sayNoMore()
            _ = cut.answer()
        }
        #expect(asked.withLock { $0 } == 0)
        try await server.stop()
    }

    @Test func `what is not HTTP is answered with 400 and the next client served`() async throws {
        let server = try await ServerUnderTest.sync()
        try await onOwnThread {
            for nonsense in ["\u{16}\u{3}\u{1}\r\n\r\n", "POST\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
                let line = try #require(RawLine(port: server.port))
                line.say(nonsense)
                if let answer = line.answer() { #expect(answer.status >= 400) }
            }
            let line = RawLine(port: server.port)
            #expect(line?.ask("POST", "/v1/sync", type: syncType, body: [7])?.body == [7])
        }
        try await server.stop()
    }

    @Test func `in the clear only a loopback address is listened on`() throws {
        for text in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let address = try ListenAddress(text)
            #expect(throws: ServerError.notLoopback(address)) {
                try SyncServer(
                    address: address, answering: ScriptedAnswerer(), identity: nil,
                    logger: ServerUnderTest.silent)
            }
            #expect(throws: ServerError.notLoopback(address)) {
                try ConsoleServer(
                    address: address, answering: ScriptedAnswerer(), logger: ServerUnderTest.silent)
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/net/if_inet6")))
    func `the loopback address of IPv6 is listened on too`() async throws {
        let server = try SyncServer(
            address: try ListenAddress("[::1]:0"), answering: ScriptedAnswerer(), identity: nil,
            logger: ServerUnderTest.silent)
        let heard = Mutex(0)
        let running = Task { try await server.run { port in heard.withLock { $0 = port } } }
        while heard.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        try await running.value
    }

    @Test func `a taken address is an error that names it`() async throws {
        let first = try await ServerUnderTest.sync()
        let address = try ListenAddress("127.0.0.1:\(first.port)")
        let second = try SyncServer(
            address: address, answering: ScriptedAnswerer(), identity: nil,
            logger: ServerUnderTest.silent)
        await #expect(throws: ServerError.cannotListen(address, errno: 98)) {
            try await second.run { _ in }
        }
        try await first.stop()
    }
}
