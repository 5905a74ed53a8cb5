import SyncCore
import Testing

/// One value has one encoding (I3), from the single number up.
@Suite struct PrimitiveTests {
    static let numbers: [(UInt64, String)] = [
        (0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02"), (16_383, "ff7f"),
        (16_384, "808001"), (1 << 63, "80808080808080808001"),
        (.max, "ffffffffffffffffff01"),
    ]

    @Test(arguments: numbers)
    func aNumberHasItsShortestBytes(number: UInt64, hex: String) throws {
        var writer = ByteWriter()
        writer.varint(number)
        #expect(Hex.encode(writer.bytes) == hex)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.varint() == number)
        #expect(reader.isAtEnd)
    }

    static let signed: [(Int64, UInt64)] = [
        (0, 0), (-1, 1), (1, 2), (-2, 3), (.max, .max - 1), (.min, .max),
    ]

    @Test(arguments: signed)
    func aSignedNumberIsFolded(number: Int64, folded: UInt64) throws {
        var writer = ByteWriter()
        writer.signed(number)
        var plain = ByteWriter()
        plain.varint(folded)
        #expect(writer.bytes == plain.bytes)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.signed() == number)
    }

    static let badNumbers: [(String, MalformedBytes.Reason)] = [
        ("", .truncated), ("80", .truncated), ("8000", .overlong), ("ff00", .overlong),
        ("80808080808080808000", .overlong), ("80808080808080808002", .outOfRange),
        ("ffffffffffffffffff7f", .outOfRange), ("ffffffffffffffffffff01", .outOfRange),
        ("8080808080808080808080808080808001", .outOfRange),
    ]

    @Test(arguments: badNumbers)
    func noOtherSpellingOfANumberIsRead(hex: String, reason: MalformedBytes.Reason) throws {
        var reader = ByteReader(try #require(Hex.decode(hex)))
        #expect(reason == #expect(throws: MalformedBytes.self) { try reader.varint() }?.reason)
    }

    @Test(arguments: [1, 2, 127] as [UInt8])
    func aClaimNeverCausesAnAllocation(fill: UInt8) throws {
        var writer = ByteWriter()
        writer.varint(UInt64.max >> 1)
        writer.byte(fill)
        var reader = ByteReader(writer.bytes)
        #expect(throws: MalformedBytes.self) { try reader.blob(atMost: .max) }
        var other = ByteReader(writer.bytes)
        #expect(throws: MalformedBytes.self) { try other.blob(atMost: 5) }
    }

    static let badText: [String] = [
        "01ff", "02c080", "03eda080", "04f4908080", "01c3", "02e5bf", "0180",
    ]

    @Test(arguments: badText)
    func textIsValidUnicode(hex: String) throws {
        var reader = ByteReader(try #require(Hex.decode(hex)))
        let error = #expect(throws: MalformedBytes.self) { try reader.text(atMost: 10) }
        #expect(error == MalformedBytes(.notText, at: 0))
    }

    @Test(arguments: ["", "志愿者", "e\u{301}", "\u{0}\u{FEFF}", "བོད"])
    func textComesBackScalarByScalar(text: String) throws {
        var writer = ByteWriter()
        writer.text(text)
        var reader = ByteReader(writer.bytes)
        let read = try reader.text(atMost: 100)
        #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test func identifiersSortAsTheirBytesDo() {
        var random = Seeded(1)
        let ids = (0..<50).map { _ in random.identifier(Origin.self) } + [id(0), id(.max)]
        let byBytes = ids.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        #expect(ids.sorted() == byBytes)
        for id in ids {
            #expect(Origin(bytes: id.bytes) == id)
            #expect(Origin(hex: id.description) == id)
        }
    }
}
