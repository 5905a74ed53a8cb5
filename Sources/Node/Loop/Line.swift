import Authority
import SyncCore
import Transport

/// Numbers for the requests of all lines that share a transport.
final class RequestNumbers {
    private var last: UInt64 = 0
    /// Those on their way whose bytes count against the day's budget.
    private var metered: Set<UInt64> = []

    func next(isMetered: Bool) -> UInt64 {
        last += 1
        if isMetered { metered.insert(last) }
        return last
    }

    /// Whether the bytes of a request that has ended count, if only because it was given up.
    func endsMetered(_ id: UInt64) -> Bool { metered.remove(id) != nil }
}

/// The way to one neighbour: addresses, posts, and what their outcomes mean.
final class Line {
    /// Bytes of an answer at the most, whatever room the other side offers.
    static let room = 1 << 20

    /// What came of a post.
    enum Word {
        /// - Parameter size: of the message in bytes, packed or not.
        case answered(Message, size: Int)
        case enrolled
        case attachment(AttachmentAnswer)
        case failed(SyncOutcome)
        /// Zero names no time.
        case busy(seconds: UInt64)
    }

    enum Post {
        /// - Parameter isFull: whether more would have stood in it, had there been room.
        case sync(MessageBody, isFull: Bool)
        case enrolment([UInt8])
        case attachment([UInt8])

        var path: String {
            switch self {
            case .sync: "/v1/sync"
            case .enrolment: "/v1/enrol"
            case .attachment: "/v1/attachment"
            }
        }

        var contentType: String {
            switch self {
            case .sync: Message.contentType
            case .enrolment: EnrolmentRequest.contentType
            case .attachment: AttachmentRequest.contentType
            }
        }

        var body: [UInt8] {
            switch self {
            case .sync(let body, _): body.bytes
            case .enrolment(let bytes), .attachment(let bytes): bytes
            }
        }

        /// No answer is read beyond it.
        var maxAnswerBytes: Int {
            switch self {
            case .sync, .enrolment: Limits.messageBytes
            case .attachment: AttachmentLimits.message
            }
        }

        /// Of the message, packed or not: sizes are chosen for messages.
        var size: Int {
            if case .sync(let body, _) = self { body.message.count } else { body.count }
        }

        var isFull: Bool { if case .sync(_, true) = self { true } else { false } }

        /// The size of a request that might have been larger.
        var spare: Int? { if case .sync(_, false) = self { size } else { nil } }

        var isPacked: Bool { if case .sync(let body, _) = self { body.isPacked } else { false } }

        var plain: Post {
            if case .sync(let body, let isFull) = self {
                .sync(body.plain, isFull: isFull)
            } else {
                self
            }
        }
    }

    /// How large messages may be on it.
    private(set) var batching: Batching

    private let transport: any Transport
    private let addresses: [String]
    private let proxy: LineProxy?
    /// Which address is used; the one that answered last.
    private var current = 0
    private let numbers: RequestNumbers
    private let isMetered: Bool
    private var id: UInt64 = 0
    /// Whoever is at the other end has refused a packed body: it has an older program.
    private var isOlder = false
    /// What is on its way, how, and at how many addresses nobody of ours has answered it.
    private var underWay: (post: Post, security: LineSecurity?, missed: Int)?

    /// - Parameter isMetered: whether its bytes count against the day's budget.
    init(
        transport: any Transport, addresses: [String], numbers: RequestNumbers,
        batching: Batching, proxy: LineProxy? = nil, isMetered: Bool = false
    ) {
        self.transport = transport
        self.addresses = addresses
        self.numbers = numbers
        self.batching = batching
        self.proxy = proxy
        self.isMetered = isMetered
    }

    /// Queues a post; the failure, if there is nowhere to post to.
    /// - Parameter security: nil: in the clear, and never off this machine.
    func post(_ post: Post, security: LineSecurity?, tally: inout Tally) -> Word? {
        let post = isOlder ? post.plain : post
        underWay = (post, security, 0)
        return send(post, security, tally: &tally)
    }

    /// Stops waiting for what is on its way; nothing comes of it any more.
    func giveUp() {
        guard underWay != nil else { return }
        underWay = nil
        batching.failed(answerHadBegun: false)
        transport.cancel(id)
    }

