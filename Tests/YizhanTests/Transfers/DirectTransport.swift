import Authority
import Foundation
import Node
import Store
import SyncCore
import Transport

/// A line without a line: what is sent to the node above is answered at once, on this thread.
final class DirectTransport: Transport {
    private(set) var now: Int64 = 0
    /// Bytes of bodies, both ways.
    private(set) var bytes = 0
    private let above: NodeHome
    private let service: SyncService
    private var outcomes: [LineOutcome] = []

    init(to above: NodeHome, _ service: SyncService) {
        self.above = above
        self.service = service
    }

    func send(_ request: LineRequest) {
        let answer = answer(request)
        bytes += request.body.count + answer.body.count
        outcomes.append(
            LineOutcome(
                id: request.id, result: .success(answer), sentBytes: Int64(request.body.count),
                receivedBytes: Int64(answer.body.count), elapsed: 1))
    }

    private func answer(_ request: LineRequest) -> LineAnswer {
        guard request.url.hasSuffix("/v1/sync") else { return enrolled(request.body) }
        let answer = service.answerAlone(request.body)
        return LineAnswer(
            status: answer.status, contentType: answer.contentType, retryAfter: nil,
            body: answer.body)
    }

    private func enrolled(_ body: [UInt8]) -> LineAnswer {
        var word = EnrolmentAnswer.unknownSecret
        if let request = try? EnrolmentRequest(bytes: body) {
            let scope = try? above.store.enrol(
                key: request.publicKey, secretHash: request.secretHash, by: above.author,
                at: above.clock.now)
            if scope != nil { word = .admitted }
        }
        return LineAnswer(
            status: 200, contentType: EnrolmentRequest.contentType, retryAfter: nil,
            body: word.bytes)
    }

    func cancel(_ id: UInt64) {}

    func poll(until deadline: Int64) -> [LineOutcome] {
        defer { outcomes = [] }
        if outcomes.isEmpty { now = max(now, deadline) } else { now += 1 }
        return outcomes
    }

    var waker: LineWaker { LineWaker {} }
}
