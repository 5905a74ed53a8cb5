import Authority
import Node
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// The daemon over a twin of the line, with a real county at its far end.
@Suite(.timeLimit(.minutes(1))) struct DaemonTests {
    @Test func `a station enrols, delivers, and then says next to nothing`() async throws {
        let pair = try Pair()
        for name in ["甲", "乙"] { try pair.register(name, at: pair.station) }
        #expect(try pair.delivery().pending == 2)
        let first = try await pair.exchange()
        #expect(first.result == .agreed)
        #expect(try pair.station.joinSecret() == nil)
        #expect(try pair.names(at: pair.county) == ["乙", "甲"])
        #expect(try pair.delivery().delivered == 2)
        #expect(try pair.delivery().pending == 0)
        let second = try await pair.exchange()
        #expect(second.result == .agreed)
        #expect(second.roundTrips == 1)
        #expect(second.sent + second.received <= 300, "I14")
        try pair.register("丙", at: pair.county)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.names(at: pair.station) == ["丙", "乙", "甲"])
        let rows = try pair.station.store.view { try $0.exchanges(limit: 9) }
        #expect(rows.map(\.result) == ["agreed", "agreed", "agreed"])
    }

    /// What comes back instead of an answer, and what it is called.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: SyncOutcome.Result
        let answer: Result<LineAnswer, LineFailure>

        init(
            _ description: String, _ outcome: SyncOutcome.Result, _ answer: LineAnswer
        ) {
            testDescription = description
            self.outcome = outcome
            self.answer = .success(answer)
        }

        init(_ failure: LineFailure) {
            testDescription = "\(failure)"
            outcome = .unreachable
            answer = .failure(failure)
        }
    }

    static let cases: [Case] = [
        Case("a captive portal", .notOurs, LineAnswer(status: 200, "text/html", [60, 104])),
        Case("no content type", .notOurs, LineAnswer(status: 200, nil, [89, 90, 0])),
        Case("a redirect", .notOurs, LineAnswer(status: 302, "text/html")),
        Case("a server's own error", .notOurs, LineAnswer(status: 500, nil)),
        Case("nothing in our type", .notOurs, LineAnswer(status: 200, Message.contentType)),
        Case(
            "garbage in our type", .notOurs,
            LineAnswer(status: 200, Message.contentType, [89, 90, 0, 1, 2, 3])),
        Case(
            "another version in our type", .versionMismatch,
            LineAnswer(status: 200, Message.contentType, [89, 90, 9, 1, 2, 3])),
        Case("403", .unknownHere, LineAnswer(status: 403, nil)),
        Case("426", .versionMismatch, LineAnswer(status: 426, nil)),
        Case("503", .busy, LineAnswer(status: 503, nil, retryAfter: 30)),
        Case(
            "503 with something else", .busy,
            LineAnswer(status: 503, FaultNotice.contentType, [1], retryAfter: 30)),
        Case(
            "a fault of its own", .otherFailed,
            LineAnswer(status: 503, FaultNotice.contentType, FaultNotice.bytes, retryAfter: 30)),
        Case(.interrupted), Case(.refused), Case(.unresolved), Case(.timedOut), Case(.tooSlow),
        Case(.tls), Case(.tooLarge), Case(.other(code: 1)),
    ]

    @Test(arguments: cases)
    func `whatever comes instead of an answer has its name, and nothing is lost`(
        _ given: Case
    ) async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let early = try await pair.exchange { _ in given.answer }
        #expect(early.result == given.outcome || given.outcome == .versionMismatch, "enrolling")
        #expect(try pair.station.joinSecret() != nil)
        let late = try await pair.exchange { request in
            request.url.hasSuffix("/v1/enrol") ? pair.answer(request) : given.answer
        }
        #expect(late.result == given.outcome)
        #expect(late.isContact == false)
        #expect(try pair.delivery().pending == 1)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
    }

    @Test func `S14 answers that are lost after the county has acted change nothing`() async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        for _ in 0..<2 {
            let outcome = try await pair.exchange { request in
                _ = pair.answer(request)
                return .failure(.interrupted)
            }
            #expect(outcome.result == .unreachable)
        }
        // The third answer is the one that would bring the receipt.
        let answered = Mutex(0)
        let cut = try await pair.exchange { request in
            let answer = pair.answer(request)
            let number = answered.withLock { count in
                count += 1
                return count
            }
            return number < 3 ? answer : .failure(.interrupted)
        }
        #expect(cut.result == .unreachable)
        #expect(try pair.names(at: pair.county) == ["甲"])
        #expect(try pair.delivery().pending == 1, "no receipt has come")
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.names(at: pair.county) == ["甲"])
        #expect(try pair.delivery().pending == 0)
    }

    @Test(arguments: [(200, "text/html"), (200, nil), (302, ""), (500, "")] as [(Int, String?)])
    func `a good answer under another type or status is not read`(
        status: Int, contentType: String?
    ) async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let outcome = try await pair.exchange { request in
            let answer = pair.answer(request)
            guard request.url.hasSuffix("/v1/sync"), case .success(var answer) = answer else {
                return answer
            }
            answer.status = status
            if contentType != "" { answer.contentType = contentType }
            return .success(answer)
        }
        #expect(outcome.result == .notOurs)
        #expect(outcome.roundTrips == 2, "once to enrol, once to be heard")
    }

    @Test func `another node in the county's place is not believed`() async throws {
        let (pair, other) = (try Pair(), try Pair())
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let outcome = try await pair.exchange { request in
            var message = Message(origin: other.county.origin, schemaVersion: 1, summary: .zero)
            if let asked = try? Message(body: request.body) { message.vectors = asked.vectors }
            return .success(
                LineAnswer(status: 200, Message.contentType, message.bytes))
        }
        #expect(outcome.result == .notOurs)
        #expect(try pair.delivery().delivered == 1)
        #expect(try pair.delivery().pending == 1)
    }

    @Test func `a join file that another has used is refused, and what is recorded arrives`()
        async throws
    {
        let pair = try Pair()
        let secret = try #require(try pair.station.joinSecret())
        let stranger = try Signer(privateKey: pair.county.randomness.bytes(32))
        let early = await pair.service.answerEnrolment(
            try EnrolmentRequest(secret: secret, signer: stranger).bytes, from: .unproven)
        #expect(EnrolmentAnswer(bytes: early.body) == .admitted)
        try pair.register("甲", at: pair.station)
        let outcome = try await pair.exchange()
        #expect(outcome.result == .enrolmentRefused)
        #expect(outcome.detail == "already-used")
        #expect(try pair.delivery().pending == 0, "it is under a receipt")
        #expect(try pair.names(at: pair.station) == ["甲"])
    }

    @Test(arguments: ["10.0.0.1:8440", "192.168.1.5:80"])
    func `nothing leaves the machine in the clear`(address: String) async throws {
        let pair = try Pair(addresses: [address])
        try pair.register("甲", at: pair.station)
        let asked = Mutex(0)
        let outcome = try await onThread {
            let line = TwinTransport { _ in
                asked.withLock { $0 += 1 }
                return .failure(.refused)
            }
            return try Daemon(
                home: pair.station, transport: line, protection: .insecure, log: Pair.silent
            ).exchangeOnce()
        }
        #expect(outcome.result == .insecureAddress)
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func `an exchange tries every address once, and the next one goes on from there`()
        async throws
    {
        let pair = try Pair(addresses: ["127.0.0.1:1", "127.0.0.1:2"])
        let urls = Mutex<[String]>([])
        try await onThread {
            let daemon = try Daemon(
                home: pair.station,
                transport: TwinTransport { request in
                    urls.withLock { $0.append(request.url) }
                    return .failure(.refused)
                }, log: Pair.silent)
            for _ in 0..<2 { #expect(daemon.exchangeOnce().result == .unreachable) }
        }
        #expect(
            urls.withLock { $0 } == [1, 2, 1, 2].map { "https://127.0.0.1:\($0)/v1/enrol" })
    }

    @Test func `a daemon that is stopped answers everybody, before and after`() async throws {
        let pair = try Pair()
        let outcomes = Mutex<[SyncOutcome.Result]>([])
        try await onThread {
            let daemon = try Daemon(
                home: pair.station, transport: TwinTransport(pair.answer), log: Pair.silent)
            let note: @Sendable (SyncOutcome) -> Void = { outcome in
                outcomes.withLock { $0.append(outcome.result) }
            }
            daemon.mailbox.sync(note)
            daemon.mailbox.stop()
            daemon.mailbox.sync(note)
            daemon.run()
        }
        #expect(outcomes.withLock { $0 } == [.stopped, .stopped])
    }

    @Test func `another process's commit goes without a ring`() async throws {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        let second = try NodeHome(opening: pair.station.directory)
        let count = Mutex(0)
        try await onThread {
            let box = Mutex<Daemon.Mailbox?>(nil)
            let transport = TwinTransport { request in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                // While the first exchange is under way, somebody records in another process.
                if number == 1 { _ = try? pair.register("甲", at: second) }
                if number == 3 { box.withLock { $0 }?.stop() }
                return pair.answer(request)
            }
            transport.afterADay = { box.withLock { $0 }?.stop() }
            let daemon = try Daemon(
                home: pair.station, transport: transport, log: Pair.silent)
            box.withLock { $0 = daemon.mailbox }
            daemon.run()
        }
        #expect(try pair.names(at: pair.county) == ["甲"])
    }
}
