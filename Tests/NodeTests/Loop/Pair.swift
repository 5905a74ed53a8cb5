import Authority
import Foundation
import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// A county and an invited station in one process: real homes, the real answering service.
struct Pair: Sendable {
    let places: [TemporaryPlace]
    let county: NodeHome
    let station: NodeHome
    let service: SyncService
    let scope: Scope
    let clock = TestClock()

    /// - Parameter young: has the county before it knows of the township.
    init(
        addresses: [String] = ["127.0.0.1:8440"], expires: Int64 = .max,
        young: (NodeHome) throws -> Void = { _ in }
    ) throws {
        places = [try TemporaryPlace(), try TemporaryPlace()]
        let directories = places.map { URL(fileURLWithPath: $0.path).appendingPathComponent("n") }
        county = try NodeHome.create(
            in: directories[0], role: .county, code: "620102", name: "县", clock: clock)
        try young(county)
        scope = county.randomness.identifier()
        try county.store.addScope(
            scope, authorityKey: county.publicKey, code: "620102001", name: "镇")
        let secret = county.randomness.bytes(32)
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: expires)
        let scopeKey = county.randomness.bytes(32)
        try county.keys.write(scopeKey, as: KeyFolder.scope(scope))
        let file = JoinFile(
            scope: scope, scopeKey: scopeKey, code: "620102001", name: "镇",
            county: .init(
                code: "620102", name: "县", addresses: addresses, publicKey: county.publicKey,
                exchangeKey: try ExchangeKey.publicKey(of: county.keys.read(KeyFolder.exchange))),
            secret: secret, expires: "2099-01-01T00:00:00Z")
        station = try NodeHome.join(file, in: directories[1], clock: clock)
        service = SyncService(home: county, log: Self.silent)
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// The county behind a good line.
    @Sendable func answer(_ request: LineRequest) -> Result<LineAnswer, LineFailure> {
        service.answer(request)
    }

    /// One exchange of the station's daemon, over a line that may do anything.
    func exchange(
        over line: (@Sendable (LineRequest) -> Result<LineAnswer, LineFailure>)? = nil
    ) async throws -> SyncOutcome {
        let line = line ?? answer
        return try await onThread {
            try Daemon(home: station, transport: TwinTransport(line), log: Self.silent)
                .exchangeOnce()
        }
    }

    @discardableResult
    func register(_ name: String, at home: NodeHome) throws -> Entity {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(name)
        return try home.store.commit(to: scope, by: home.author, at: 1) { try $0.write(draft) }
    }

    func names(at home: NodeHome) throws -> [String] {
        try home.store.view { try $0.volunteers(limit: 1_000).compactMap(\.name).sorted() }
    }

    func digest(at home: NodeHome) throws -> String? {
        try home.store.view { try $0.stateDigest(of: scope)?.hex }
    }

    func delivery() throws -> Delivery {
        try station.store.view { try $0.delivery() }
    }
}

extension Pair {
    /// A new join file by this county, as `station invite` would have it.
    func invitation(
        to scope: Scope? = nil, addresses: [String] = ["127.0.0.1:8440"],
        replacing replaced: Origin? = nil
    ) throws -> JoinFile {
        let secret = county.randomness.bytes(32)
        if scope == nil || scope == self.scope {
            try county.store.addInvitation(
                secretHash: EnrolmentRequest.hash(of: secret), scope: self.scope, expires: .max,
                replacing: replaced)
        }
        return JoinFile(
            scope: scope ?? self.scope,
            scopeKey: try county.keys.read(KeyFolder.scope(self.scope)), code: "620102001",
            name: "镇",
            county: .init(
                code: "620102", name: "县", addresses: addresses, publicKey: county.publicKey,
                exchangeKey: try ExchangeKey.publicKey(of: county.keys.read(KeyFolder.exchange))),
            secret: secret, expires: "2099-01-01T00:00:00Z")
    }

    /// Another PC of the station, kept in `place`; both have met the county by now.
    func secondComputer(in place: TemporaryPlace) async throws -> NodeHome {
        #expect(try await exchange().result == .agreed)
        let second = try NodeHome.join(
            invitation(), in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: clock)
        #expect(try await exchange(of: second).result == .agreed)
        return second
    }

    /// One exchange of `home` in the station's place.
    func exchange(
        of home: NodeHome,
        over line: (@Sendable (LineRequest) -> Result<LineAnswer, LineFailure>)? = nil
    ) async throws -> SyncOutcome {
        let line = line ?? answer
        return try await onThread {
            try Daemon(home: home, transport: TwinTransport(line), log: Self.silent)
                .exchangeOnce()
        }
    }
}

extension SyncService {
    /// A node behind a good line. Waits for it, so never to be called from an async task.
    func answer(_ request: LineRequest) -> Result<LineAnswer, LineFailure> {
        let done = DispatchSemaphore(value: 0)
        let kept = Mutex(HTTPAnswer(status: 500))
        Task {
            let answer =
                if request.url.hasSuffix("/v1/enrol") {
                    await answerEnrolment(request.body, from: request.caller)
                } else if request.url.hasSuffix("/v1/attachment") {
                    await answerAttachment(request.body, from: request.caller)
                } else { await answerSync(request.body, from: request.caller) }
            kept.withLock { $0 = answer }
            done.signal()
        }
        guard done.wait(timeout: .now() + 30) == .success else { return .failure(.timedOut) }
        let answer = kept.withLock { $0 }
        return .success(
            LineAnswer(
                status: answer.status, answer.contentType, answer.body,
                retryAfter: answer.retryAfter))
    }
}

extension LineRequest {
    /// Who makes it, as the far end of a TLS handshake would see it.
    var caller: Caller {
        guard let pem = security?.certificate else { return .unproven }
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return Data(base64Encoded: body).map { .certified([UInt8]($0)) } ?? .anonymous
    }
}

extension NodeHome {
    /// The link of its chain that this node's next message to a neighbour carries.
    func link(to peer: Origin) throws -> NonceChain.Word? {
        guard let peer = try store.peer(peer) else {
            return NonceChain.Word(recipient: peer, previous: 0, next: 1, echo: 0)
        }
        return try store.compose(
            Outline(summary: .zero), to: peer, schemaVersion: 1, room: 1, at: 0
        ).chain
    }
}

/// A wall clock that a test sets.
final class TestClock: WallClock {
    private let time = Mutex<Int64>(1_767_225_600_000)
    var now: Int64 { time.withLock { $0 } }
    func set(_ now: Int64) { time.withLock { $0 = now } }
}

/// Runs what waits for others on a thread of its own: the pool of tasks is not to be blocked.
func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { answer in
        Thread { answer.resume(with: Result { try body() }) }.start()
    }
}
