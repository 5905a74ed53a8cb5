import Authority
import SyncCore
import Transport

/// What an exchange has cost so far.
struct Tally {
    /// Monotonic milliseconds; nil when no exchange is under way.
    var began: Int64?
    var wallClock: Int64 = 0
    var roundTrips = 0
    var sent = 0
    var received = 0

    init() {}

    init(began: Int64, wallClock: Int64) {
        self.began = began
        self.wallClock = wallClock
    }
}

/// The way to the level above: addresses, posts, and what their outcomes mean.
final class Line {
    /// Bytes of a request: a batch is bounded by it.
    static let room = 1 << 20

    enum Post {
        case sync([UInt8])
        case enrolment([UInt8])

        var path: String {
            switch self {
            case .sync: "/v1/sync"
            case .enrolment: "/v1/enrol"
            }
        }

        var contentType: String {
            switch self {
            case .sync: Message.contentType
            case .enrolment: EnrolmentRequest.contentType
            }
        }

        var body: [UInt8] {
            switch self {
            case .sync(let bytes), .enrolment(let bytes): bytes
            }
        }
    }

    private let transport: any Transport
    private let addresses: [String]
    /// Which address is used; the next one after a failure to connect.
    private var current = 0
    private var lastID: UInt64 = 0
    private var isEnrolling = false

    init(transport: any Transport, addresses: [String]) {
        self.transport = transport
        self.addresses = addresses
    }

    /// Queues a post; the failure, if there is nowhere to post to.
    func post(_ post: Post, tally: inout Tally) -> Node.Event? {
        guard !addresses.isEmpty else {
            return .failed(SyncOutcome(.unreachable, detail: "no address"))
        }
        guard let address = try? ListenAddress(addresses[current % addresses.count]) else {
            return .failed(SyncOutcome(.unreachable, detail: "bad address"))
        }
        // Until the line is under TLS, nothing leaves the machine in the clear.
        guard address.isLoopback else { return .failed(SyncOutcome(.insecureAddress)) }
        lastID += 1
        if case .enrolment = post { isEnrolling = true } else { isEnrolling = false }
        tally.roundTrips += 1
        tally.sent += post.body.count
        transport.send(
            LineRequest(
                id: lastID, url: "http://\(address)\(post.path)", contentType: post.contentType,
                body: post.body,
                limits: LineLimits(maxAnswerBytes: Limits.messageBytes)))
        return nil
    }

    /// What an outcome means to the node.
    func event(for outcome: LineOutcome, tally: inout Tally) -> Node.Event {
        guard outcome.id == lastID else { return .woke }
        switch outcome.result {
        case .failure(let failure):
            if failure == .refused || failure == .unresolved || failure == .timedOut {
                current += 1
            }
            return .failed(SyncOutcome(.unreachable, detail: failure.word))
        case .success(let answer):
            tally.received += answer.body.count
            return isEnrolling ? enrolment(answer) : sync(answer)
        }
    }

    private func sync(_ answer: LineAnswer) -> Node.Event {
        if let failure = failure(answer, contentType: Message.contentType) { return failure }
        do throws(MessageError) { return .answered(try Message(bytes: answer.body)) } catch {
            switch error {
            case .unsupportedVersion: return .failed(SyncOutcome(.versionMismatch))
            case .notAMessage, .malformed:
                return .failed(SyncOutcome(.notOurs, detail: "\(error)"))
            }
        }
    }

    private func enrolment(_ answer: LineAnswer) -> Node.Event {
        if let failure = failure(answer, contentType: EnrolmentRequest.contentType) {
            return failure
        }
        switch EnrolmentAnswer(bytes: answer.body) {
        case .admitted: return .enrolled
        case .none: return .failed(SyncOutcome(.notOurs))
        case .some(let word): return .failed(SyncOutcome(.enrolmentRefused, detail: "\(word)"))
        }
    }

    /// Anything that is not our content type is a problem of the line, never data: a captive portal
    /// answers 200 too.
    private func failure(_ answer: LineAnswer, contentType: String) -> Node.Event? {
        switch answer.status {
        case 200 where answer.contentType == contentType: nil
        case 403: .failed(SyncOutcome(.unknownHere))
        // A node of ours that does not understand us.
        case 400, 411, 413, 415, 426: .failed(SyncOutcome(.versionMismatch))
        case 503: .busy(seconds: UInt64(max(answer.retryAfter ?? 0, 0)))
        default: .failed(SyncOutcome(.notOurs, detail: "HTTP \(answer.status)"))
        }
    }
}

extension LineFailure {
    fileprivate var word: String {
        switch self {
        case .unresolved: "unresolved"
        case .refused: "refused"
        case .timedOut: "timed-out"
        case .tooSlow: "too-slow"
        case .interrupted: "interrupted"
        case .tls: "tls"
        case .tooLarge: "too-large"
        case .cancelled: "cancelled"
        case .other(let code): "curl-\(code)"
        }
    }
}
