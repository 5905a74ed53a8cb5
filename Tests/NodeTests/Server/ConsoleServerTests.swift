import Testing

@testable import Node
@testable import NodeServer

@Suite(.timeLimit(.minutes(1))) struct ConsoleServerTests {
    @Test func `a node in order is healthy and ready`() async throws {
        let server = try await ServerUnderTest.console(ScriptedAnswerer())
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            let health = line.ask("GET", "/healthz")
            #expect(health?.status == 200)
            #expect(health?.body == Array("ok\n".utf8))
            #expect(health?.headers["content-type"] == "text/plain; charset=utf-8")
            let readiness = line.ask("GET", "/readyz")
            #expect(readiness?.status == 200)
            #expect(readiness?.body == Array("ready\n".utf8))
        }
        try await server.stop()
    }

    @Test func `a node that is not in order says so, and why it is not ready`() async throws {
        let server = try await ServerUnderTest.console(
            ScriptedAnswerer(isHealthy: { false }, state: { .notReady(reason: "migration") }))
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            #expect(line.ask("GET", "/healthz")?.status == 503)
            let readiness = line.ask("GET", "/readyz")
            #expect(readiness?.status == 503)
            #expect(readiness?.body == Array("migration\n".utf8))
        }
        try await server.stop()
    }

    @Test func `a node whose loop hangs is not healthy`() async throws {
        let gate = Gate()
        var limits = ServerLimits.console
        limits.answerTime = .milliseconds(200)
        let server = try await ServerUnderTest.console(
            ScriptedAnswerer(isHealthy: {
                await gate.pass()
                return true
            }), limits: limits)
        try await onOwnThread {
            #expect(RawLine(port: server.port)?.ask("GET", "/healthz")?.status == 503)
            #expect(RawLine(port: server.port)?.ask("GET", "/readyz")?.status == 200)
        }
        await gate.open()
        try await server.stop()
    }

    @Test func `figures are told in their own media type, and requests are counted`() async throws {
        let metrics = NodeMetrics()
        let server = try await ServerUnderTest.console(
            ScriptedAnswerer(), metrics: metrics, figures: { "# a figure\n" })
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            let answer = line.ask("GET", "/metrics")
            #expect(answer?.status == 200)
            #expect(answer?.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer?.body == Array("# a figure\n".utf8))
            #expect(line.ask("GET", "/stranger")?.status == 404)
            #expect(line.ask("GET", "/healthz")?.status == 200)
        }
        try await server.stop()
        #expect(
            metrics.snapshot.requests.map { "\($0.key.route) \($0.key.code) \($0.value)" }.sorted()
                == [
                    "/healthz 200 1", "/metrics 200 1", "other 404 1",
                ])
    }

    @Test func `a store that does not answer has no figures`() async throws {
        let server = try await ServerUnderTest.console(
            ScriptedAnswerer(), figures: { throw CancellationError() })
        try await onOwnThread {
            let answer = RawLine(port: server.port)?.ask("GET", "/metrics")
            #expect(answer?.status == 503)
            #expect(answer?.body == Array("store\n".utf8))
        }
        try await server.stop()
    }

    static let refused: [(String, String, Int)] = [
        ("POST", "/healthz", 405), ("HEAD", "/readyz", 405), ("POST", "/v1/sync", 404),
        ("GET", "/", 404), ("POST", "/metrics", 405), ("GET", "/metrics/x", 404),
    ]

    @Test(arguments: refused)
    func `the console answers nothing else`(method: String, path: String, status: Int) async throws
    {
        let server = try await ServerUnderTest.console(ScriptedAnswerer())
        try await onOwnThread {
            let line = RawLine(port: server.port)
            #expect(line?.ask(method, path, type: SyncServer.syncContentType)?.status == status)
        }
        try await server.stop()
    }

    /// What a page of somebody else's, or a program that means another machine, would say.
    static func strangers(_ port: Int) -> [String] {
        let names = [
            "", " ", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
            "evil.localhost", "localhost.", "127.0.0.2", "127.1", "2130706433", "0x7f000001",
            "0177.0.0.1", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "::1", "[::1",
            "[0:0:0:0:0:0:0:1]",
            "user@localhost", "localhost,evil.example", "http://localhost", "localhost/",
            "localhost#",
            "localhost?", "localhost%00", "%6cocalhost", "ⅼocalhost", "甘肃",
        ]
        let ports = ["", ":", ":\(port)", ":\(port + 1)", ":80", ":0\(port)", ":\(port) "]
        let good: Set = ["localhost", "127.0.0.1", "[::1]"]
        return names.flatMap { name in ports.map { name + $0 } }
            + good.flatMap { name in
                [
                    "", ":", ":\(port + 1)", ":0\(port)", ":+\(port)", ":\(port)x",
                    ":\(port):\(port)",
                ]
                .map { name + $0 }
            }
    }

    @Test func `S48 nobody is answered who asks by another name`() async throws {
        let server = try await ServerUnderTest.console(ScriptedAnswerer())
        let list = HostList(try ListenAddress("127.0.0.1:0"))
        let strangers = Self.strangers(server.port)
        #expect(strangers.count > 200)
        for host in strangers {
            #expect(throws: Refusal.wrongHost, "\(host)") {
                try list.check(hosts: [host], origin: nil, port: server.port)
            }
        }
        try await onOwnThread {
            // Blanks around a field do not belong to it (RFC 9110 §5.5).
            for host in strangers where !host.hasSuffix(" ") {
                let line = try #require(RawLine(port: server.port))
                line.say(RawLine.head("GET", "/metrics", type: nil, length: nil, host: host))
                // Some are no names at all.
                let status = line.answer()?.status
                #expect([400, 421, nil].contains(status), "\(host)")
            }
            for host in ["localhost", "LocalHost", "127.0.0.1", "[::1]"] {
                let line = try #require(RawLine(port: server.port))
                let whole = "\(host):\(server.port)"
                line.say(RawLine.head("GET", "/metrics", type: nil, length: nil, host: whole))
                #expect(line.answer()?.status == 200, "\(host)")
            }
            let twice = try #require(RawLine(port: server.port))
            twice.say(
                "GET /metrics HTTP/1.1\r\nHost: localhost:\(server.port)\r\nHost: evil.example\r\n\r\n"
            )
            #expect(twice.answer()?.status ?? 421 >= 400)
            let absolute = try #require(RawLine(port: server.port))
            absolute.say(
                "GET http://localhost:\(server.port)/metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"
            )
            #expect(absolute.answer()?.status ?? 421 >= 400)
        }
        try await server.stop()
    }

    @Test func `S48 a page of somebody else's is refused whatever it asks`() async throws {
        let server = try await ServerUnderTest.console(ScriptedAnswerer())
        let own = "localhost:\(server.port)"
        let origins = [
            "null", "http://evil.example", "https://\(own)", "http://localhost", "http://\(own)/",
            "http://127.0.0.1:\(server.port)", "http://\(own).evil.example", "http://\(own) ", "",
            "http://\(own), http://evil.example", "file://", "chrome-extension://abc",
        ]
        try await onOwnThread {
            for origin in origins {
                let line = try #require(RawLine(port: server.port))
                line.say(
                    "GET /metrics HTTP/1.1\r\nHost: \(own)\r\nOrigin: \(origin)\r\n\r\n")
                let status = line.answer()?.status
                // Blanks around a field do not belong to it (RFC 9110 §5.5).
                #expect(origin == "http://\(own) " ? status == 200 : status == 403, "\(origin)")
            }
            let line = try #require(RawLine(port: server.port))
            line.say("GET /metrics HTTP/1.1\r\nHost: \(own)\r\nOrigin: http://\(own)\r\n\r\n")
            #expect(line.answer()?.status == 200)
        }
        try await server.stop()
    }
}
