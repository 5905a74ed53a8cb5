import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// The answering end of a node, without HTTP's machinery.
@Suite(.timeLimit(.minutes(1))) struct SyncServiceTests {
    static let noMessages: [[UInt8]] = [
        [], [0], [89, 90], [89, 90, 0], [89, 90, 2], [89, 90, 2, 0], [89, 90, 2, 40, 1, 2],
        Array("GET / HTTP/1.1".utf8),
    ]

    @Test(arguments: noMessages)
    func `what is no message is a bad request`(body: [UInt8]) async throws {
        let pair = try Pair()
        #expect(await pair.service.answerSync(body, from: .unproven).status == 400)
        #expect(await pair.service.answerEnrolment(body, from: .unproven).status == 400)
    }

    @Test(arguments: [UInt8(3), 4, 255])
    func `another version of the format is told to be upgraded`(version: UInt8) async throws {
        let pair = try Pair()
        #expect(
            await pair.service.answerSync([89, 90, version, 1, 2], from: .unproven).status == 426)
    }

    @Test func `a county that trips over its own file says so, and not that it is busy`()
        async throws
    {
        let pair = try Pair()
        for name in ["甲", "乙", "丙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        try pair.county.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot = (SELECT log << 40 FROM log
                WHERE origin = x'\(pair.station.origin)') + 2
            """)
        try pair.register("丁", at: pair.station)
        #expect(try await pair.exchange().result == .otherFailed)
        #expect(try pair.delivery().pending == 1)
    }

    @Test func `nobody's origin is forbidden, at either end`() async throws {
        let (pair, other) = (try Pair(), try Pair())
        var message = Message(origin: pair.station.origin, schemaVersion: 1, summary: .zero)
        message.chain = try pair.station.link(to: pair.county.origin)
        #expect(await pair.service.answerSync(message.bytes, from: .unproven).status == 403)
        let station = SyncService(home: pair.station, log: Pair.silent)
        for stranger in [other.county.origin, other.station.origin, pair.station.origin] {
            var message = Message(origin: stranger, schemaVersion: 1, summary: .zero)
            message.chain = NonceChain.Word(
                recipient: pair.station.origin, previous: 0, next: 1, echo: 0)
            #expect(await station.answerSync(message.bytes, from: .unproven).status == 403)
        }
    }

    @Test func `a station answers its level above, and says what lacks receipts`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let station = SyncService(home: pair.station, log: Pair.silent)
        var request = Message(origin: pair.county.origin, schemaVersion: 1, summary: .zero)
        #expect(
            await station.answerSync(request.bytes, from: .unproven).status == 400,
            "without its chain")
        request.chain = NonceChain.Word(
            recipient: pair.station.origin, previous: 0, next: 1, echo: 0)
        let answer = await station.answerSync(request.bytes, from: .unproven)
        #expect(answer.status == 200)
        let message = try Message(bytes: answer.body)
        #expect(message.origin == pair.station.origin)
        let log = try #require(message.vectors.first?.logs.first)
        #expect(message.vectors.map(\.scope) == [pair.scope])
        #expect(log.origin == pair.station.origin)
        #expect(log.length == 1 && log.receipted == 0)
        #expect(message.receipts.isEmpty, "nobody below signs for anything")
    }

    @Test func `S32 a station that asks for another township learns nothing`() async throws {
        let pair = try Pair()
        _ = try await pair.exchange()
        let foreign: Scope = pair.county.randomness.identifier()
        try pair.county.store.addScope(
            foreign, authorityKey: pair.county.publicKey, code: nil, name: nil)
        var draft = Draft(Activity.kind)
        draft[Activity.title] = .text("别人的活动")
        _ = try pair.county.store.commit(to: foreign, by: pair.county.author, at: 1) {
            try $0.write(draft)
        }
        func ask(_ scope: Scope) async throws -> Message {
            var message = Message(origin: pair.station.origin, schemaVersion: 1, summary: .zero)
            message.chain = try pair.station.link(to: pair.county.origin)
            message.vectors = [
                StatedScope(
                    scope: scope,
                    logs: [
                        StatedLog(
                            origin: pair.county.origin, length: 1, rootHead: 0, receipted: 0)
                    ])
            ]
            message.probes = [.init(prefix: [], summary: .zero)]
            message.room = 1 << 20
            let answer = await pair.service.answerSync(message.bytes, from: .unproven)
            #expect(answer.status == 200)
            #expect(answer.body.firstRange(of: Array("别人的活动".utf8)) == nil)
            return try Message(bytes: answer.body)
        }
        let known = try await ask(foreign)
        #expect(known.turnedAway.map(\.error) == [.foreignScope])
        #expect(known.runs.isEmpty)
        #expect(!known.vectors.contains { $0.scope == foreign })
        // "Forbidden" and "unknown" are one answer (I19).
        let unknown = try await ask(pair.county.randomness.identifier())
        #expect(unknown.turnedAway.map(\.error) == known.turnedAway.map(\.error))
        #expect(unknown.vectors == known.vectors)
        #expect(unknown.summary == known.summary)
    }

    @Test func `one exchange at a time with one peer, the other hears that it is busy`()
        async throws
    {
        let pair = try Pair()
        _ = try await pair.exchange()
        let message = try pair.station.store.compose(
            Outline(summary: .zero), to: try #require(try pair.station.store.upstream()),
            schemaVersion: 1, room: 1, at: 0)
        let (held, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let second = try NodeHome(opening: pair.county.directory)
        // Another process writes meanwhile: the first request has to wait for its commit.
        async let writing: Void = onThread {
            try second.store.commit(to: pair.scope, by: second.author, at: 1) { _ in
                held.signal()
                _ = release.wait(timeout: .now() + 10)
            }
        }
        #expect(try await onThread { held.wait(timeout: .now() + 10) } == .success)
        // Whichever came second is answered at once; the other waits for the commit.
        let waits = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let answer = await pair.service.answerSync(message.bytes, from: .unproven)
                    return try Message(bytes: answer.body).retryAfter
                }
            }
            let busy = try await group.next()
            release.signal()
            return [busy, try await group.next()]
        }
        try await writing
        #expect(waits == [5, 0])
        let after = await pair.service.answerSync(message.bytes, from: .unproven)
        #expect(try Message(bytes: after.body).retryAfter == 0)
    }

    /// Who comes with which secret, when, and what they hear.
    enum Comer: CaseIterable {
        case invited, invitedAgain, anotherKey, unknown, late, lateButKnown, forged

        var answer: EnrolmentAnswer {
            switch self {
            case .invited, .invitedAgain, .lateButKnown: .admitted
            case .anotherKey: .alreadyUsed
            case .unknown: .unknownSecret
            case .late: .expired
            case .forged: .badSignature
            }
        }
    }

    @Test(arguments: Comer.allCases)
    func `a join file makes one node, once, in its time`(comer: Comer) async throws {
        let pair = try Pair(expires: 2_000_000_000_000)
        let secret = try #require(try pair.station.joinSecret())
        let own = try EnrolmentRequest(secret: secret, signer: try pair.station.signer)
        let stranger = try Signer(privateKey: pair.county.randomness.bytes(32))
        var request = own
        switch comer {
        case .invited: break
        case .invitedAgain, .lateButKnown:
            _ = await pair.service.answerEnrolment(own.bytes, from: .unproven)
        case .anotherKey:
            _ = await pair.service.answerEnrolment(own.bytes, from: .unproven)
            request = try EnrolmentRequest(secret: secret, signer: stranger)
        case .unknown:
            request = try EnrolmentRequest(
                secret: pair.county.randomness.bytes(32), signer: stranger)
        case .late: break
        case .forged:
            var bytes = own.bytes
            bytes[bytes.count - 1] ^= 1
            request = try EnrolmentRequest(bytes: bytes)
        }
        if comer == .late || comer == .lateButKnown { pair.clock.set(2_000_000_000_000) }
        let before = try admissions(pair)
        let answer = await pair.service.answerEnrolment(request.bytes, from: .unproven)
        #expect(answer.status == 200)
        #expect(EnrolmentAnswer(bytes: answer.body) == comer.answer)
        #expect(try admissions(pair) - before == (comer == .invited ? 1 : 0))
        let isPeer = try pair.county.store.peer(Origin(publicKey: request.publicKey)) != nil
        #expect(isPeer == (comer.answer == .admitted))
    }

    /// Changes in the scope at the county, where nobody has written anything else.
    private func admissions(_ pair: Pair) throws -> Int {
        try pair.county.store.view { try $0.scopes().first?.changes ?? 0 }
    }

    @Test func `S32 a known key that forges a foreign scope's run is turned away`() async throws {
        let pair = try Pair()
        _ = try await pair.exchange()
        let (mine, theirs) = (pair.scope, pair.county.randomness.identifier(Scope.self))
        try pair.county.store.addScope(
            theirs, authorityKey: pair.county.publicKey, code: nil, name: nil)
        try pair.station.store.addScope(
            theirs, authorityKey: pair.county.publicKey, code: nil, name: nil)
        var draft = Draft(Activity.kind)
        draft[Activity.title] = .text("混进来的")
        _ = try pair.station.store.commit(to: theirs, by: pair.station.author, at: 1) {
            try $0.write(draft)
        }
        let beyond = Peer(
            key: pair.county.publicKey, standpoint: .above, scopes: [mine, theirs])
        var session = Session(
            standpoint: .below, memory: PeerMemory([theirs: VersionVector()]),
            peer: pair.county.origin)
        let effect = try session.handle(
            .began(try pair.station.store.holdings(sharedWith: beyond)))
        guard case .send(let outline) = effect else { return #expect(Bool(false)) }
        let request = try pair.station.store.compose(
            outline, to: beyond, schemaVersion: 1, room: 1 << 20, at: 1)
        #expect(request.runs.map(\.scope).contains(theirs))
        let answer = await pair.service.answerSync(request.bytes, from: .unproven)
        let message = try Message(bytes: answer.body)
        #expect(message.turnedAway.contains { $0.error == .foreignScope && $0.scope == theirs })
        let card = try pair.county.store.view { try $0.scopes().first { $0.scope == theirs } }
        #expect(card?.changes == 0)
    }
}
