/// A tree of which only the end is held leaf by leaf, and the frontier of what stands before: enough to prove
/// any leaf of that end.
public struct TailTree: SubtreeHashes, Sendable {
    private let before: Frontier
    private let leaves: [Hash]

    /// - Parameter leaves: those that follow, in order; fewer than 2⁴⁰.
    public init(after before: Frontier, _ leaves: [Hash]) {
        self.before = before
        self.leaves = leaves
    }

    /// The number of leaves, those before included.
    public var size: UInt64 { before.size + UInt64(leaves.count) }

    /// Throws `TreeError.outOfRange` for what lies beyond the end, or below a peak of what stands before.
    public func hash(level: Int, index: UInt64) throws(TreeError) -> Hash {
        if let peak = peak(level: level, index: index) { return peak }
        guard level > 0 else {
            guard index >= before.size, index < size else { throw .outOfRange }
            return leaves[Int(index - before.size)]
        }
        guard level < 64, index < size else { throw .outOfRange }
        return MerkleTree.node(
            try hash(level: level - 1, index: 2 * index),
            try hash(level: level - 1, index: 2 * index + 1))
    }

    private func peak(level: Int, index: UInt64) -> Hash? {
        guard level < 64, before.size & (1 << UInt64(level)) != 0 else { return nil }
        // Before the peak of this size stand those of the greater ones.
        let greater = (before.size >> UInt64(level)) >> 1
        guard index == greater << 1 else { return nil }
        return before.peaks[greater.nonzeroBitCount]
    }
}
