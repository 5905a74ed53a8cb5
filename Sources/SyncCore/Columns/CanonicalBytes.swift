/// Canonical bytes while they are put together again, in memory for as many as were announced. What
/// goes beyond is dropped, and said.
struct CanonicalBytes: ~Copyable {
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    /// Whether anything was dropped.
    private(set) var isOver = false

    init(atMost limit: Int) { buffer = .allocate(byteCount: limit, alignment: 1) }

    deinit { buffer.deallocate() }

    private mutating func hasRoom(for more: Int) -> Bool {
        if more > buffer.count - count { isOver = true }
        return !isOver
    }

    mutating func byte(_ value: UInt8) {
        guard hasRoom(for: 1) else { return }
        buffer[count] = value
        count += 1
    }

    mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard hasRoom(for: value.count) else { return }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: value)
        count += value.count
    }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func identifier(_ value: some Identifier) {
        withUnsafeBytes(of: (value.raw.high.bigEndian, value.raw.low.bigEndian)) { raw($0) }
    }

    /// Those from `start` on.
    func bytes(from start: Int) -> [UInt8] { Array(buffer[start..<count]) }

    func withBytes<T>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> T) -> T {
        body(UnsafeRawBufferPointer(rebasing: buffer[range]))
    }
}
