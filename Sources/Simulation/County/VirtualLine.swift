import Node
import Transport

/// The line between a station and its county for one exchange: it loses requests, loses answers of
/// requests that arrived, brings some twice, the second time perhaps much later, and flips bits.
final class VirtualLine: Transport {
    struct Quality: Sendable {
        var requestLoss: UInt64 = 0
        var answerLoss: UInt64 = 0
        var duplication: UInt64 = 0
        /// Of bodies, each way, in which one bit is another.
        var corruption: UInt64 = 0
        /// Messages after which the line is dead for the rest of the exchange.
        var budget = Int.max
    }

    private(set) var now: Int64 = 0
    private var dice: Dice
    private let quality: Quality
    private var carried = 0
    private var outcomes: [LineOutcome] = []
    private let farEnd: ([UInt8]) -> HTTPAnswer?
    /// Called for a request that will arrive once more, some day.
    private let keep: ([UInt8]) -> Void
    private(set) var faults = 0
    private(set) var corrupted = 0
    let waker = LineWaker {}

    init(
        _ quality: Quality, seed: UInt64, keep: @escaping ([UInt8]) -> Void = { _ in },
        to farEnd: @escaping ([UInt8]) -> HTTPAnswer?
    ) {
        self.quality = quality
        dice = Dice(seed)
        self.farEnd = farEnd
        self.keep = keep
    }

    func send(_ request: LineRequest) {
        outcomes.append(
            LineOutcome(
                id: request.id, result: carry(request.body), sentBytes: Int64(request.body.count),
                receivedBytes: 0, elapsed: 1))
    }

    private func carry(_ body: [UInt8]) -> Result<LineAnswer, LineFailure> {
        carried += 1
        guard carried <= quality.budget, !dice.chance(percent: quality.requestLoss) else {
            faults += 1
            return .failure(.interrupted)
        }
        if dice.chance(percent: quality.duplication) {
            faults += 1
            if dice.chance(percent: 50) { _ = farEnd(body) } else { keep(body) }
        }
        guard let answer = farEnd(mangled(body)) else { return .failure(.refused) }
        guard !dice.chance(percent: quality.answerLoss) else {
            faults += 1
            return .failure(.timedOut)
        }
        return .success(
            LineAnswer(
                status: answer.status, contentType: answer.contentType,
                retryAfter: answer.retryAfter, body: mangled(answer.body)))
    }

    private func mangled(_ body: [UInt8]) -> [UInt8] {
        guard quality.corruption > 0, !body.isEmpty, dice.chance(percent: quality.corruption) else {
            return body
        }
        corrupted += 1
        var body = body
        body[dice.below(body.count)] ^= 1 << UInt8(dice.below(8))
        return body
    }

    func cancel(_ id: UInt64) {}

    func poll(until deadline: Int64) -> [LineOutcome] {
        defer { outcomes = [] }
        now = outcomes.isEmpty && deadline < .max ? max(now, deadline) : now + 1
        return outcomes
    }
}
