import Authority
import Dispatch
public import Logging
import ServiceRecords
import Store
public import SyncCore

/// The answering end of a node, to stations below and to the level above that pulls: checks who speaks,
/// stores what they bring, and answers after it is durable. `answer` is `Responder` with a store;
/// `GroupCommitter` joins many peers into one commit.
public final class SyncService: SyncAnswering {
    private let home: NodeHome
    private let desk: Desk
    private let log: Logger
    private let metrics: NodeMetrics
    private let attachments: AttachmentDesk
    /// Whole attachments are read through on it: the pool of tasks is not to be blocked.
    private let attachmentQueue = DispatchQueue(label: "attachments")
    private let onRequest: @Sendable (Origin) -> Void
    private let onChange: @Sendable () -> Void
    private let isLoopTurning: @Sendable () -> Bool

    /// After how many seconds a station that hears "busy" may come back, and the level above: the latter
    /// waits within the time that it gives to a visit.
    private static let patience: (below: UInt64, above: UInt64) = (5, 2)

    /// - Parameters:
    ///   - desk: shared with the daemon's loop, where there is one.
    ///   - onRequest: called with who speaks, before anything is done for them.
    ///   - onChange: called when something new was stored.
    ///   - isLoopTurning: whether the daemon's loop has turned lately.
    public init(
        home: NodeHome, desk: Desk? = nil, attachments: AttachmentSettings = .init(), log: Logger,
        metrics: NodeMetrics = NodeMetrics(),
        onRequest: @escaping @Sendable (Origin) -> Void = { _ in },
        onChange: @escaping @Sendable () -> Void = {},
        isLoopTurning: @escaping @Sendable () -> Bool = { true }
    ) {
        self.home = home
        self.log = log
        self.metrics = metrics
        self.onRequest = onRequest
        self.onChange = onChange
        self.isLoopTurning = isLoopTurning
        let desk = desk ?? Desk(home)
        self.desk = desk
        self.attachments = AttachmentDesk(
            home: home, desk: desk, settings: attachments, log: log)
    }

    /// Ends the committer's thread after what is queued.
    public func close() { desk.close() }

    public func answerSync(_ bytes: [UInt8], from caller: Caller) async -> HTTPAnswer {
        await answerSync(bytes, caller) { intake in
            try await desk.committer.apply(intake)
        }
    }

    /// The same on the calling thread, each intake in a commit of its own: for a simulation.
    package func answerAlone(_ bytes: [UInt8]) -> HTTPAnswer {
        do {
            switch try begin(bytes, .unproven) {
            case .refused(let answer): return answer
            case .taken(let body, let request, let peer):
                defer { desk.leave(peer.origin) }
                var (request, asked) = (request, try asked(of: peer))
                let again = request.isApart ? [] : asked?.take(&request) ?? []
                let intake = correspondence.intake(request, from: peer)
                let report = try home.store.apply([intake])[0].get()
                return try finish(
                    request, of: peer, isProven: false, report: report, again: (again, asked),
                    in: body)
            }
        } catch { return unanswered(error) }
    }

    private func answerSync(
        _ bytes: [UInt8], _ caller: Caller, commit: (Intake) async throws -> IntakeReport
    ) async -> HTTPAnswer {
        do {
            switch try begin(bytes, caller) {
            case .refused(let answer): return answer
            case .taken(let body, let request, let peer):
                defer { desk.leave(peer.origin) }
                var (request, asked) = (request, try asked(of: peer))
                let again = request.isApart ? [] : asked?.take(&request) ?? []
                let report = try await commit(correspondence.intake(request, from: peer))
                return try finish(
                    request, of: peer, isProven: caller != .unproven, report: report,
                    again: (again, asked), in: body)
            }
        } catch { return unanswered(error) }
    }

    private var correspondence: Correspondence { Correspondence(home: home) }

