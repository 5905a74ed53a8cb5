/// Why bytes from a peer, a file or the disk are not what they claim to be, and where.
///
/// Nothing was taken; the position helps whoever writes the other implementation.
public struct MalformedBytes: Error, Equatable, Sendable {
    public enum Reason: String, Sendable {
        case truncated, trailing, overlong, outOfRange, notText, outOfOrder, unknownForm, tooMany
        case tooDeep
    }

    public let reason: Reason
    public let position: Int

    public init(_ reason: Reason, at position: Int) {
        self.reason = reason
        self.position = position
    }
}

/// Reads what `ByteWriter` wrote, and refuses every other spelling of the same value.
///
/// Total over any input: bounds and counts are checked before anything is allocated, and no
/// arithmetic on received numbers can overflow.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var position: Int
    private let end: Int
    /// Texts have been looked at before, and need not be again.
    private let knowsTexts: Bool

    public init(_ bytes: [UInt8]) {
        self.init(bytes, from: 0, to: bytes.count, knowsTexts: false)
    }

    private init(_ bytes: [UInt8], from start: Int, to end: Int, knowsTexts: Bool) {
        self.bytes = bytes
        position = start
        self.end = end
        self.knowsTexts = knowsTexts
    }

    /// Reads the same again, after all of it was found to be in order.
    var again: ByteReader { ByteReader(bytes, from: position, to: end, knowsTexts: true) }

    public var remaining: Int { end - position }
    public var isAtEnd: Bool { position == end }

    public func failure(_ reason: MalformedBytes.Reason) -> MalformedBytes {
        MalformedBytes(reason, at: position)
    }

    /// To be called when all has been read: what is left over would be a second spelling.
    public func finish() throws(MalformedBytes) {
        guard isAtEnd else { throw failure(.trailing) }
    }

    /// The bytes from an earlier position up to here.
    public func slice(from start: Int) -> [UInt8] { Array(bytes[start..<position]) }

    public mutating func byte() throws(MalformedBytes) -> UInt8 {
        guard position < end else { throw failure(.truncated) }
        defer { position += 1 }
        return bytes[position]
    }

    public mutating func raw(_ count: Int) throws(MalformedBytes) -> [UInt8] {
        guard count >= 0, count <= remaining else { throw failure(.truncated) }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Where the next `count` bytes lie.
    mutating func range(_ count: Int) throws(MalformedBytes) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw failure(.truncated) }
        defer { position += count }
        return position..<position + count
    }

    public mutating func varint() throws(MalformedBytes) -> UInt64 {
        if position < end, bytes[position] < 0x80 {
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(MalformedBytes) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            let bits = UInt64(next & 0x7F)
            if shift == 63, next > 1 { throw failure(.outOfRange) }
            value |= bits << shift
            if next & 0x80 == 0 {
                if next == 0, shift > 0 { throw failure(.overlong) }
                return value
            }
            shift += 7
            if shift > 63 { throw failure(.outOfRange) }
        }
    }

    /// A number that has to lie in `range`; sizes and counts are read this way.
    public mutating func varint(in range: ClosedRange<Int>) throws(MalformedBytes) -> Int {
        let value = try varint()
        guard let small = Int(exactly: value), range.contains(small) else {
            throw failure(.outOfRange)
        }
        return small
    }

    public mutating func signed() throws(MalformedBytes) -> Int64 {
        let folded = try varint()
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    public mutating func blob(atMost limit: Int) throws(MalformedBytes) -> [UInt8] {
        bytes(in: try blobRange(atMost: limit))
    }

    /// Where a blob's bytes lie.
    mutating func blobRange(atMost limit: Int) throws(MalformedBytes) -> Range<Int> {
        let count = try varint(in: 0...limit)
        guard count <= remaining else { throw failure(.truncated) }
        defer { position += count }
        return position..<position + count
    }

    public mutating func text(atMost limit: Int) throws(MalformedBytes) -> String {
        text(in: try textRange(atMost: limit))
    }

    /// Where a text's bytes lie, which are UTF-8.
    mutating func textRange(atMost limit: Int) throws(MalformedBytes) -> Range<Int> {
        let start = position
        let range = try blobRange(atMost: limit)
        guard knowsTexts || (try? UTF8Span(validating: bytes.span.extracting(range))) != nil else {
            throw MalformedBytes(.notText, at: start)
        }
        return range
    }

    func bytes(in range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    /// Of bytes that are known to be UTF-8.
    func text(in range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Reads a part of the same bytes.
    func reader(of range: Range<Int>) -> ByteReader {
        ByteReader(bytes, from: range.lowerBound, to: range.upperBound, knowsTexts: true)
    }

    func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try bytes.withUnsafeBytes(body)
    }

    public mutating func flag() throws(MalformedBytes) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw failure(.unknownForm)
        }
    }

    public mutating func identifier<ID: Identifier>(
        _ type: ID.Type = ID.self
    ) throws(MalformedBytes) -> ID {
        ID(raw: RawIdentifier(high: try bigEndian(), low: try bigEndian()))
    }

    public mutating func hash() throws(MalformedBytes) -> Hash {
        guard let hash = Hash(bytes: try raw(32)) else { throw failure(.truncated) }
        return hash
    }

    public mutating func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>()
        throws(MalformedBytes) -> Number
    {
        let count = MemoryLayout<Number>.size
        guard remaining >= count else { throw failure(.truncated) }
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: Number.self)
        }
        position += count
        return Number(bigEndian: value)
    }
}
