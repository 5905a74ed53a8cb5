/// One chunk of a bundle as it stands in the file: sealed by itself, under its number, so that it opens
/// whatever became of the others.
public struct BundleFrame: Hashable, Sendable {
    /// Marker, flag, number, length, check.
    public static let headBytes = 14
    /// What a chunk aims at before it is sealed. One that holds a single large change may be longer.
    public static let targetBytes = 64 << 10
    /// Before it is sealed; the largest change there can be fits.
    public static let plainBytes = 128 << 10
    public static let tagBytes = 16
    /// The greatest number: one more than it can be counted, too.
    public static let lastNumber = UInt32.max - 1
    private static let marker: [UInt8] = [0x59, 0x43]  // "YC"

    /// From 0 without gaps, `lastNumber` at most.
    public let number: UInt32
    public let isLast: Bool
    /// Ciphertext and tag.
    public let sealed: [UInt8]

    public init(number: UInt32, isLast: Bool, sealed: [UInt8]) {
        self.number = number
        self.isLast = isLast
        self.sealed = sealed
    }

    public func bytes(in header: BundleHeader) -> [UInt8] {
        Self.head(number, isLast, sealed.count, in: header) + sealed
    }

    /// What is authenticated along with a chunk: it opens in its own bundle, and under its own number.
    public static func associated(
        number: UInt32, isLast: Bool, sealedBytes: Int, in header: BundleHeader
    ) -> [UInt8] {
        header.bytes + head(number, isLast, sealedBytes, in: header)
    }

    /// 12 bytes; a bundle's key is used for nothing else, and each number once.
    public static func nonce(number: UInt32, isLast: Bool) -> [UInt8] {
        [UInt8](repeating: 0, count: 7) + [isLast ? 1 : 0] + number.bigEndianBytes
    }

    private static func head(
        _ number: UInt32, _ isLast: Bool, _ length: Int, in header: BundleHeader
    ) -> [UInt8] {
        let plain =
            marker + [isLast ? 1 : 0] + number.bigEndianBytes
            + UInt32(truncatingIfNeeded: length).bigEndianBytes[1...]
        return plain + check(plain, in: header)
    }

    private static func check(_ plain: [UInt8], in header: BundleHeader) -> [UInt8] {
        Array(Hash.sha256(header.bytes, plain).bytes.prefix(4))
    }
}

extension BundleFrame {
    /// The beginning of a frame, with how much follows it.
    struct Head {
        let number: UInt32
        let isLast: Bool
        let length: Int
    }

    /// nil where no frame of this bundle begins: elsewhere, or its beginning is damaged.
    static func head(at bytes: ArraySlice<UInt8>, in header: BundleHeader) -> Head? {
        guard bytes.starts(with: marker), bytes.count >= headBytes else { return nil }
        let bytes = Array(bytes.prefix(headBytes))
        let plain = Array(bytes[..<10])
        guard plain[2] <= 1, Array(bytes[10...]) == check(plain, in: header) else { return nil }
        let length = plain[7...].reduce(0) { $0 << 8 | Int($1) }
        let number = UInt32(bigEndianBytes: plain[3..<7])
        guard (tagBytes...plainBytes + tagBytes).contains(length), number <= lastNumber else {
            return nil
        }
        return Head(number: number, isLast: plain[2] == 1, length: length)
    }
}
