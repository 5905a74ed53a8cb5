import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlTransportTests {
    let line: CurlTransport

    init() throws {
        line = try CurlTransport()
    }

    @Test func `whoever asks for TLS is not served in the clear`() throws {
        let server = try SmallServer(.echo())
        line.send(
            LineRequest(
                id: 9, url: server.url, contentType: "a/b", body: [1],
                security: LineSecurity(
                    pins: ["sha256//AA=="], name: "a.yizhan.internal", certificate: "",
                    privateKey: "")))
        let outcome = try #require(line.poll(until: line.now + 10_000).first)
        #expect(outcome.result == .failure(.tls))
        #expect(outcome.sentBytes == 0)
    }

    @Test(arguments: [0, 1, 300, 70_000, 1 << 20])
    func anEchoGivesBackTheBodyAndCountsIt(size: Int) throws {
        let server = try SmallServer(.echo())
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let outcome = try post(body, to: server.url)
        let answer = try outcome.result.get()
        #expect(answer.status == 200)
        #expect(answer.body == body)
        #expect(outcome.sentBytes == server.requestBytes)
        #expect(outcome.receivedBytes == server.echoBytes)
    }

    @Test(arguments: [
        ("application/vnd.yizhan.sync", 503, "Retry-After: 90", 90),
        ("text/html; charset=utf-8", 302, "Location: http://127.0.0.1:1/", nil),
        ("text/plain", 429, "Retry-After: 99999999999999", 86_400),
        ("text/plain", 429, "Retry-After: -5", nil),
        ("text/plain", 429, "Retry-After: soon", nil),
    ])
    func anAnswerIsHandedOnWhateverItsStatus(
        type: String, status: Int, header: String, retryAfter: Int?
    ) throws {
        let headers = ["Content-Type: \(type)", header]
        let server = try SmallServer(.echo(status: status, headers: headers))
        let answer = try post([1, 2, 3], to: server.url).result.get()
        let expected = LineAnswer(
            status: status, contentType: type, retryAfter: retryAfter, body: [1, 2, 3])
        #expect(answer == expected)
    }

    /// Above a megabyte libcurl would add `Expect`, and wait for leave to send the body.
    @Test(arguments: [1, 2 << 20])
    func aRequestCarriesNoHeaderBeyondTheNecessary(size: Int) throws {
        let server = try SmallServer(.echo())
        _ = try post([UInt8](repeating: 1, count: size), to: server.url).result.get()
        let expected = [
            "post /v1/sync http/1.1", "host: 127.0.0.1:\(server.port)", "accept: */*",
            "content-type: a/b", "content-length: \(size)",
        ]
        #expect(server.lastHead == expected)
    }

    @Test func postsToOneHostShareAConnection() throws {
        let server = try SmallServer(.echo())
        for round in 0..<3 {
            #expect(try post([UInt8(round)], to: server.url).result.get().body == [UInt8(round)])
        }
        #expect(server.connections == 1)
    }

    @Test func aConnectionThatDiedWhileIdleIsReplaced() throws {
        let server = try SmallServer(.echoAndClose)
        for round in 0..<3 {
            #expect(try post([UInt8(round)], to: server.url).result.get().body == [UInt8(round)])
        }
        #expect(server.connections == 3)
    }

    @Test func manyRequestsAtOnceAreAllAnsweredOnOneConnectionAHost() throws {
        let servers = try (0..<8).map { _ in try SmallServer(.echo()) }
        for id in 0..<200 {
            let body = [UInt8](repeating: UInt8(id), count: 1 + id * 100)
            send(UInt64(id), body, to: servers[id % servers.count].url)
        }
        let outcomes = collect(200)
        #expect(Set(outcomes.map(\.id)) == Set(0..<200))
        for outcome in outcomes {
            let body = [UInt8](repeating: UInt8(outcome.id), count: 1 + Int(outcome.id) * 100)
            #expect(try outcome.result.get().body == body)
        }
        #expect(servers.map(\.connections) == Array(repeating: 1, count: 8))
    }

    @Test func theLimitsOfAWaitingRequestBeginWhenItHasTheLine() throws {
        let server = try SmallServer(.echo(headers: ["Connection: close"], delay: 500))
        let limits = LineLimits(connectMilliseconds: 400, totalMilliseconds: 2000)
        for id in 0..<5 { send(UInt64(id), [1], to: server.url, limits) }
        let outcomes = collect(5)
        #expect(outcomes.map { (try? $0.result.get())?.body } == Array(repeating: [1], count: 5))
        #expect(outcomes.allSatisfy { (490..<2000).contains($0.elapsed) })
    }

    @Test func aPortWhereNobodyListensIsRefused() throws {
        #expect(
            failure(of: try post([1], to: "http://127.0.0.1:\(Loopback.closedPort())/")) == .refused
        )
    }

    @Test(arguments: [0, 1, 50_000])
    func anAnswerCutInTheMiddleIsInterrupted(after count: Int) throws {
        let server = try SmallServer(.cut(after: count))
        let outcome = try post([1], to: server.url)
        #expect(failure(of: outcome) == .interrupted)
        #expect(outcome.receivedBytes >= Int64(count))
    }

    @Test func aLineThatCarriesNothingIsTooSlowWithinItsLimit() throws {
        let server = try SmallServer(.silence)
        let limits = LineLimits(lowSpeedBytesPerSecond: 10, lowSpeedSeconds: 1)
        let outcome = try post([1], to: server.url, limits)
        #expect(failure(of: outcome) == .tooSlow)
        #expect((1000..<5000).contains(outcome.elapsed))
    }

    @Test func aKeptConnectionThatFallsSilentIsTooSlowAsWell() throws {
        let server = try SmallServer(.echo(delay: 3000))
        let limits = LineLimits(lowSpeedBytesPerSecond: 10, lowSpeedSeconds: 5)
        #expect(try post([1], to: server.url, limits).result.get().body == [1])
        let shorter = LineLimits(lowSpeedBytesPerSecond: 10, lowSpeedSeconds: 1)
        #expect(failure(of: try post([1], to: server.url, shorter)) == .tooSlow)
        #expect(server.connections == 1)
    }

    @Test func theWholeTimeIsBoundedWhenAsked() throws {
        let server = try SmallServer(.silence)
        let outcome = try post([1], to: server.url, LineLimits(totalMilliseconds: 300))
        #expect(failure(of: outcome) == .timedOut)
        #expect((290..<2000).contains(outcome.elapsed))
    }

    @Test func connectingIsBounded() throws {
        let url = "http://127.0.0.1:\(try Loopback.deafPort())/"
        let outcome = try post([1], to: url, LineLimits(connectMilliseconds: 300))
        #expect(failure(of: outcome) == .timedOut)
        #expect((290..<2000).contains(outcome.elapsed))
    }

    /// Floods, and how much of one comes before it is noticed.
    static let floods: [(SmallServer.Manner, ClosedRange<Int64>)] = [
        (.endless(isAnnounced: true), 1...100), (.endless(isAnnounced: false), 100_000...200_000),
        (.endlessHeaders, 60_000...200_000),
    ]
    @Test(arguments: floods)
    func anAnswerIsCappedWhileItArrives(flood: SmallServer.Manner, received: ClosedRange<Int64>)
        throws
    {
        let server = try SmallServer(flood)
        let outcome = try post([1], to: server.url, LineLimits(maxAnswerBytes: 100_000))
        #expect(failure(of: outcome) == .tooLarge)
        #expect(received.contains(outcome.receivedBytes))
    }

    @Test(arguments: [(99_999, true), (100_000, true), (100_001, false)])
    func theCapIsExact(size: Int, isTaken: Bool) throws {
        let server = try SmallServer(.echo())
        let body = [UInt8](repeating: 7, count: size)
        let outcome = try post(body, to: server.url, LineLimits(maxAnswerBytes: 100_000))
        #expect(failure(of: outcome) == (isTaken ? nil : .tooLarge))
    }

    @Test func aPeerThatDoesNotSpeakTLSFailsTheHandshake() throws {
        let server = try SmallServer(.noise)
        #expect(failure(of: try post([1], to: "https://127.0.0.1:\(server.port)/")) == .tls)
    }

    @Test(
        arguments: [
            ("ftp://127.0.0.1/", 1), ("file:///etc/hostname", 1), ("http://", 3),
            ("http://a b/", 3),
        ] as [(String, Int32)])
    func anAddressThatIsNoneIsReportedByItsNumber(url: String, code: Int32) throws {
        #expect(failure(of: try post([1], to: url)) == .other(code: code))
    }

    @Test func aRequestThatCannotStartDoesNotHoldUpTheNext() throws {
        let server = try SmallServer(.echo())
        send(1, [1], to: server.url, LineLimits(maxAnswerBytes: -1))
        send(2, [2], to: server.url)
        send(3, [3], to: server.url, LineLimits(maxAnswerBytes: -1))
        send(4, [4], to: server.url)
        let outcomes = collect(4).sorted { $0.id < $1.id }
        let expected: [LineFailure?] = [.other(code: 43), nil, .other(code: 43), nil]
        #expect(outcomes.map { failure(of: $0) } == expected)
    }

    @Test func aCancelledRequestSaysSoOnceAndFreesTheLine() throws {
        let server = try SmallServer(.silence)
        for id in 1...3 { send(UInt64(id), [1], to: server.url) }
        #expect(line.poll(until: line.now + 100) == [])
        line.cancel(2)
        line.cancel(1)
        line.cancel(99)
        let outcomes = collect(2)
        #expect(outcomes.map(\.id) == [2, 1])
        #expect(outcomes.allSatisfy { failure(of: $0) == .cancelled })
        #expect(outcomes[1].sentBytes > 0)
        line.cancel(1)
        #expect(line.poll(until: line.now + 100) == [])
        #expect(server.connections == 2)
    }

    private func send(
        _ id: UInt64, _ body: [UInt8], to url: String, _ limits: LineLimits = LineLimits()
    ) {
        line.send(LineRequest(id: id, url: url, contentType: "a/b", body: body, limits: limits))
    }

    private func post(
        _ body: [UInt8], to url: String, _ limits: LineLimits = LineLimits()
    ) throws -> LineOutcome {
        send(0, body, to: url, limits)
        return try #require(collect(1).first)
    }

    /// The next `count` outcomes, or fewer when they do not come within twenty seconds.
    private func collect(_ count: Int) -> [LineOutcome] {
        let deadline = line.now + 20_000
        var outcomes: [LineOutcome] = []
        while outcomes.count < count && line.now < deadline {
            outcomes += line.poll(until: deadline)
        }
        return outcomes
    }

    private func failure(of outcome: LineOutcome) -> LineFailure? {
        guard case .failure(let failure) = outcome.result else { return nil }
        return failure
    }
}
