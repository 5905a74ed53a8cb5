import Compression
import SyncCore
import Testing

/// What goes over the line of a message.
@Suite struct MessageBodyTests {
    private let packer = ZstdFrames()
    private let request: Message
    private let answer: Message

    /// A request that names a scope and two origins more than once, and the answer with a receipt for what it
    /// has brought.
    init() throws {
        let (mine, theirs) = (
            try Signer(privateKey: Self.noise(32, 1)), try Signer(privateKey: Self.noise(32, 2))
        )
        let scope = Scope(
            raw: RawIdentifier(high: 0x1234_5678_9ABC_DEF0, low: 0x0FED_CBA9_8765_4321))
        let summary = Hash(bytes: Self.noise(32, 3))!
        let signed = try SignedCheckpoint(
            signing: Checkpoint(
                name: Checkpoint.name(scope: scope, origin: mine.origin), size: 100,
                root: Hash(bytes: Self.noise(32, 4))!), with: mine)
        var request = Message(origin: mine.origin, schemaVersion: 1, summary: summary)
        request.vectors = [
            StatedScope(
                scope: scope,
                logs: [mine.origin, theirs.origin].sorted().map {
                    StatedLog(origin: $0, length: 100, rootHead: 1, receipted: 0)
                })
        ]
        request.runs = [
            Run(
                scope: scope, origin: mine.origin, first: 97,
                rows: (5..<9).map { Run.Row(canonical: Self.noise(80, $0), personal: .none) },
                checkpoint: signed, proof: [])
        ]
        request.chain = NonceChain.Word(
            recipient: theirs.origin, previous: 1 << 50, next: 1 << 51, echo: 1 << 52)
        var answer = Message(origin: theirs.origin, schemaVersion: 1, summary: summary)
        answer.receipts = [
            Receipt(
                signed: signed,
                cosignature: try Cosignature(
                    cosigning: signed.checkpoint, name: Checkpoint.cosignerName(theirs.origin),
                    time: 1_780_000_000, with: theirs))
        ]
        answer.chain = NonceChain.Word(
            recipient: mine.origin, previous: 1 << 52, next: 1 << 53, echo: 1 << 51)
        (self.request, self.answer) = (request, answer)
    }

    private static func noise(_ count: Int, _ seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    private var asked: MessageBody { MessageBody(request, by: packer) }

    @Test func `what repeats itself goes over the line once, and is read as it was`() throws {
        let body = asked
        #expect(body.bytes.starts(with: [0x59, 0x5A, 2]))
        // Both names of the log, and one of the county.
        #expect(body.bytes.count <= body.message.count - 40)
        let read = try MessageBody(bytes: body.bytes, by: packer)
        #expect(read == body)
        #expect(try Message(bytes: read.message) == request)
    }

    @Test func `an answer says nothing again that stood in the request`() throws {
        let body = MessageBody(answer, answering: asked, by: packer)
        // Its own signature, links of the chain, and a time.
        #expect(body.bytes.count <= 64 + 24 + 60, "\(body.bytes.count) of \(body.message.count)")
        let read = try MessageBody(bytes: body.bytes, answering: asked, by: packer)
        #expect(try Message(bytes: read.message) == answer)
        #expect(throws: MessageError.self) { try MessageBody(bytes: body.bytes, by: packer) }
    }

    @Test func `whoever asks as ever is answered as ever`() throws {
        let plain = try MessageBody(bytes: request.bytes, by: packer)
        #expect(plain.message == request.bytes)
        #expect(MessageBody(answer, answering: plain, by: packer).bytes == answer.bytes)
    }

    @Test func `what would be no shorter goes as it is`() throws {
        let little = Message(
            origin: request.origin, schemaVersion: 1, summary: request.summary)
        #expect(MessageBody(little, by: packer).bytes == little.bytes)
        var much = request
        much.runs = [
            Run(
                scope: request.vectors[0].scope, origin: request.origin, first: 1,
                rows: (0..<2_000).map { _ in
                    Run.Row(canonical: [UInt8](repeating: 7, count: 80), personal: .none)
                }, checkpoint: request.runs[0].checkpoint, proof: [])
        ]
        #expect(much.bytes.count > Limits.packedMessageBytes)
        #expect(MessageBody(much, by: packer).bytes == much.bytes)
    }

    /// The frame unpacks to 64 MiB; the body says less, or just that, or too much.
    @Test(arguments: [
        1, Limits.packedMessageBytes, Limits.packedMessageBytes + 1, 64 << 20, 1 << 40,
    ])
    func `a body that unpacks to more than it may is turned away`(claimed: Int) throws {
        let bomb = try #require(
            packer.pack([UInt8](repeating: 0x59, count: 64 << 20), seams: [], after: []))
        var writer = ByteWriter()
        writer.raw([0x59, 0x5A, 2])
        writer.varint(claimed)
        writer.raw(bomb)
        #expect(throws: MessageError.self) { try MessageBody(bytes: writer.bytes, by: packer) }
    }

    @Test func `a body with any bit flipped, or cut anywhere, is refused or another message`() {
        let body = MessageBody(answer, answering: asked, by: packer).bytes
        func read(_ bytes: [UInt8]) -> [UInt8]? {
            let body = try? MessageBody(bytes: bytes, answering: asked, by: packer)
            return body?.message
        }
        for bit in 0..<8 * body.count {
            var flipped = body
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(read(flipped).map { $0.count <= Limits.packedMessageBytes } ?? true)
        }
        for length in 3..<body.count { #expect(read(Array(body.prefix(length))) == nil) }
    }
}