    private enum Beginning {
        case refused(HTTPAnswer)
        /// The desk is entered for this peer.
        case taken(MessageBody, Message, Peer)
    }

    /// Who speaks, whether they are heard, and whether it is their turn: one exchange at a time with each peer, whoever began.
    private func begin(_ bytes: [UInt8], _ caller: Caller) throws -> Beginning {
        // Whoever shows no certificate learns nothing here, not even what a message is.
        guard caller != .anonymous else { return .refused(HTTPAnswer(status: 403)) }
        let (body, request): (MessageBody, Message)
        do throws(MessageError) {
            body = try MessageBody(bytes: bytes)
            request = try Message(bytes: body.message)
        } catch {
            if case .unsupportedVersion = error { return .refused(HTTPAnswer(status: 426)) }
            return .refused(HTTPAnswer(status: 400))
        }
        // Without its link of the chain nobody could tell a restored node from itself.
        guard request.chain != nil else { return .refused(HTTPAnswer(status: 400)) }
        guard caller.maySpeak(as: request.origin), let peer = try correspondence.sender(of: request)
        else {
            log.notice("unknown node", metadata: ["origin": "\(request.origin)"])
            return .refused(HTTPAnswer(status: 403))
        }
        if let suspended = try home.store.suspension(of: peer) {
            log.notice("suspended node", metadata: ["origin": "\(peer.origin)"])
            return .refused(HTTPAnswer(suspended))
        }
        guard desk.enter(peer.origin) else {
            let busy = Responder.busy(
                origin: home.origin, schemaVersion: Schema.version,
                seconds: peer.standpoint == .above ? Self.patience.above : Self.patience.below)
            return .refused(
                HTTPAnswer(status: 200, contentType: Message.contentType, body: busy.bytes))
        }
        onRequest(peer.origin)
        return .taken(body, request, peer)
    }

    /// What was asked for again in the answer before this request.
    private func asked(of peer: Peer) throws -> VisitAsking? {
        guard let asked = desk.asking(of: peer.origin),
            try AskingAgain(home: home).isOpen(toward: peer)
        else { return nil }
        return asked
    }

    /// Takes in what a request has given again, and says what the next is to give.
    private func goOn(
        asking: (again: [Run], asked: VisitAsking?), of peer: Peer
    ) throws -> [Message.TurnedAway] {
        let again = AskingAgain(home: home)
        guard let asked = asking.asked else {
            // What was asked for to the end is not asked for again before the loop has seen what came.
            guard peer.standpoint == .below || !desk.isAnswered,
                let begun = try VisitAsking(again.wants(from: peer))
            else { return [] }
            desk.ask(begun, of: peer.origin)
            return begun.words
        }
        let hasParts = try again.take(asking.again, from: peer)
        if asked.isOver {
            try again.end(with: peer)
            desk.stopAsking(peer)
        } else {
            desk.ask(asked, of: peer.origin)
        }
        if asked.isOver || hasParts { onChange() }
        return asked.isOver ? [] : asked.words
    }

