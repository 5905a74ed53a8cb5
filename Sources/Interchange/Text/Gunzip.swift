import CZlib

/// Unpacks a gzip file (RFC 1952) as it is read; what is not gzip passes unchanged.
///
/// Output is bounded, so that a small file cannot fill the memory. After a throw the value is
/// spent; what was put out before it is not to be trusted.
public final class Gunzip {
    /// How much may come out. The ratio counts from the first mebibyte on: short files pack well.
    public struct Limits: Hashable, Sendable {
        /// Bytes in all.
        public var bytes: Int
        /// Bytes out for each byte in; deflate itself reaches about 1,030.
        public var ratio: Int

        public init(bytes: Int, ratio: Int = 200) {
            self.bytes = bytes
            self.ratio = ratio
        }
    }

    /// Why a file could not be unpacked.
    public enum Problem: Error, Hashable, Sendable {
        /// The bytes contradict themselves. Fetch or copy the file again.
        case damaged
        /// The file ends too early. Fetch or copy the file again.
        case truncated
        /// More than `limit` bytes come out. Split the file.
        case tooLarge(limit: Int)
        /// Out of proportion to its size: no table packs like this. Do not open it.
        case ratioExceeded(limit: Int)
        /// zlib could not begin; there is no memory left.
        case noMemory
    }

    private enum Form { case unknown, plain, packed(Inflation), between(Inflation) }

    private let limits: Limits
    private var form = Form.unknown
    private var head: [UInt8] = []
    private var taken = 0
    private var given = 0

    public init(limits: Limits) { self.limits = limits }

    /// Appends to `output` what the next bytes of the file unpack to.
    public func unpack(_ chunk: [UInt8], into output: inout [UInt8]) throws(Problem) {
        taken += chunk.count
        guard case .unknown = form else { return try proceed(with: chunk, into: &output) }
        head += chunk
        guard head.count >= 2 else { return }
        form = head.starts(with: [0x1F, 0x8B]) ? .packed(try Inflation()) : .plain
        try proceed(with: head, into: &output)
        head = []
    }

    /// To be called at the end of the file.
    public func finish(into output: inout [UInt8]) throws(Problem) {
        switch form {
        case .unknown: try give(head[...], into: &output)
        case .plain, .between: return
        case .packed: throw .truncated
        }
    }

    /// A whole file at once.
    public static func unpack(_ file: [UInt8], limits: Limits) throws(Problem) -> [UInt8] {
        let gunzip = Gunzip(limits: limits)
        var output: [UInt8] = []
        try gunzip.unpack(file, into: &output)
        try gunzip.finish(into: &output)
        return output
    }

    private func proceed(with chunk: [UInt8], into output: inout [UInt8]) throws(Problem) {
        var rest = chunk[...]
        while !rest.isEmpty {
            switch form {
            case .unknown: return
            case .plain:
                try give(rest, into: &output)
                return
            case .between(let inflation): try beginMember(inflation, &rest)
            case .packed(let inflation): try inflate(inflation, &rest, into: &output)
            }
        }
    }

    /// A file may hold several members one after the other, and zeros that fill a block.
    private func beginMember(
        _ inflation: Inflation, _ rest: inout ArraySlice<UInt8>
    ) throws(Problem) {
        rest = rest.drop { $0 == 0 }
        guard let first = rest.first else { return }
        guard first == 0x1F else { throw .damaged }
        inflation.reset()
        form = .packed(inflation)
    }

    /// Unpacks until the stream ends or wants more. Output cannot be left waiting at the end: the
    /// checksum comes after all of it.
    private func inflate(
        _ inflation: Inflation, _ rest: inout ArraySlice<UInt8>, into output: inout [UInt8]
    ) throws(Problem) {
        while true {
            let step = inflation.step(rest)
            try give(step.output, into: &output)
            rest = rest.dropFirst(step.consumed)
            switch step.status {
            case Z_OK where !rest.isEmpty: continue
            case Z_OK: return
            case Z_BUF_ERROR where rest.isEmpty: return
            case Z_STREAM_END: return form = .between(inflation)
            case Z_MEM_ERROR: throw .noMemory
            default: throw .damaged
            }
        }
    }

    private func give(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) throws(Problem) {
        given += bytes.count
        guard given <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        if given > 1 << 20, given / max(1, limits.ratio) > taken {
            throw .ratioExceeded(limit: limits.ratio)
        }
        output += bytes
    }
}
