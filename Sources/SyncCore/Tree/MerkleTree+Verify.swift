/// Checking proofs. Everything here comes from a peer or from paper: any input gives an answer.
extension MerkleTree {
    /// Whether `proof` shows that the tree of `size` leaves with `root` has `leaf` at `index`,
    /// counted from zero (RFC 9162 §2.1.3.2).
    public static func verifyInclusion(
        leaf: Hash, index: UInt64, size: UInt64, proof: [Hash], root: Hash
    ) -> Bool {
        guard index < size else { return false }
        var path = Path(node: index, last: size - 1)
        var computed = leaf
        for sibling in proof {
            guard let side = path.climb() else { return false }
            computed = side == .left ? node(sibling, computed) : node(computed, sibling)
        }
        return path.isAtRoot && computed == root
    }

    /// Whether `proof` shows that the tree of `second` leaves begins with the one of `first`
    /// leaves (RFC 9162 §2.1.4.2).
    ///
    /// Beyond the RFC, which leaves these open: equal sizes want equal roots and an empty proof, and
    /// the empty tree, by its one root, begins every tree with an empty proof.
    public static func verifyConsistency(
        first: UInt64, firstRoot: Hash, second: UInt64, secondRoot: Hash, proof: [Hash]
    ) -> Bool {
        guard first <= second else { return false }
        if first == 0 && firstRoot != emptyRoot { return false }
        if first == second { return proof.isEmpty && firstRoot == secondRoot }
        if first == 0 { return proof.isEmpty }
        return verifyGrowth(first, firstRoot, second, secondRoot, proof)
    }

    /// The proper case: 0 < first < second.
    private static func verifyGrowth(
        _ first: UInt64, _ firstRoot: Hash, _ second: UInt64, _ secondRoot: Hash, _ proof: [Hash]
    ) -> Bool {
        // A first tree that is complete is a node of the second, which the proof leaves out.
        let isComplete = first.nonzeroBitCount == 1
        guard let start = isComplete ? firstRoot : proof.first else { return false }
        var path = Path(node: first - 1, last: second - 1)
        path.skipRightEdges()
        var (old, new) = (start, start)
        for sibling in isComplete ? proof[...] : proof.dropFirst() {
            guard let side = path.climb() else { return false }
            if side == .left { old = node(sibling, old) }
            new = side == .left ? node(sibling, new) : node(new, sibling)
        }
        return path.isAtRoot && old == firstRoot && new == secondRoot
    }
}

/// The way from a node up to the root: `node` is `fn` and `last` is `sn` of RFC 9162.
private struct Path {
    var node: UInt64
    /// The last node on the same level.
    var last: UInt64

    var isAtRoot: Bool { last == 0 }

    /// On which side of us the next hash of the proof stands.
    enum Side { case left, right }

    /// Goes up to where the next sibling is joined; nil at the root, where a proof must have ended.
    mutating func climb() -> Side? {
        guard !isAtRoot else { return nil }
        guard node & 1 == 1 || node == last else {
            goUp(1)
            return .right
        }
        // On the right edge of the tree the levels without a sibling are passed over.
        if node & 1 == 0 { goUp(node.trailingZeroBitCount) }
        goUp(1)
        return .left
    }

    /// Goes up while the node is a right child: to the largest complete subtree that it ends.
    mutating func skipRightEdges() { goUp((~node).trailingZeroBitCount) }

    private mutating func goUp(_ levels: Int) {
        node >>= levels
        last >>= levels
    }
}
