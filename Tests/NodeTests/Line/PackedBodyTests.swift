import Store
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

    @Test func `whoever has an older program is asked again as ever, and from then on`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let bodies = Mutex<[[UInt8]]>([])
        let outcome = try await pair.exchange { request in
            bodies.withLock { $0.append(request.body) }
            // Before packed bodies there was no such version.
            guard !request.body.starts(with: [0x59, 0x5A, 2]) else {
                return .success(LineAnswer(status: 426, nil))
            }
            return pair.answer(request)
        }
        #expect(outcome.result == .agreed)
        #expect(try pair.delivery().pending == 0)
        let sent = bodies.withLock { $0 }
        #expect(sent.filter { $0.starts(with: [0x59, 0x5A, 2]) }.count == 1, "it is tried once")
        let packed = try #require(sent.firstIndex { $0.starts(with: [0x59, 0x5A, 2]) })
        #expect(try Message(body: sent[packed]) == Message(body: sent[packed + 1]))
    }

    /// Sizes are those of messages: what packs to next to nothing was full all the same.
    @Test func `a full message that packs well makes the next one larger`() throws {
        let signer = try Signer(privateKey: [UInt8](repeating: 5, count: 32))
        let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
        let root = Hash.sha256([1])
        var message = Message(origin: signer.origin, schemaVersion: 1, summary: root)
        message.runs = [
            Run(
                scope: scope, origin: signer.origin, first: 1,
                rows: (0..<200).map { _ in
                    Run.Row(canonical: [UInt8](repeating: 9, count: 80), personal: .none)
                },
                checkpoint: try SignedCheckpoint(
                    signing: Checkpoint(
                        name: Checkpoint.name(scope: scope, origin: signer.origin), size: 200,
                        root: root), with: signer), proof: [])
        ]
        let body = MessageBody(message)
        #expect(body.bytes.count < 1_000 && body.message.count > 16_000)
        var answer = Message(origin: signer.origin, schemaVersion: 1, summary: root)
        answer.room = 1
        let twin = TwinTransport { _ in
            .success(LineAnswer(status: 200, Message.contentType, answer.bytes))
        }
        let line = Line(
            transport: twin, addresses: ["127.0.0.1:1"], numbers: RequestNumbers(),
            batching: Batching())
        var tally = Tally()
        #expect(line.post(.sync(body, isFull: true), security: nil, tally: &tally) == nil)
        #expect(tally.sent == body.bytes.count)
        _ = line.word(for: try #require(twin.poll(until: 0).first), tally: &tally)
        #expect(line.batching.request.bytes == 64 << 10)
    }
}
