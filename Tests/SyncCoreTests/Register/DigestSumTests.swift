import SyncCore
import Testing

/// I17: the same sum in any order.
@Suite struct DigestSumTests {
    static let sums: [([String], String)] = [
        ([], "0"), (["1"], "1"), (["1", "2"], "3"),
        (["ffffffffffffffff", "1"], "10000000000000000"),
        (["ffffffffffffffffffffffffffffffff", "1"], "100000000000000000000000000000000"),
        ([ones, "1"], "0"), ([ones, ones], String(repeating: "f", count: 63) + "e"),
        ([top, top], "0"),
    ]
    private static let ones = String(repeating: "f", count: 64)
    private static let top = "8" + String(repeating: "0", count: 63)

    @Test(arguments: sums)
    func hashesAreAddedModulo2To256(hashes: [String], sum: String) throws {
        for order in [hashes, hashes.reversed()] {
            var digest = DigestSum()
            for hex in order { digest.add(try #require(Hash(hex: Self.padded(hex)))) }
            #expect(digest.hex == Self.padded(sum))
        }
    }

    @Test func anyOrderGivesTheSameSum() {
        var random = Seeded(3)
        let hashes = (0..<50).map { _ in random.hash() }
        var first = DigestSum()
        for hash in hashes { first.add(hash) }
        for _ in 0..<5 {
            var other = DigestSum()
            for hash in random.shuffled(hashes) { other.add(hash) }
            #expect(other == first)
        }
        first.add(hashes[0])
        #expect(first != DigestSum())
    }

    private static func padded(_ hex: String) -> String {
        String(repeating: "0", count: 64 - hex.count) + hex
    }
}
