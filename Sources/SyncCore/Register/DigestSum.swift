/// A sum of hashes modulo 2^256: the same in any order, so two nodes can compare whole states without
/// agreeing on an order first (I17).
public struct DigestSum: Hashable, Sendable {
    /// Little-endian words.
    private var words: [UInt64] = [0, 0, 0, 0]

    public init() {}

    public mutating func add(_ hash: Hash) {
        hash.withBigEndianWords { bytes in
            var carry: UInt64 = 0
            for index in 0..<4 {
                let word = bytes.loadUnaligned(fromByteOffset: 24 - 8 * index, as: UInt64.self)
                let (sum, overflow) = words[index].addingReportingOverflow(UInt64(bigEndian: word))
                let (total, second) = sum.addingReportingOverflow(carry)
                words[index] = total
                carry = overflow || second ? 1 : 0
            }
        }
    }

    /// 64 hexadecimal digits, most significant first.
    public var hex: String {
        Hex.encode(
            words.reversed().flatMap { word in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
            })
    }
}
