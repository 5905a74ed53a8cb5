/// Finds the chunks in what follows a bundle's header, piece by piece as it is read. Bytes that begin no
/// chunk are passed over to the next that do: damage costs the chunks that it is in and no others.
///
/// Keeps no more than what it was fed last and one chunk.
public struct BundleScanner {
    public enum Finding: Hashable, Sendable {
        case frame(BundleFrame)
        /// So many bytes belong to no whole chunk.
        case damage(bytes: Int)
    }

    private let header: BundleHeader
    private var buffer: [UInt8] = []
    private var position = 0
    private var skipped = 0

    public init(_ header: BundleHeader) { self.header = header }

    public mutating func feed(_ piece: some Collection<UInt8>) {
        buffer.removeFirst(position)
        position = 0
        buffer.append(contentsOf: piece)
    }

    /// What comes next; nil where more has to be fed first or, at the end, nothing is left.
    /// - Parameter isAtEnd: whether nothing more will come.
    public mutating func next(isAtEnd: Bool) -> Finding? {
        while let head = head(isAtEnd: isAtEnd) {
            let end = position + BundleFrame.headBytes + head.length
            if end > buffer.count {
                guard isAtEnd else { return nil }
                skip()
                continue
            }
            if let damage = takeSkipped() { return damage }
            let sealed = Array(buffer[position + BundleFrame.headBytes..<end])
            position = end
            return .frame(BundleFrame(number: head.number, isLast: head.isLast, sealed: sealed))
        }
        return isAtEnd ? takeSkipped() : nil
    }

    /// The next place where a chunk begins; everything before it is passed over.
    private mutating func head(isAtEnd: Bool) -> BundleFrame.Head? {
        while position < buffer.count {
            if !isAtEnd, buffer.count - position < BundleFrame.headBytes { return nil }
            if let head = BundleFrame.head(at: buffer[position...], in: header) { return head }
            skip()
        }
        return nil
    }

    private mutating func skip() {
        position += 1
        skipped += 1
    }

    private mutating func takeSkipped() -> Finding? {
        guard skipped > 0 else { return nil }
        defer { skipped = 0 }
        return .damage(bytes: skipped)
    }
}
