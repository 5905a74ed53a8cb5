import Testing

@testable import SyncCore

@Suite struct HashTests {
    static let texts: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("foobar", "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2"),
    ]

    @Test(arguments: texts)
    func sha256AgreesWithPublishedValues(text: String, hex: String) {
        #expect(Hash.sha256(Array(text.utf8)).hex == hex)
        #expect(Hash(hex: hex) == Hash.sha256(Array(text.utf8)))
    }

    @Test(arguments: 0...6)
    func sha256OfPiecesIsThatOfTheWhole(cut: Int) {
        let bytes = Array("foobar".utf8)
        let (left, right) = (Array(bytes[..<cut]), Array(bytes[cut...]))
        let whole = Hash.sha256(bytes)
        #expect(Hash.sha256(left, right) == whole)
        let inPlace = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in Hash.sha256(left, right) }
        }
        #expect(inPlace == whole)
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func aHashHasExactly32Bytes(count: Int) {
        #expect(Hash(bytes: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test func bytesAndPrefixComeBackInOrder() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(Hash(bytes: bytes)?.bytes == bytes)
        #expect(Hash(bytes: bytes[...])?.prefix8 == 0x00_01_02_03_04_05_06_07)
        #expect(Hash.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test(arguments: 0..<32)
    func theOrderIsThatOfTheBytes(place: Int) throws {
        var bytes = [UInt8](repeating: 0x7F, count: 32)
        let lower = try #require(Hash(bytes: bytes))
        bytes[place] = 0x80
        for later in bytes.indices.dropFirst(place + 1) { bytes[later] = 0 }
        let higher = try #require(Hash(bytes: bytes))
        #expect(lower < higher)
        #expect(!(higher < lower))
        #expect(!(lower < lower))
    }

    @Test(arguments: [
        "", "0", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "0", count: 66), String(repeating: "A", count: 64),
        String(repeating: "g", count: 64), " " + String(repeating: "0", count: 63),
        String(repeating: "０", count: 64),
    ])
    func hexOfAHashIs64LowerCaseDigits(text: String) {
        #expect(Hash(hex: text) == nil)
    }
}

@Suite struct TextEncodingTests {
    /// RFC 4648 §10.
    static let base64: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: base64)
    func base64AgreesWithTheRFC(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text.utf8) == Array(plain.utf8))
    }

    @Test func base64CoversEveryByteAndLength() {
        let bytes = (0..<256).map { UInt8($0) } + (0..<256).map { UInt8(255 - $0) }
        for length in 0..<bytes.count {
            let piece = Array(bytes[(bytes.count - length)...])
            #expect(Base64.decode(Base64.encode(piece).utf8) == piece)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm8", "Zm8==", "Zg==Zg==",
        "Zm=v", "Z=9v", " Zg==", "Zg==\n", "Zm9v ", "Zm9v\r\n", "Zm-v", "Zm_v", "Zm9é", "Zg=A",
    ])
    func base64RefusesEveryOtherWriting(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    /// RFC 4648 §10, in lower case.
    @Test(arguments: [("", ""), ("f", "66"), ("fo", "666f"), ("foobar", "666f6f626172")])
    func hexAgreesWithTheRFC(plain: String, text: String) {
        #expect(Hex.encode(Array(plain.utf8)) == text)
        #expect(Hex.decode(text) == Array(plain.utf8))
    }

    @Test(arguments: ["6", "666", "6F", "6g", "0x66", " 66", "66 ", "-1", "é"])
    func hexRefusesEveryOtherWriting(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
