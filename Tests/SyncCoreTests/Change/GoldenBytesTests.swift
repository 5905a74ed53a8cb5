import SyncCore
import Testing

/// One change and one message, byte for byte, as docs/PROTOCOL.md shows them. If one of these has to
/// be altered, the format was altered, and every log that exists cannot be read any more.
@Suite struct GoldenBytesTests {
    static let scope: Scope = Scope(hex: "00112233445566778899aabbccddeeff") ?? id(0)
    static let county: Origin = Origin(hex: "24f6ed6acbfe1009c030d7ca567c33ca") ?? id(0)
    static let volunteer: Entity = Entity(hex: "0102030405060708090a0b0c0d0e0f10") ?? id(0)

    /// The first change of a station's log: one service record of an hour and a half.
    static func change() throws -> Change {
        let header = Header(
            scope: scope, origin: Origin(publicKey: try NoteFixture.log().publicKey), sequence: 1,
            time: 1_767_225_600_000, context: Context([(county, UInt64(300))]), actor: nil,
            kind: 37,
            entity: nil)
        let fields = Fields([
            1: .reference(volunteer), 5: .text("清扫"), 6: .int(20_260_101), 13: .int(5_400),
        ])
        let personal = PersonalPart(
            salt: [UInt8](0..<16), group: 10, fields: Fields([22: .text("备注")]))
        return Change(
            CanonicalChange(header: header, open: .groups([.init(10, fields)])),
            personal: .held(personal))
    }

    static let changeHex = "?"
    static let payloadHex = "?"
    static let leafHex = "?"

    @Test func theChangeIsAsPublished() throws {
        let change = try Self.change()
        #expect(Hex.encode(change.canonical.bytes) == Self.changeHex)
        #expect(change.personal.part.map { Hex.encode($0.payload) } == Self.payloadHex)
        #expect(change.leaf.hex == Self.leafHex)
        let bytes = try #require(Hex.decode(Self.changeHex))
        #expect(try CanonicalChange(bytes: bytes) == change.canonical)
    }

    /// Ed25519 as RFC 8032 has it gives this signature; libraries that add noise give others.
    static let signatureHex = "?"

    /// That change on its way to the county, for the first time.
    static func message() throws -> Message {
        let change = try change()
        let signer = try NoteFixture.log()
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: change.header.origin), size: 1,
            root: change.leaf)
        let signed = try SignedCheckpoint(
            checkpoint: checkpoint, signature: Hex.decode(signatureHex) ?? [],
            publicKey: signer.publicKey)
        let holdings = Holdings([
            .init(
                scope: scope,
                logs: [.init(origin: change.header.origin, length: 1, root: change.leaf)])
        ])
        var message = Message(
            origin: change.header.origin, schemaVersion: 1, summary: holdings.summary)
        message.vectors = holdings.scopes.map(StatedScope.init)
        message.keys = [signer.publicKey]
        message.runs = [
            Run(
                scope: scope, origin: change.header.origin, first: 1,
                rows: [.init(canonical: change.canonical.bytes, personal: change.personal)],
                checkpoint: signed, proof: [])
        ]
        message.room = 4 << 20
        return message
    }

    static let messageHex = "?"

    @Test func theMessageIsAsPublished() throws {
        let message = try Self.message()
        #expect(Hex.encode(message.bytes) == Self.messageHex)
        let read = try Message(bytes: try #require(Hex.decode(Self.messageHex)))
        #expect(read == message)
        let verified = try read.runs[0].verified(
            after: Frontier(), publicKey: try #require(read.keys.first))
        #expect(verified.changes == [try Self.change()])
        #expect(Hash(hex: Self.leafHex) == verified.frontier.root)
    }
}