    private func send(_ post: Post, _ security: LineSecurity?, tally: inout Tally) -> Word? {
        guard !addresses.isEmpty,
            let address = try? CallAddress(addresses[current % addresses.count])
        else { return .failed(SyncOutcome(.unreachable, detail: "no-address")) }
        guard security != nil || address.isLoopback && isProxyLocal else {
            return .failed(SyncOutcome(.insecureAddress))
        }
        id = numbers.next(isMetered: isMetered)
        tally.roundTrips += 1
        tally.sent += post.body.count
        transport.send(
            LineRequest(
                id: id, url: "\(security == nil ? "http" : "https")://\(address)\(post.path)",
                contentType: post.contentType, body: post.body,
                limits: LineLimits(maxAnswerBytes: post.maxAnswerBytes), proxy: proxy,
                security: security))
        return nil
    }

    private var isProxyLocal: Bool {
        guard let proxy else { return true }
        return (try? ListenAddress(proxy.address))?.isLoopback == true
    }

    /// Whether this is the outcome of what this line has on its way.
    func awaits(_ outcome: LineOutcome) -> Bool { underWay != nil && outcome.id == id }

    /// What an outcome means; nil while the next address is tried, and for what is not this line's.
    func word(for outcome: LineOutcome, tally: inout Tally) -> Word? {
        guard outcome.id == id, let (post, security, missed) = underWay else { return nil }
        underWay = nil
        if post.isPacked, case .success(let answer) = outcome.result, answer.status == 426 {
            tally.received += answer.body.count
            isOlder = true
            underWay = (post.plain, security, missed)
            return send(post.plain, security, tally: &tally)
        }
        let word = word(for: outcome, of: post, tally: &tally)
        learn(from: outcome, of: post, word)
        guard case .failed(let failure) = word, failure.isElsewhere else { return word }
        current += 1
        guard missed + 1 < addresses.count else { return word }
        underWay = (post, security, missed + 1)
        return send(post, security, tally: &tally)
    }

    private func learn(from outcome: LineOutcome, of post: Post, _ word: Word) {
        switch (outcome.result, word) {
        case (.success, .answered(let answer, let size)):
            // What was cut short by a day's bytes, or by the number of its runs, says nothing of the line.
            batching.answered(
                isRequestFull: post.isFull && 2 * post.size > batching.request.bytes,
                isAnswerFull: answer.hasMore && 2 * size > batching.answer.bytes,
                milliseconds: outcome.elapsed)
        case (.failure(let failure), _) where failure.isOfTheLine || outcome.sentBytes > 0:
            batching.failed(answerHadBegun: outcome.receivedBytes > 0, sent: post.spare)
        case (.success, _), (.failure, _): break
        }
    }

    private func word(
        for outcome: LineOutcome, of post: Post, tally: inout Tally
    ) -> Word {
        switch outcome.result {
        case .failure(.anotherKey): return .failed(SyncOutcome(.notOurs, detail: "another-key"))
        case .failure(let failure):
            var failed = SyncOutcome(.unreachable, detail: failure.word)
            failed.hasCarried = outcome.hasCarried
            return .failed(failed)
        case .success(let answer):
            tally.received += answer.body.count
            switch post {
            case .sync(let request, _): return sync(answer, to: request)
            case .enrolment: return enrolment(answer)
            case .attachment: return attachment(answer)
            }
        }
    }

    private func sync(_ answer: LineAnswer, to request: MessageBody) -> Word {
        if let failure = failure(answer, contentType: Message.contentType) { return failure }
        do throws(MessageError) {
            let body = try MessageBody(bytes: answer.body, answering: request)
            return .answered(try Message(bytes: body.message), size: body.message.count)
        } catch {
            switch error {
            case .unsupportedVersion: return .failed(SyncOutcome(.versionMismatch))
            case .notAMessage, .malformed:
                return .failed(SyncOutcome(.notOurs, detail: "not-a-message"))
            }
        }
    }

    private func attachment(_ answer: LineAnswer) -> Word {
        if let failure = failure(answer, contentType: AttachmentRequest.contentType) {
            return failure
        }
        guard let answer = try? AttachmentAnswer(bytes: answer.body) else {
            return .failed(SyncOutcome(.notOurs, detail: "not-a-message"))
        }
        return .attachment(answer)
    }

