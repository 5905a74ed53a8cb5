/// Appends the primitive encodings that every format of ours is made of (docs/PROTOCOL.md, Bytes).
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    public mutating func byte(_ value: UInt8) { bytes.append(value) }

    public mutating func raw(_ value: some Collection<UInt8>) { bytes.append(contentsOf: value) }

    /// Unsigned LEB128 in its shortest form: 1 to 10 bytes.
    public mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func varint(_ value: Int) { varint(UInt64(value)) }

    /// A signed number, folded so that small ones of either sign stay short.
    public mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// A length, then that many bytes.
    public mutating func blob(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        raw(value)
    }

    public mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            varint(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    public mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }

    public mutating func identifier(_ value: some Identifier) {
        bigEndian(value.raw.high)
        bigEndian(value.raw.low)
    }

    public mutating func hash(_ value: Hash) {
        value.withBigEndianWords { bytes.append(contentsOf: $0) }
    }

    public mutating func bigEndian(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
