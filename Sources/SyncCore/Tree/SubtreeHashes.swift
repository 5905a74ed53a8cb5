/// The complete subtrees of a log's tree: what a store keeps, or computes again from its segments.
public protocol SubtreeHashes {
    /// The root of the complete subtree of 2^`level` leaves that begins at leaf `index` · 2^`level`.
    ///
    /// Throws `TreeError.outOfRange` where the log does not reach that far, or what the store throws.
    func hash(level: Int, index: UInt64) throws -> Hash
}

extension SubtreeHashes {
    /// The root of the tree of the first `size` leaves.
    public func root(size: UInt64) throws -> Hash {
        guard size > 0 else { return MerkleTree.emptyRoot }
        return try root(start: 0, count: size)
    }

    /// The proof that leaf `index`, counted from zero, stands in the tree of the first `size`
    /// leaves: the siblings on its way to the root, the lowest first (RFC 9162 §2.1.3.1).
    ///
    /// Throws `TreeError.outOfRange` unless `index` < `size`.
    public func inclusionProof(index: UInt64, size: UInt64) throws -> [Hash] {
        guard index < size else { throw TreeError.outOfRange }
        var proof: [Hash] = []
        var (start, count) = (0 as UInt64, size)
        while count > 1 {
            let split = MerkleTree.split(count)
            if index - start < split {
                proof.append(try root(start: start + split, count: count - split))
                count = split
            } else {
                proof.append(try root(start: start, count: split))
                (start, count) = (start + split, count - split)
            }
        }
        return proof.reversed()
    }

    /// The proof that the tree of the first `second` leaves begins with the one of the first
    /// `first` (RFC 9162 §2.1.4.1). Empty when the sizes are equal, or `first` is zero.
    ///
    /// Throws `TreeError.outOfRange` unless `first` ≤ `second`.
    public func consistencyProof(from first: UInt64, to second: UInt64) throws -> [Hash] {
        guard first <= second else { throw TreeError.outOfRange }
        return try MerkleTree.consistencyPlaces(from: first, to: second).map {
            try root(start: $0.start, count: $0.count)
        }
    }

    /// The root over `count` ≥ 1 leaves from `start`, which is a multiple of the least power of two
    /// that is not below `count`: every place is where the RFC's tree begins a subtree.
    func root(start: UInt64, count: UInt64) throws -> Hash {
        guard count.nonzeroBitCount > 1 else {
            let level = count.trailingZeroBitCount
            return try hash(level: level, index: start >> level)
        }
        let split = MerkleTree.split(count)
        return MerkleTree.node(
            try root(start: start, count: split),
            try root(start: start + split, count: count - split))
    }
}

extension MerkleTree {
    /// The subtrees whose roots are the consistency proof from `first` to `second` leaves, in its order.
    static func consistencyPlaces(
        from first: UInt64, to second: UInt64
    ) -> [(start: UInt64, count: UInt64)] {
        guard first > 0, first < second else { return [] }
        var places: [(start: UInt64, count: UInt64)] = []
        var (start, old, count) = (0 as UInt64, first, second)
        while old != count {
            let split = split(count)
            if old <= split {
                places.append((start + split, count - split))
                count = split
            } else {
                places.append((start, split))
                (start, old, count) = (start + split, old - split, count - split)
            }
        }
        // The verifier knows the first root: a subtree that is the whole first tree is left out.
        if start > 0 { places.append((start, count)) }
        return places.reversed()
    }
}
