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

    /// Before packed bodies there was no such version: who has that program refuses it before all else.
    @Test func `a node with an older program is brought what there is`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let outcome = try await pair.exchange { request in
            guard !request.body.starts(with: [0x59, 0x5A, 2]) else {
                return .success(LineAnswer(status: 426, nil))
            }
            return pair.answer(request)
        }
        #expect(outcome.result == .agreed)
        #expect(try pair.delivery().pending == 0)
    }

    @Test func `what was refused packed goes as it is, and so does all that follows`() throws {
        let (body, twin) = (try fullBody(), TwinTransport(Self.older))
        let line = Line(
            transport: twin, addresses: ["127.0.0.1:1"], numbers: RequestNumbers(),
            batching: Batching())
        var tally = Tally()
        for _ in 0..<2 {
            #expect(line.post(.sync(body, isFull: true), security: nil, tally: &tally) == nil)
            var word: Line.Word?
            while word == nil {
                word = line.word(for: try #require(twin.poll(until: 0).first), tally: &tally)
            }
            guard case .answered = word else { return #expect(Bool(false), "\(word as Any)") }
        }
        #expect(twin.requests.map(\.body) == [body.bytes, body.message, body.message])
    }

    private static func older(_ request: LineRequest) -> Result<LineAnswer, LineFailure> {
        guard !request.body.starts(with: [0x59, 0x5A, 2]) else {
            return .success(LineAnswer(status: 426, nil))
        }
        return answered
    }

    private static var answered: Result<LineAnswer, LineFailure> {
        var answer = Message(
            origin: Origin(raw: RawIdentifier(high: 3, low: 3)), schemaVersion: 1,
            summary: .sha256([1]))
        answer.room = 1
        return .success(LineAnswer(status: 200, Message.contentType, answer.bytes))
    }

    /// Two hundred rows that are all alike.
    private func fullBody() throws -> MessageBody {
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
        return MessageBody(message)
    }

    /// Sizes are those of messages: what packs to next to nothing was full all the same.
    @Test func `a full message that packs well makes the next one larger`() throws {
        let body = try fullBody()
        #expect(body.bytes.count < 1_000 && body.message.count > 16_000)
        let twin = TwinTransport { _ in Self.answered }
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
