import NodeServer
import Testing

@testable import Node

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
}
