import Authority
public import Logging
import ServiceRecords
import Store
import SyncCore

/// The answering end of a node, to stations below and to the level above that pulls: checks who speaks,
/// stores what they bring, and answers after it is durable. `answer` is `Responder` with a store;
/// `GroupCommitter` joins many peers into one commit.
public final class SyncService: SyncAnswering {
    private let home: NodeHome
    private let desk: Desk
    private let log: Logger
    private let metrics: NodeMetrics
    private let onChange: @Sendable () -> Void
    private let isLoopTurning: @Sendable () -> Bool

    /// After how many seconds a station that hears "busy" may come back, and the level above: the latter
    /// waits within the time that it gives to a visit.
    private static let patience: (below: UInt64, above: UInt64) = (5, 2)

    /// - Parameters:
    ///   - desk: shared with the daemon's loop, where there is one.
    ///   - onChange: called when something new was stored.
    ///   - isLoopTurning: whether the daemon's loop has turned lately.
    public init(
        home: NodeHome, desk: Desk? = nil, log: Logger, metrics: NodeMetrics = NodeMetrics(),
        onChange: @escaping @Sendable () -> Void = {},
        isLoopTurning: @escaping @Sendable () -> Bool = { true }
    ) {
        self.home = home
        self.log = log
        self.metrics = metrics
        self.onChange = onChange
        self.isLoopTurning = isLoopTurning
        self.desk = desk ?? Desk(home)
    }

    /// Ends the committer's thread after what is queued.
    public func close() { desk.close() }

    public func answerSync(_ body: [UInt8]) async -> HTTPAnswer {
        let request: Message
        do throws(MessageError) { request = try Message(bytes: body) } catch {
            if case .unsupportedVersion = error { return HTTPAnswer(status: 426) }
            return HTTPAnswer(status: 400)
        }
        do {
            guard let peer = try home.store.peer(request.origin) else {
                log.notice("unknown node", metadata: ["origin": "\(request.origin)"])
                return HTTPAnswer(status: 403)
            }
            let answer = try await serve(request, of: peer)
            metrics.messageAnswered(received: body.count, sent: answer.body.count)
            return answer
        } catch {
            log.error("exchange not answered", metadata: ["error": "\(ErrorWord.of(error))"])
            return HTTPAnswer(status: 503, retryAfter: 30)
        }
    }

    /// One exchange at a time with each peer, whoever began.
    private func serve(_ request: Message, of peer: Peer) async throws -> HTTPAnswer {
        guard desk.enter(peer.origin) else {
            let busy = Responder.busy(
                origin: home.origin, schemaVersion: Schema.version,
                seconds: peer.standpoint == .above ? Self.patience.above : Self.patience.below)
            return HTTPAnswer(status: 200, contentType: Message.contentType, body: busy.bytes)
        }
        defer { desk.leave(peer.origin) }
        let intake = Intake(
            request, scopes: peer.scopes,
            receiptKey: peer.standpoint == .above ? peer.key : nil, receiver: home.origin,
            time: home.clock.now)
        let report = try await desk.committer.apply(intake)
        if report.changes > 0 {
            log.info(
                "changes received",
                metadata: ["origin": "\(peer.origin)", "changes": "\(report.changes)"])
            onChange()
        }
        for turned in report.turnedAway {
            log.notice(
                "run turned away",
                metadata: [
                    "scope": "\(turned.scope)", "origin": "\(turned.origin)",
                    "reason": "\(turned.error.word)",
                ])
        }
        let answer = try answer(request, of: peer, report: report)
        return HTTPAnswer(status: 200, contentType: Message.contentType, body: answer.bytes)
    }

    private func answer(
        _ request: Message, of peer: Peer, report: IntakeReport
    ) throws -> Message {
        let holdings = try home.store.holdings(sharedWith: peer)
        let memory = try desk.memory(of: peer.origin)
        let outline = Responder.outline(
            answering: request, holdings: holdings, memory: memory,
            standpoint: peer.standpoint.opposite, turnedAway: report.turnedAway)
        let room = min(Line.room, Int(clamping: max(request.room, 4_096)))
        let answer = try home.store.compose(
            outline, as: home.signer, schemaVersion: Schema.version, room: room,
            at: home.clock.now)
        remember(peer, request: request, holdings: holdings, answer: answer, memory)
        if peer.standpoint == .above {
            try settle(request, of: peer, holdings: holdings, turnedAway: report.turnedAway)
        }
        return answer
    }

    /// What a visit from above leaves behind. What that node says to hold bounds what is delivered, so
    /// it is kept in the store; trouble stays on the screen until both hold the same.
    private func settle(
        _ request: Message, of peer: Peer, holdings: Holdings, turnedAway: [Message.TurnedAway]
    ) throws {
        let known = try home.store.memory(of: peer.origin)
        let learned = learned(from: request, of: peer, holdings: holdings, before: known)
        if learned != known {
            try home.store.remember(learned, of: peer.origin, at: home.clock.now)
        }
        let trouble = SyncOutcome.words(request.turnedAway + turnedAway.filter(\.error.isLasting))
        if !trouble.isEmpty || request.summary == holdings.summary {
            try home.setTrouble(trouble)
        }
    }

    private func learned(
        from request: Message, of peer: Peer, holdings: Holdings, before memory: PeerMemory
    ) -> PeerMemory {
        var memory = memory
        for stated in request.vectors where peer.scopes.contains(stated.scope) {
            memory[stated.scope] = stated.vector
        }
        if request.summary == holdings.summary { memory.learn(holdings) }
        return memory
    }

    /// What the peer will hold if this answer arrives: the guess for its next visit.
    private func remember(
        _ peer: Peer, request: Message, holdings: Holdings, answer: Message,
        _ memory: PeerMemory
    ) {
        var memory = learned(from: request, of: peer, holdings: holdings, before: memory)
        for run in answer.runs {
            var vector = memory[run.scope, default: VersionVector()]
            vector[run.origin] = max(vector[run.origin], run.last)
            memory[run.scope] = vector
        }
        desk.remember(memory, of: peer.origin)
    }

    public func answerEnrolment(_ body: [UInt8]) async -> HTTPAnswer {
        guard let request = try? EnrolmentRequest(bytes: body) else {
            return HTTPAnswer(status: 400)
        }
        let word: EnrolmentAnswer
        do { word = try enrol(request) } catch {
            log.error("enrolment not answered", metadata: ["error": "\(ErrorWord.of(error))"])
            return HTTPAnswer(status: 503, retryAfter: 30)
        }
        log.info("enrolment answered", metadata: ["answer": "\(word.text)"])
        return HTTPAnswer(
            status: 200, contentType: EnrolmentRequest.contentType, body: word.bytes)
    }

    private func enrol(_ request: EnrolmentRequest) throws -> EnrolmentAnswer {
        guard request.isSigned else { return .badSignature }
        do {
            _ = try home.store.enrol(
                key: request.publicKey, secretHash: request.secretHash, by: home.author,
                at: home.clock.now)
            onChange()
            return .admitted
        } catch let error as EnrolmentError {
            return switch error {
            case .unknownSecret: .unknownSecret
            case .expired: .expired
            case .alreadyUsed: .alreadyUsed
            }
        }
    }

    public func health() async -> Bool {
        isLoopTurning() && (try? home.store.dataVersion()) != nil
    }

    public func readiness() async -> Readiness {
        await health() ? .ready : .notReady(reason: "store")
    }
}
