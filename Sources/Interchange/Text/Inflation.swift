import CZlib

/// One zlib stream; it must not move in memory while it lives.
final class Inflation {
    private let stream: UnsafeMutablePointer<z_stream>
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init() throws(Gunzip.Problem) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; 16: a gzip header, nothing else.
        let status = inflateInit2_(
            stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .noMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func reset() { inflateReset(stream) }

    /// Unpacks as much of `input` as fits into the buffer.
    func step(
        _ input: ArraySlice<UInt8>
    ) -> (status: Int32, consumed: Int, output: ArraySlice<UInt8>) {
        var status = Z_OK
        var consumed = 0
        var produced = 0
        input.withUnsafeBufferPointer { source in
            buffer.withUnsafeMutableBufferPointer { target in
                let length = min(source.count, 1 << 30)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.pointee.avail_in = UInt32(length)
                stream.pointee.next_out = target.baseAddress
                stream.pointee.avail_out = UInt32(target.count)
                status = inflate(stream, Z_NO_FLUSH)
                consumed = length - Int(stream.pointee.avail_in)
                produced = target.count - Int(stream.pointee.avail_out)
                stream.pointee.next_in = nil
                stream.pointee.next_out = nil
            }
        }
        return (status, consumed, buffer[..<produced])
    }
}
