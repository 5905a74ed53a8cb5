import SyncCore

/// What follows a bundle's header on a disk that may fail here and there. What it does not give back reads
/// as zeros, which are in no whole chunk: everything behind keeps its place, and is found.
public struct BundleReader {
    /// So many pieces in a row: the stick is not bent but gone.
    private static let failureLimit = 16

    private let size: Int
    private let pieceBytes: Int
    private let read: (_ offset: Int, _ count: Int) throws -> [UInt8]
    private var offset = BundleHeader.byteCount
    private var failures = 0

    /// - Parameters:
    ///   - size: of the file, in bytes, header included.
    ///   - pieceBytes: how much is read at once, and lost at once where it cannot be read.
    ///   - read: gives fewer bytes than it was asked for only where the file ends.
    public init(
        size: Int, pieceBytes: Int = 64 << 10, read: @escaping (Int, Int) throws -> [UInt8]
    ) {
        self.size = size
        self.pieceBytes = pieceBytes
        self.read = read
    }

    /// The next piece; empty at the end.
    public mutating func next() -> [UInt8] {
        let count = min(pieceBytes, size - offset)
        guard count > 0, failures < Self.failureLimit else { return [] }
        defer { offset += count }
        guard let piece = try? read(offset, count) else {
            failures += 1
            return [UInt8](repeating: 0, count: count)
        }
        failures = 0
        return piece
    }
}
