/// All byte strings of a frame, one after the other: their lengths, then the bytes, as they are or by
/// an alphabet.
struct BlobArea {
    private let bytes: [UInt8]
    /// Where each ends, and 0 before the first.
    private let ends: [Int]

    static let empty = BlobArea(bytes: [], ends: [0])

    enum Form {
        static let plain: UInt8 = 0
        static let alphabet: UInt8 = 1
    }

    private init(bytes: [UInt8], ends: [Int]) {
        self.bytes = bytes
        self.ends = ends
    }

    /// - Parameters:
    ///   - count: of the byte strings, as the columns say.
    ///   - limit: of all bytes together.
    static func read(
        _ count: Int, from reader: inout ColumnReader, atMost limit: Int
    ) throws(MalformedBytes) -> BlobArea {
        guard count > 0 else { return .empty }
        var ends = [0]
        ends.reserveCapacity(min(count, Limits.frameNumbers) + 1)
        var end = 0
        for length in try NumberColumn.read(count, from: &reader) {
            guard length >= 0, length <= Int64(limit - end) else {
                throw reader.bytes.failure(.tooMany)
            }
            end += Int(length)
            ends.append(end)
        }
        switch try reader.bytes.byte() {
        case Form.plain: return BlobArea(bytes: try reader.bytes.raw(end), ends: ends)
        case Form.alphabet:
            return BlobArea(bytes: try Alphabet.read(end, from: &reader), ends: ends)
        default: throw reader.bytes.failure(.unknownForm)
        }
    }

    /// The byte string at `place`, which a column has counted.
    func withBytes(at place: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        let range = ends[place]..<ends[place + 1]
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}

extension BlobArea {
    struct Writer {
        private var lengths: [Int64] = []
        private var bytes: [UInt8] = []

        mutating func append(_ blob: ArraySlice<UInt8>) {
            lengths.append(Int64(blob.count))
            bytes += blob
        }

        /// Texts that are fewer than this are worth an alphabet to nobody.
        private static let fewBytes = 256
        /// Of more texts than this, the way to write them is guessed, not tried.
        private static let manyBytes = 128 << 10

        /// Appends the area to columns, in each way that may turn out the smallest once it is packed.
        func variants(of columns: ColumnBytes) -> [ColumnBytes] {
            var start = columns
            guard !lengths.isEmpty else { return [start] }
            NumberColumn.write(lengths, to: &start)
            start.seam()
            let plain = with(nil, after: start)
            guard bytes.count >= Self.fewBytes else { return [plain] }
            let orders = bytes.count < Self.manyBytes ? Alphabet.Order.allCases : [.byCount]
            let tally = CharacterTally(of: bytes)
            let alphabets = orders.compactMap { order in tally.map { Alphabet(of: $0, order) } }
                .filter { start.numberCount + $0.numberCount <= Limits.frameNumbers }
            guard bytes.count >= Self.manyBytes, let only = alphabets.first else {
                return [plain] + alphabets.map { with($0, after: start) }
            }
            var histogram = ByteHistogram()
            for byte in bytes { histogram.add(byte) }
            // Phrases that repeat shrink either form, but bytes more.
            return [only.cost < 0.85 * histogram.cost ? with(only, after: start) : plain]
        }

        /// Appends the area as it is.
        func write(to columns: inout ColumnBytes) {
            guard !lengths.isEmpty else { return }
            NumberColumn.write(lengths, to: &columns)
            columns = with(nil, after: columns)
        }

        private func with(_ alphabet: Alphabet?, after columns: ColumnBytes) -> ColumnBytes {
            var columns = columns
            columns.seam()
            if let alphabet {
                columns.writer.byte(Form.alphabet)
                alphabet.write(to: &columns)
            } else {
                columns.writer.byte(Form.plain)
                columns.writer.raw(bytes)
            }
            columns.seam()
            return columns
        }
    }
}
