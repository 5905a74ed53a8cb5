/// Columns while they are written.
struct ColumnBytes {
    var writer = ByteWriter()
    /// Where one kind of bytes ends and another begins: a packer may use other tables from there on.
    private(set) var seams: [Int] = []
    /// Numbers in the columns so far; `Limits.frameNumbers` bounds them.
    var numberCount = 0

    mutating func seam() {
        if writer.bytes.count > seams.last ?? 0 { seams.append(writer.bytes.count) }
    }

    mutating func append(_ other: ColumnBytes) {
        let start = writer.bytes.count
        writer.raw(other.writer.bytes)
        seams += other.seams.map { $0 + start }
        numberCount += other.numberCount
    }
}

/// Columns while they are read.
struct ColumnReader {
    var bytes: ByteReader
    private var numbersLeft: Int

    /// - Parameters:
    ///   - count: of changes or parts.
    ///   - byteCount: that they come to: no honest frame has more than sixteen numbers for each and
    ///     eight for a byte.
    init(_ bytes: ByteReader, of count: Int, byteCount: Int) {
        self.bytes = bytes
        numbersLeft = min(Limits.frameNumbers, 16 * count + 8 * byteCount)
    }

    /// To be called before so many numbers are allocated: columns that hold one value only take no bytes.
    mutating func reserve(numbers count: Int) throws(MalformedBytes) {
        guard count <= numbersLeft else { throw bytes.failure(.tooMany) }
        numbersLeft -= count
    }
}
