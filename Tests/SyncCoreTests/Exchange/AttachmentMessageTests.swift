import SyncCore
import Testing

/// The lane's bytes: one spelling each, and nothing else is taken.
@Suite struct AttachmentMessageTests {
    private static let name = Hash.sha256([1])
    private static let claim = AttachmentRequest.Claim(
        name: name, proof: AttachmentName.proof(of: name, salt: [UInt8](repeating: 7, count: 16)))
    private static let piece = [UInt8](repeating: 5, count: AttachmentLimits.block)

    static let requests: [AttachmentRequest] = [
        AttachmentRequest.Want.lacking(after: nil), .lacking(after: name),
        .ask(claim, offset: 0, room: 0),
        .ask(claim, offset: AttachmentLimits.size, room: AttachmentLimits.piece),
        .give(claim, total: 1, offset: 0, bytes: []), .give(claim, total: 1, offset: 0, bytes: [9]),
        .give(claim, total: 40_000, offset: 16_384, bytes: piece),
        .give(claim, total: 32_768, offset: 16_384, bytes: piece),
    ].map {
        AttachmentRequest(
            origin: Origin(publicKey: [1]), scope: Scope(raw: Hash.sha256([2]).head), want: $0)
    }

    static let answers: [AttachmentAnswer] = [
        .unknown, .lacking([], hasMore: false),
        .lacking(
            [.init(.init(name: .zero, proof: name), held: 0), .init(claim, held: 5)],
            hasMore: true),
        .standing(total: 9, held: 9, bytes: [1, 2]), .standing(total: 9, held: 0, bytes: []),
        .later(seconds: 0), .later(seconds: AttachmentLimits.wait), .declined(.tooLarge),
        .declined(.mismatch),
    ]

    @Test(arguments: requests)
    func aRequestIsReadAsItWasWritten(request: AttachmentRequest) throws {
        #expect(try AttachmentRequest(bytes: request.bytes) == request)
        for end in request.bytes.indices.prefix(200) {
            #expect(throws: MessageError.self) {
                try AttachmentRequest(bytes: Array(request.bytes[..<end]))
            }
        }
        #expect(throws: MessageError.self) { try AttachmentRequest(bytes: request.bytes + [0]) }
    }

    @Test(arguments: answers)
    func anAnswerIsReadAsItWasWritten(answer: AttachmentAnswer) throws {
        #expect(try AttachmentAnswer(bytes: answer.bytes) == answer)
        for end in answer.bytes.indices {
            #expect(throws: MessageError.self) {
                try AttachmentAnswer(bytes: Array(answer.bytes[..<end]))
            }
        }
        #expect(throws: MessageError.self) { try AttachmentAnswer(bytes: answer.bytes + [0]) }
    }

    /// Claims of sizes, places and counts that nobody may make (S22).
    @Test func whatIsOutOfBoundsIsRefusedBeforeAnythingIsAllocated() throws {
        let size = AttachmentLimits.size
        let wants: [AttachmentRequest.Want] = [
            .ask(Self.claim, offset: size + 1, room: 0),
            .ask(Self.claim, offset: 0, room: AttachmentLimits.piece + 1),
            .give(Self.claim, total: 0, offset: 0, bytes: []),
            .give(Self.claim, total: .max, offset: 0, bytes: []),
            .give(Self.claim, total: 20_000, offset: 1, bytes: [1]),
            .give(Self.claim, total: 20_000, offset: 0, bytes: [1]),
            .give(Self.claim, total: 20_000, offset: 16_384, bytes: Self.piece),
        ]
        for want in wants {
            let request = AttachmentRequest(
                origin: Origin(publicKey: [1]), scope: Scope(raw: Hash.sha256([2]).head), want: want
            )
            #expect(throws: MessageError.self) { try AttachmentRequest(bytes: request.bytes) }
        }
        let claims: [AttachmentAnswer] = [
            .standing(total: 1, held: 2, bytes: []), .later(seconds: AttachmentLimits.wait + 1),
            .lacking([], hasMore: true),
            .lacking(
                [.init(Self.claim, held: 0), .init(Self.claim, held: 0)], hasMore: false),
        ]
        for answer in claims {
            #expect(throws: MessageError.self) { try AttachmentAnswer(bytes: answer.bytes) }
        }
        // A list that says to have ten to the sixth entries, and has none.
        #expect(throws: MessageError.self) {
            try AttachmentAnswer(bytes: [0x59, 0x41, 0, 1, 0xC0, 0x84, 0x3D])
        }
        #expect(throws: MessageError.self) {
            try AttachmentAnswer(bytes: [0x59, 0x41, 0, 1, 0x80, 0x08, 0])
        }
        #expect(throws: MessageError.unsupportedVersion(9)) {
            try AttachmentRequest(bytes: [0x59, 0x41, 9, 1])
        }
        #expect(throws: MessageError.notAMessage) {
            try AttachmentAnswer(bytes: Array("<html>".utf8))
        }
    }

    @Test func theNameAndItsProofDependOnTheSalt() {
        let (one, other) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16))
        var name = AttachmentName(salt: one)
        name.update([5])
        name.update([6, 7])
        #expect(name.finalize() == Hash.sha256(one, [5, 6, 7]))
        let proof = AttachmentName.proof(of: Self.name, salt: one)
        #expect(proof != AttachmentName.proof(of: Self.name, salt: other))
        #expect(proof != Hash.sha256(one, Self.name.bytes))
    }
}
