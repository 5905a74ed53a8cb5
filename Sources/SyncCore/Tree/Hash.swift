import Crypto

/// A SHA-256 value: 32 bytes, held in place as four words.
///
/// The order is that of the bytes, so a sorted list of hashes is the same list on every machine.
public struct Hash: Hashable, Sendable {
    /// The number of bytes of a hash.
    public static let byteCount = 32

    /// 32 zero bytes: what stands for "nothing here", never the hash of anything we know.
    public static let zero = Hash(words: (0, 0, 0, 0))

    // Big-endian words: comparing them in order compares the bytes.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The hash with these bytes; nil unless there are exactly 32.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.init(
            words: (
                UInt64(bigEndian: words.0), UInt64(bigEndian: words.1),
                UInt64(bigEndian: words.2), UInt64(bigEndian: words.3)
            ))
    }

    /// The hash that lies there in memory, in a row of the store say; nil unless there are exactly 32 bytes.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        self.init(words: (word(0), word(8), word(16), word(24)))
    }

    /// The first sixteen bytes: what names an origin or a record.
    public var head: RawIdentifier { RawIdentifier(high: first, low: second) }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            store(into: UnsafeMutableRawBufferPointer(buffer))
            count = Self.byteCount
        }
    }

    /// The 32 bytes in place, while `body` runs.
    public func withBigEndianWords<T>(
        _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T {
        try withUnsafeBytes(
            of: (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian), body)
    }

    /// The first eight bytes as a big-endian number: a short key for tables, unique only by luck.
    public var prefix8: UInt64 { first }

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth) = words
    }

    /// Writes the 32 bytes to the beginning of `buffer`, which must have room for them.
    func store(into buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
        buffer.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt64.self)
        buffer.storeBytes(of: fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
    }
}

extension Hash {
    /// SHA-256 of the pieces one after the other, without joining them in memory.
    public static func sha256(_ pieces: [UInt8]...) -> Hash {
        var sha = SHA256()
        for piece in pieces { piece.withUnsafeBytes { sha.update(bufferPointer: $0) } }
        return Hash(sha.finalize())
    }

    /// SHA-256 of the pieces one after the other, where they lie in memory (a row of the store).
    public static func sha256(_ pieces: UnsafeRawBufferPointer...) -> Hash {
        var sha = SHA256()
        for piece in pieces { sha.update(bufferPointer: piece) }
        return Hash(sha.finalize())
    }

    init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { bytes in
            func word(_ offset: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            return Hash(words: (word(0), word(8), word(16), word(24)))
        }
    }
}

extension Hash: Comparable {
    public static func < (left: Hash, right: Hash) -> Bool {
        (left.first, left.second, left.third, left.fourth)
            < (right.first, right.second, right.third, right.fourth)
    }
}

extension Hash: CustomStringConvertible {
    /// The 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// The hash written as 64 lower-case hexadecimal digits; nil for any other text.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    public var description: String { hex }
}
