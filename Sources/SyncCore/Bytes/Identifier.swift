/// Sixteen bytes that name something for ever: random for a scope, the head of a hash for an origin
/// or an entity.
///
/// Ordered as the bytes are, so that what is sorted before it is hashed or sent does not depend on
/// the machine. One type for each use: a scope can never be passed for an origin.
public protocol Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    var raw: RawIdentifier { get }
    init(raw: RawIdentifier)
}

/// The sixteen bytes themselves, as two big-endian halves.
public struct RawIdentifier: Hashable, Sendable, Comparable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier {
    public static var byteCount: Int { 16 }

    /// Reads exactly sixteen bytes; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        let read =
            bytes.withContiguousStorageIfAvailable { Self(bytes: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { Self(bytes: $0) }
        guard let read else { return nil }
        self = read
    }

    /// Reads exactly sixteen bytes where they lie in memory; nil for any other number of them.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        let high = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let low = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        self.init(raw: RawIdentifier(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low)))
    }

    /// Reads 32 lower-case hexadecimal digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            for index in 0..<8 {
                let shift = UInt64(56 - 8 * index)
                buffer[index] = UInt8(truncatingIfNeeded: raw.high >> shift)
                buffer[index + 8] = UInt8(truncatingIfNeeded: raw.low >> shift)
            }
            count = Self.byteCount
        }
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String { Hex.encode(bytes) }

    public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
}

/// The unit of replication and of privacy: one township's records, say. Given by the aggregator that opens
/// it, and bound to that one's key; administrative codes are attributes of it, never its name.
public struct Scope: Identifier {
    public let raw: RawIdentifier
    public init(raw: RawIdentifier) { self.raw = raw }
}

/// One incarnation of a node: the first sixteen bytes of SHA-256 of its Ed25519 public key.
public struct Origin: Identifier {
    public let raw: RawIdentifier
    public init(raw: RawIdentifier) { self.raw = raw }

    /// The origin that a key makes. Anybody can check the claim, so a key may travel with a stranger.
    public init(publicKey: [UInt8]) {
        self.init(raw: Hash.sha256(publicKey).head)
    }
}

/// One record: the first sixteen bytes of the original leaf hash of the change that created it.
public struct Entity: Identifier {
    public let raw: RawIdentifier
    public init(raw: RawIdentifier) { self.raw = raw }

    public init(creatingLeaf leaf: Hash) {
        self.init(raw: leaf.head)
    }
}
