import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// Bodies as they go over a line (docs/PROTOCOL.md, Body).
@Suite(.timeLimit(.minutes(1))) struct PackedBodyTests {
    private struct Post {
        let request: [UInt8]
        let answer: [UInt8]
        func messages() throws -> (Message, Message) {
            (try Message(body: request), try Message(body: answer, answering: request))
        }
    }

    private func posts(of pair: Pair) async throws -> [Post] {
        let posts = Mutex<[Post]>([])
        let outcome = try await pair.exchange { request in
            let answer = pair.answer(request)
            if let body = try? answer.get().body {
                posts.withLock { $0.append(Post(request: request.body, answer: body)) }
            }
            return answer
        }
        #expect(outcome.result == .agreed)
        return posts.withLock { $0 }
    }

    @Test func `what brings something is packed, and so is its receipt; nothing new is not`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let post = try #require(try await posts(of: pair).first)
        let (request, answer) = try post.messages()
        #expect(request.runs.count == 1 && answer.receipts.count == 1)
        #expect(post.request.count <= request.bytes.count - 30)
        // A cosignature, two links and what is left of the summary.
        #expect(post.answer.count <= answer.bytes.count - 150)

        let quiet = try #require(try await posts(of: pair).first)
        #expect(try quiet.messages().0.bytes == quiet.request)
        #expect(try quiet.messages().1.bytes == quiet.answer)
    }
}
