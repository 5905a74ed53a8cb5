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

    static let changeHex =
        "00112233445566778899aabbccddeeff56475aa75463474c0285df5dbf2bcab70180a0d5edee6601"
        + "24f6ed6acbfe1009c030d7ca567c33caac0200250000010a0401060102030405060708090a0b0c0d"
        + "0e0f10050406e6b885e689ab06038a94a9130d03b054"
    static let payloadHex = "0a01160406e5a487e6b3a8"
    static let leafHex = "e039a9b959b87a384ec12b05c647cef0a08fde80065afe0ca48c010858977fe0"

    @Test func theChangeIsAsPublished() throws {
        let change = try Self.change()
        #expect(Hex.encode(change.canonical.bytes) == Self.changeHex)
        #expect(change.personal.part.map { Hex.encode($0.payload) } == Self.payloadHex)
        #expect(change.leaf.hex == Self.leafHex)
        let bytes = try #require(Hex.decode(Self.changeHex))
        #expect(try CanonicalChange(bytes: bytes) == change.canonical)
    }

    /// Ed25519 as RFC 8032 has it gives this signature; libraries that add noise give others.
    static let signatureHex =
        "9cdfdf1c2382241c30334ae3e129ed37b2acfb3409585a4d970a3c035d1428d592087757fdf23b9c"
        + "5843a5501631257dc6fec943c97191628620f2aab831c904"

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

    static let messageHex =
        [
            "595a010156475aa75463474c0285df5dbf2bcab722b49e894418e570f4d7cbac5392cbb5aa07ab54",
            "97dd4fd7e39b4b9add75acdd4e0100112233445566778899aabbccddeeff0156475aa75463474c02",
            "85df5dbf2bcab701e039a9b959b87a38000103a107bff3ce10be1d70dd18e74bc09967e4d6309ba5",
            "0d5f1ddc8664125531b8010000112233445566778899aabbccddeeff56475aa75463474c0285df5d",
            "bf2bcab701016600112233445566778899aabbccddeeff56475aa75463474c0285df5dbf2bcab701",
            "80a0d5edee660124f6ed6acbfe1009c030d7ca567c33caac0200250000010a040106010203040506",
            "0708090a0b0c0d0e0f10050406e6b885e689ab06038a94a9130d03b0540100010203040506070809",
            "0a0b0c0d0e0f0b0a01160406e5a487e6b3a80100e039a9b959b87a384ec12b05c647cef0a08fde80",
            "065afe0ca48c010858977fe0f1431a739cdfdf1c2382241c30334ae3e129ed37b2acfb3409585a4d",
            "970a3c035d1428d592087757fdf23b9c5843a5501631257dc6fec943c97191628620f2aab831c904",
            "0080808002",
        ].joined()

    /// What was sent before there were columns.
    static let oldMessageHex =
        [
            "595a000156475aa75463474c0285df5dbf2bcab722b49e894418e570f4d7cbac5392cbb5aa07ab54",
            "97dd4fd7e39b4b9add75acdd4e0100112233445566778899aabbccddeeff0156475aa75463474c02",
            "85df5dbf2bcab701e039a9b959b87a38000103a107bff3ce10be1d70dd18e74bc09967e4d6309ba5",
            "0d5f1ddc8664125531b80100112233445566778899aabbccddeeff56475aa75463474c0285df5dbf",
            "2bcab701016600112233445566778899aabbccddeeff56475aa75463474c0285df5dbf2bcab70180",
            "a0d5edee660124f6ed6acbfe1009c030d7ca567c33caac0200250000010a04010601020304050607",
            "08090a0b0c0d0e0f10050406e6b885e689ab06038a94a9130d03b05401000102030405060708090a",
            "0b0c0d0e0f0b0a01160406e5a487e6b3a8a30279697a68616e2f3030313132323333343435353636",
            "3737383839396161626263636464656566662f353634373561613735343633343734633032383564",
            "66356462663262636162370a310a34446d7075566d34656a684f77537346786b664f384b4350336f",
            "41475776344d7049774243466958662b413d0a0ae280942079697a68616e2f303031313232333334",
            "34353536363737383839396161626263636464656566662f35363437356161373534363334373463",
            "303238356466356462663262636162372038554d6163357a663378776a676951634d444e4b342b45",
            "70375465797250733043566861545a634b50414e6446436a566b676833562f33794f357859513656",
            "51466a456c6663622b7955504a635a466968694479717267787951513d0a0080808002",
        ].joined()

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

    @Test("Version 0 is read for ever")
    func theOldMessageIsRead() throws {
        let bytes = try #require(Hex.decode(Self.oldMessageHex))
        #expect(bytes[2] == 0)
        #expect(try Message(bytes: bytes) == Self.message())
    }
}