    private func enrolment(_ answer: LineAnswer) -> Word {
        if let failure = failure(answer, contentType: EnrolmentRequest.contentType) {
            return failure
        }
        switch EnrolmentAnswer(bytes: answer.body) {
        case .admitted: return .enrolled
        case .none: return .failed(SyncOutcome(.notOurs))
        case .some(let word): return .failed(SyncOutcome(.enrolmentRefused, detail: word.text))
        }
    }

    /// Anything that is not our content type is a problem of the line, never data: a captive portal
    /// answers 200 too.
    private func failure(_ answer: LineAnswer, contentType: String) -> Word? {
        switch answer.status {
        case 200 where answer.contentType == contentType: nil
        case 403 where answer.contentType == SuspensionNotice.contentType:
            .failed(SyncOutcome(suspendedBy: try? SuspensionNotice(bytes: answer.body)))
        case 403
        where answer.contentType == RevocationNotice.contentType
            && answer.body == RevocationNotice.bytes:
            .failed(SyncOutcome(.revoked))
        case 403: .failed(SyncOutcome(.unknownHere))
        // A node of ours that does not understand us.
        case 400, 411, 413, 415, 426: .failed(SyncOutcome(.versionMismatch))
        // A node of ours names a time when it is busy; a proxy says the same three when nobody is there.
        case 502...504 where proxy != nil && answer.retryAfter == nil:
            .failed(SyncOutcome(.unreachable, detail: "proxy"))
        case 503
        where answer.contentType == FaultNotice.contentType && answer.body == FaultNotice.bytes:
            .failed(SyncOutcome(faultyFor: answer.retryAfter))
        case 503: .busy(seconds: UInt64(max(answer.retryAfter ?? 0, 0)))
        case 407 where proxy != nil: .failed(SyncOutcome(.unreachable, detail: "proxy-credentials"))
        // What networks show to those who have yet to log in (RFC 6585 §6), or say to them in our place.
        case 200, 300..<400, 511: .failed(SyncOutcome(.notOurs, detail: "login-page"))
        default: .failed(SyncOutcome(.notOurs, detail: "http-\(answer.status)"))
        }
    }
}

extension SyncOutcome {
    /// - Parameter retryAfter: seconds; nil where none were named.
    fileprivate init(faultyFor retryAfter: Int?) {
        self.init(.otherFailed)
        wait = UInt64(max(retryAfter ?? 0, 0))
    }

    /// - Parameter notice: nil where what came beside the status cannot be read.
    fileprivate init(suspendedBy notice: SuspensionNotice?) {
        self.init(.suspended)
        reason = notice?.reason ?? ""
    }

    /// Nobody of ours is at this address: another one may do.
    fileprivate var isElsewhere: Bool { result == .unreachable || result == .notOurs }
}

extension LineOutcome {
    /// Whether the line was there. A kept connection that dies under a request is opened anew, and what is
    /// heard of then may be that nobody is there: it has borne a part of it all the same.
    fileprivate var hasCarried: Bool {
        guard case .failure(let failure) = result else { return true }
        return failure == .tls || failure.isOfTheLine || sentBytes > 0
    }
}

extension LineFailure {
    /// The line was open and did not bear what was on it: a smaller message may get through.
    fileprivate var isOfTheLine: Bool {
        switch self {
        case .tooSlow, .interrupted, .tooLarge: true
        case .unresolved, .refused, .timedOut, .tls, .anotherKey, .proxy, .proxyCredentials,
            .cancelled,
            .other:
            false
        }
    }

    fileprivate var word: String {
        switch self {
        case .unresolved: "unresolved"
        case .refused: "refused"
        case .timedOut: "timed-out"
        case .tooSlow: "too-slow"
        case .interrupted: "interrupted"
        case .tls: "tls"
        case .anotherKey: "another-key"
        case .proxy: "proxy"
        case .proxyCredentials: "proxy-credentials"
        case .tooLarge: "too-large"
        case .cancelled: "cancelled"
        case .other(let code): "curl-\(code)"
        }
    }
}
