/// The right edge of a log's tree: all that is needed to go on from a length and to know its root.
///
/// Holds one peak for each bit of the size, the root of the complete subtree of that many leaves,
/// the largest first ("compact range" of the transparency-log libraries).
public struct Frontier: Hashable, Sendable {
    /// The greatest size: more than a log can ever reach, and far from an overflow.
    public static let sizeLimit: UInt64 = 1 << 62

    /// The number of leaves.
    public private(set) var size: UInt64
    /// The roots of the complete subtrees from left to right, the largest first.
    public private(set) var peaks: [Hash]

    /// The frontier of the empty log.
    public init() {
        size = 0
        peaks = []
    }

    /// A frontier as it was stored or sent; nil unless there is one peak for each bit of `size`
    /// and `size` is within `sizeLimit`.
    public init?(size: UInt64, peaks: [Hash]) {
        guard size <= Self.sizeLimit, peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// The root of the tree.
    public var root: Hash {
        guard var root = peaks.last else { return MerkleTree.emptyRoot }
        for peak in peaks.dropLast().reversed() { root = MerkleTree.node(peak, root) }
        return root
    }

    /// Adds the leaf with this hash.
    public mutating func append(_ leaf: Hash) {
        join(leaf, ofSize: 1)
    }

    /// Adds the leaf with this hash. Gives the root of the complete subtree of 2^`level` leaves that
    /// ends with it; nil where none does.
    public mutating func append(_ leaf: Hash, completing level: Int) -> Hash? {
        join(leaf, ofSize: 1, noting: 1 << UInt64(level))
    }

    /// Adds a complete subtree by its root.
    ///
    /// Throws `TreeError.misaligned`, the frontier as it was, unless `count` is a power of two that
    /// divides `size`, and the sum is within `sizeLimit`.
    public mutating func append(subtree: Hash, ofSize count: UInt64) throws(TreeError) {
        let fits = count <= Self.sizeLimit && size <= Self.sizeLimit - count
        guard fits, count.nonzeroBitCount == 1, size & (count - 1) == 0 else {
            throw .misaligned(size: size, subtree: count)
        }
        join(subtree, ofSize: count)
    }

    /// Joins what is complete; the root of the subtree of `noted` leaves, if one came about on the way.
    @discardableResult
    private mutating func join(
        _ subtree: Hash, ofSize count: UInt64, noting noted: UInt64 = 0
    ) -> Hash? {
        var root = subtree
        var bit = count
        var seen = bit == noted ? root : nil
        while size & bit != 0, let peak = peaks.popLast() {
            root = MerkleTree.node(peak, root)
            bit <<= 1
            if bit == noted { seen = root }
        }
        peaks.append(root)
        size += count
        return seen
    }
}
