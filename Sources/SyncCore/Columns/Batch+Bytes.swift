extension Batch {
    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 64 + open.bytes.count + (personal?.bytes.count ?? 0))
        writer.byte(Self.version)
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(first)
        writer.varint(count)
        writer.varint(byteCount)
        writer.varint(prefixCount)
        open.write(to: &writer)
        writer.flag(personal != nil)
        personal?.write(to: &writer)
        return writer.bytes
    }

    /// Reads the head and finds the frames; unpacks nothing.
    public init(bytes: [UInt8]) throws(BatchError) {
        guard let version = bytes.first else { throw .malformed(.init(.truncated, at: 0)) }
        guard version == Self.version else { throw .unsupportedVersion(version) }
        do throws(MalformedBytes) {
            var reader = ByteReader(bytes)
            _ = try reader.byte()
            self = try Batch(from: &reader)
            try reader.finish()
        } catch { throw .malformed(error) }
        guard byteCount <= Limits.inflated(bytes.count) else { throw .tooLarge }
        for frame in [open, personal].compactMap(\.self) {
            guard frame.count <= Limits.inflated(frame.bytes.count) else { throw .tooLarge }
        }
    }

    private init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        origin = try reader.identifier()
        first = try reader.varint()
        count = try reader.varint(in: 1...Limits.runChanges)
        guard (1...Limits.logLength - UInt64(count)).contains(first) else {
            throw reader.failure(.outOfRange)
        }
        byteCount = try reader.varint(in: 0...Limits.batchBytes)
        prefixCount = try reader.varint(in: 0...Limits.prefixCount)
        guard UInt64(prefixCount) < first else { throw reader.failure(.outOfRange) }
        open = try Frame(from: &reader)
        personal = try reader.flag() ? try Frame(from: &reader) : nil
    }
}

extension Batch.Frame {
    func write(to writer: inout ByteWriter) {
        writer.byte(isPacked ? Form.zstd : Form.stored)
        writer.varint(count)
        if isPacked { writer.varint(bytes.count) }
        writer.raw(bytes)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        switch try reader.byte() {
        case Form.stored: isPacked = false
        case Form.zstd: isPacked = true
        default: throw reader.failure(.unknownForm)
        }
        count = try reader.varint(in: 1...Limits.frameBytes)
        bytes = try reader.raw(isPacked ? try reader.varint(in: 1...Limits.messageBytes) : count)
    }

    /// Packs the smallest of several ways to write the same.
    init(_ variants: [ColumnBytes], packer: some FramePacker, after prefix: [UInt8] = []) {
        let frames = variants.map { Self($0, packer: packer, after: prefix) }
        self = frames.min { $0.bytes.count < $1.bytes.count } ?? frames[0]
    }

    private init(_ columns: ColumnBytes, packer: some FramePacker, after prefix: [UInt8]) {
        let bytes = columns.writer.bytes
        let packed = packer.pack(bytes, seams: columns.seams, after: prefix)
        count = bytes.count
        isPacked = packed != nil
        self.bytes = packed ?? bytes
    }

    /// The columns, as a reader of them.
    func unpacked(
        by packer: some FramePacker, after prefix: [UInt8] = []
    ) throws(BatchError) -> ByteReader {
        guard isPacked else { return ByteReader(bytes) }
        let columns = try packer.unpack(bytes, to: count, after: prefix)
        guard columns.count == count else { throw .damaged }
        return ByteReader(columns)
    }
}
