/// A tree in memory, for small logs and for tests: every complete subtree, level by level.
public struct LeafList: SubtreeHashes, Sendable {
    /// At each level the roots of the complete subtrees from left to right; the leaves first.
    private var levels: [[Hash]] = []

    /// A tree over these leaf hashes.
    public init(_ leaves: some Sequence<Hash> = []) {
        for leaf in leaves { append(leaf) }
    }

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels.first?.count ?? 0) }

    /// Adds the leaf with this hash, and the subtrees that it completes.
    public mutating func append(_ leaf: Hash) {
        var root = leaf
        var level = 0
        while level < levels.count {
            let left = levels[level].last
            levels[level].append(root)
            guard let left, levels[level].count.isMultiple(of: 2) else { return }
            root = MerkleTree.node(left, root)
            level += 1
        }
        levels.append([root])
    }

    public func hash(level: Int, index: UInt64) throws(TreeError) -> Hash {
        guard levels.indices.contains(level), index < UInt64(levels[level].count) else {
            throw .outOfRange
        }
        return levels[level][Int(index)]
    }
}
