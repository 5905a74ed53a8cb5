import Authority
public import Logging
import ServiceRecords
import Store
import SyncCore
import Synchronization

/// The answering end of a node: checks who speaks, stores what they bring, and answers after it is
/// durable. `answer` is `Responder` with a store; `GroupCommitter` joins many peers into one commit.
public final class SyncService: SyncAnswering {
    private let home: NodeHome
    private let committer: GroupCommitter
    private let log: Logger
    private let onChange: @Sendable () -> Void
    private let isLoopTurning: @Sendable () -> Bool
    private let desk = Mutex(Desk())

    /// What is known of peers while the process lives: guesses, and who is being served.
    private struct Desk {
        var memories: [Origin: PeerMemory] = [:]
        var served: Set<Origin> = []
    }

    /// - Parameters:
    ///   - onChange: called when something new was stored.
    ///   - isLoopTurning: whether the daemon's loop has turned lately.
    public init(
        home: NodeHome, log: Logger, onChange: @escaping @Sendable () -> Void = {},
        isLoopTurning: @escaping @Sendable () -> Bool = { true }
    ) {
        self.home = home
        self.log = log
        self.onChange = onChange
        self.isLoopTurning = isLoopTurning
        committer = GroupCommitter(store: home.store)
    }

    /// Ends the committer's thread after what is queued.
    public func close() { committer.close() }

    public func answerSync(_ body: [UInt8]) async -> HTTPAnswer {
        let request: Message
        do throws(MessageError) { request = try Message(bytes: body) } catch {
            if case .unsupportedVersion = error { return HTTPAnswer(status: 426) }
            return HTTPAnswer(status: 400)
        }
        do {
            guard let peer = try home.store.peer(request.origin), peer.standpoint == .below else {
                log.notice("unknown node", metadata: ["origin": "\(request.origin)"])
                return HTTPAnswer(status: 403)
            }
            return try await serve(request, of: peer)
        } catch {
            log.error("exchange not answered", metadata: ["error": "\(error)"])
            return HTTPAnswer(status: 503, retryAfter: 30)
        }
    }

    /// One exchange at a time with each peer, whoever began.
    private func serve(_ request: Message, of peer: Peer) async throws -> HTTPAnswer {
        let isFree = desk.withLock { $0.served.insert(peer.origin).inserted }
        guard isFree else {
            let busy = Responder.busy(
                origin: home.origin, schemaVersion: Schema.version, seconds: 5)
            return HTTPAnswer(status: 200, contentType: Message.contentType, body: busy.bytes)
        }
        defer { desk.withLock { _ = $0.served.remove(peer.origin) } }
        let intake = Intake(
            request, scopes: peer.scopes, receiptKey: nil, receiver: home.origin,
            time: home.clock.now)
        let report = try await committer.apply(intake)
        if report.changes > 0 { onChange() }
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
        let memory = desk.withLock { $0.memories[peer.origin] } ?? PeerMemory()
        let outline = Responder.outline(
            answering: request, holdings: holdings, memory: memory, standpoint: .above,
            turnedAway: report.turnedAway)
        let room = min(Line.room, Int(clamping: max(request.room, 4_096)))
        let answer = try home.store.compose(
            outline, as: home.signer, schemaVersion: Schema.version, room: room,
            at: home.clock.now)
        remember(peer, request: request, holdings: holdings, answer: answer, memory)
        return answer
    }

    /// What the peer will hold if this answer arrives: the guess for its next visit.
    private func remember(
        _ peer: Peer, request: Message, holdings: Holdings, answer: Message,
        _ memory: PeerMemory
    ) {
        var memory = memory
        for stated in request.vectors where peer.scopes.contains(stated.scope) {
            memory[stated.scope] = stated.vector
        }
        for run in answer.runs {
            var vector = memory[run.scope, default: VersionVector()]
            vector[run.origin] = max(vector[run.origin], run.last)
            memory[run.scope] = vector
        }
        if request.summary == holdings.summary { memory.learn(holdings) }
        let learned = memory
        desk.withLock { $0.memories[peer.origin] = learned }
    }

    public func answerEnrolment(_ body: [UInt8]) async -> HTTPAnswer {
        guard let request = try? EnrolmentRequest(bytes: body) else {
            return HTTPAnswer(status: 400)
        }
        let word: EnrolmentAnswer
        do { word = try enrol(request) } catch {
            log.error("enrolment not answered", metadata: ["error": "\(error)"])
            return HTTPAnswer(status: 503, retryAfter: 30)
        }
        log.info("enrolment", metadata: ["answer": "\(word)"])
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
