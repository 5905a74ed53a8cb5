import Testing

@testable import Node
@testable import NodeServer

/// Operations at the console: what of a request reaches them, and what is said where none does.
@Suite(.timeLimit(.minutes(1))) struct ConsoleOperationTests {
    private static let json = "application/json"

    private func server(
        _ operations: [ConsoleOperations.Operation], places: Int = 8,
        answerTime: Duration = .seconds(120)
    ) async throws -> ServerUnderTest {
        var all = ConsoleOperations(root: "/api/", operations) {
            HTTPAnswer(status: $0.status, contentType: "text/plain", body: Array("\($0)".utf8))
        }
        all.places = places
        all.answerTime = answerTime
        return try await ServerUnderTest.console(ScriptedAnswerer(), operations: all)
    }

    private static func text(_ words: String) -> HTTPAnswer {
        HTTPAnswer(
            status: 200, contentType: "text/plain", body: Array(words.utf8),
            fields: ["X-Said": "yes"])
    }

    @Test func `an operation hears query, token and body, and nothing else does`() async throws {
        let server = try await server([
            .reading("/api/look") {
                Self.text("\($0.query ?? "-") \($0.authorizations) \($0.body.count)")
            },
            .changing("/api/do") { Self.text(String(decoding: $0.body, as: UTF8.self)) },
        ])
        try await onOwnThread {
            let line = try #require(RawLine(port: server.port))
            line.say(
                "GET /api/look?a=%20b&a=c HTTP/1.1\r\nHost: localhost:\(server.port)\r\n"
                    + "Authorization: Bearer x\r\nAuthorization: Bearer y\r\n\r\n")
            let looked = line.answer()
            #expect(
                looked?.body == Array(#"a=%20b&a=c ["Bearer x", "Bearer y"] 0"#.utf8))
            #expect(looked?.headers["x-said"] == "yes")
            let done = line.ask("POST", "/api/do", type: Self.json, body: Array("{}".utf8))
            #expect(done?.status == 200 && done?.body == Array("{}".utf8))
        }
        try await server.stop()
    }

    static let refused: [(String, String, String?, Int, String)] = [
        ("POST", "/api/look", json, 405, "wrongMethod(allowed: \"GET\")"),
        ("GET", "/api/do", nil, 405, "wrongMethod(allowed: \"POST\")"),
        ("HEAD", "/api/look", nil, 405, ""), ("GET", "/api/look", json, 400, "contentNotTaken"),
        ("POST", "/api/do", "text/plain", 415, "wrongContentType"),
        ("POST", "/api/do", nil, 415, "wrongContentType"),
        ("POST", "/api/other", json, 404, "notFound"),
        ("POST", "/api/do/", json, 404, "notFound"), ("POST", "/apis/do", json, 404, ""),
        ("POST", "/healthz", json, 405, ""),
    ]

    @Test(arguments: refused)
    func `what is refused below the root is refused in words`(
        method: String, path: String, type: String?, status: Int, words: String
    ) async throws {
        let server = try await server([
            .reading("/api/look") { _ in Self.text("looked") },
            .changing("/api/do") { _ in Self.text("done") },
        ])
        try await onOwnThread {
            let body: [UInt8] = type == nil ? [] : [1, 2, 3]
            let answer = RawLine(port: server.port)?.ask(method, path, type: type, body: body)
            #expect(answer?.status == status)
            #expect(answer?.body == Array(words.utf8), "\(answer?.body ?? [])")
        }
        try await server.stop()
    }

    @Test func `operations take no place from health, and hold theirs until they are over`()
        async throws
    {
        let gate = Gate()
        let server = try await server(
            [
                .reading("/api/slow") { _ in
                    await gate.pass()
                    return Self.text("over")
                }
            ], places: 1, answerTime: .milliseconds(200))
        try await onOwnThread {
            let slow = RawLine(port: server.port)?.ask("GET", "/api/slow")
            #expect(slow?.status == 503 && slow?.body == Array("unfinished".utf8))
            let next = RawLine(port: server.port)?.ask("GET", "/api/slow")
            #expect(next?.status == 503 && next?.body == Array("busy".utf8))
            #expect(RawLine(port: server.port)?.ask("GET", "/healthz")?.status == 200)
        }
        await gate.open()
        try await onOwnThread {
            var answer: RawAnswer?
            for _ in 0..<100 {
                answer = RawLine(port: server.port)?.ask("GET", "/api/slow")
                if answer?.status == 200 { break }
            }
            #expect(answer?.body == Array("over".utf8), "the place is given back")
        }
        try await server.stop()
    }
}