    /// - Parameters:
    ///   - isProven: whether the line has proved who speaks.
    ///   - body: in which the request came.
    private func finish(
        _ request: Message, of peer: Peer, isProven: Bool, report: IntakeReport,
        again: (again: [Run], asked: VisitAsking?), in body: MessageBody
    ) throws -> HTTPAnswer {
        if report.changes > 0 {
            log.info(
                "changes received",
                metadata: ["origin": "\(peer.origin)", "changes": "\(report.changes)"])
        }
        if report.changes > 0 || report.isRenewed {
            home.tls.lookAgain()
            onChange()
        }
        if try home.store.isRevoked(peer) {
            log.warning("revoked node", metadata: ["origin": "\(peer.origin)"])
            guard isProven, peer.standpoint == .below else { return HTTPAnswer(status: 403) }
            return HTTPAnswer(
                status: 403, contentType: RevocationNotice.contentType,
                body: RevocationNotice.bytes)
        }
        if report.apart == nil {
            home.certify(peer, log: log)
            if peer.standpoint == .above { home.askForCertificate(log: log) }
        }
        if report.apart != nil {
            log.warning("exchange does not continue", metadata: ["origin": "\(peer.origin)"])
        }
        for turned in report.turnedAway {
            log.notice(
                "run turned away",
                metadata: [
                    "scope": "\(turned.scope)", "origin": "\(turned.origin)",
                    "reason": "\(turned.error.word)",
                ])
        }
        // It may have been given more to read by what it brought or asked for.
        let peer = try home.store.peer(peer.origin) ?? peer
        let isUnheard = try !home.store.unheard(peer).isEmpty
        if isUnheard {
            log.warning("node by a used join file", metadata: ["origin": "\(peer.origin)"])
        }
        let words = report.apart == nil && !isUnheard ? try goOn(asking: again, of: peer) : []
        let (answer, memory) = try correspondence.answer(
            request, of: peer, report: report, asking: words, memory: desk.memory(of: peer.origin))
        if report.apart == nil { desk.remember(memory, of: peer.origin) }
        let bytes = MessageBody(answer, answering: body).bytes
        metrics.messageAnswered(received: body.bytes.count, sent: bytes.count)
        return HTTPAnswer(status: 200, contentType: Message.contentType, body: bytes)
    }

    private func unanswered(_ error: any Error) -> HTTPAnswer {
        log.error("exchange not answered", metadata: ["error": "\(ErrorWord.of(error))"])
        if case StoreError.damaged = error { desk.noteTripped() }
        return HTTPAnswer(failingBy: error)
    }

    public func answerAttachment(_ body: [UInt8], from caller: Caller) async -> HTTPAnswer {
        await withCheckedContinuation { waiting in
            attachmentQueue.async { [attachments] in
                waiting.resume(returning: attachments.answer(body, caller))
            }
        }
    }

    public func answerEnrolment(_ body: [UInt8], from _: Caller) async -> HTTPAnswer {
        let word: EnrolmentAnswer
        do {
            if let request = try? EnrolmentRequest(bytes: body) {
                word = try enrol(request)
            } else if let reminder = try? Reminder(bytes: body) {
                word = try takeBack(reminder)
            } else {
                return HTTPAnswer(status: 400)
            }
        } catch {
            log.error("enrolment not answered", metadata: ["error": "\(ErrorWord.of(error))"])
            return HTTPAnswer(failingBy: error)
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
            case .alreadyUsed(let isKept): refused(request, isKept: isKept)
            case .revokedKey: .notAdmitted
            }
        }
    }

    private func refused(_ request: EnrolmentRequest, isKept: Bool) -> EnrolmentAnswer {
        log.warning(
            "join file used again",
            metadata: [
                "origin": "\(Origin(publicKey: request.publicKey))", "kept": "\(isKept)",
            ])
        return .alreadyUsed
    }

    private func takeBack(_ reminder: Reminder) throws -> EnrolmentAnswer {
        guard reminder.isSigned else { return .badSignature }
        guard try home.store.takeBack(reminder.proof, at: home.clock.now) else {
            return .notAdmitted
        }
        onChange()
        return .admitted
    }

    public func health() async -> Bool {
        isLoopTurning() && (try? home.store.dataVersion()) != nil
    }

    public func readiness() async -> Readiness {
        await health() ? .ready : .notReady(reason: "store")
    }
}

extension HTTPAnswer {
    /// What somebody hears whose request comes to nothing here. That somebody is writing, or that the program
    /// ends, passes; anything else is a fault of this node's own.
    fileprivate init(failingBy error: any Error) {
        self.init(status: 503, retryAfter: 30)
        switch error {
        case StoreError.busy, is CancellationError: return
        default: break
        }
        contentType = FaultNotice.contentType
        body = FaultNotice.bytes
    }
}
