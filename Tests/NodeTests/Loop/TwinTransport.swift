import Foundation
import Synchronization
import Transport

/// The line's twin: a far end that a test scripts, and a clock that jumps where the daemon waits to.
final class TwinTransport: Transport {
    typealias FarEnd = (LineRequest) -> Result<LineAnswer, LineFailure>

    private(set) var now: Int64 = 0
    private(set) var requests: [LineRequest] = []
    private let farEnd: FarEnd
    private var outcomes: [LineOutcome] = []
    /// Called in every poll after a day has passed: a daemon that waits for nothing is to be stopped.
    var afterADay: () -> Void = {}

    init(_ farEnd: @escaping FarEnd) { self.farEnd = farEnd }

    func send(_ request: LineRequest) {
        requests.append(request)
        let result = farEnd(request)
        outcomes.append(
            LineOutcome(
                id: request.id, result: result, sentBytes: Int64(request.body.count),
                receivedBytes: 0, elapsed: 1))
    }

    func cancel(_ id: UInt64) {}

    func poll(until deadline: Int64) -> [LineOutcome] {
        defer { outcomes = [] }
        if now > 86_400_000 { afterADay() }
        if outcomes.isEmpty { now = max(now, deadline) } else { now += 1 }
        return outcomes
    }

    var waker: LineWaker { LineWaker {} }
}

extension LineAnswer {
    init(status: Int, _ contentType: String?, _ body: [UInt8] = [], retryAfter: Int? = nil) {
        self.init(
            status: status, contentType: contentType, retryAfter: retryAfter, body: body)
    }
}
