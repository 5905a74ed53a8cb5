/// The tree of a log of which only the first `held` leaves are here; what stands behind them is known as
/// far as a consistency proof from `held` to `size` shows it.
///
/// That is enough for a proof from any smaller length to `size`: each subtree that such a proof names lies
/// within what is held, stands in the kept proof, or is joined from both (docs/decisions/0019).
public struct ProvedTree<Held: SubtreeHashes> {
    private let tree: Held
    private let held: UInt64
    private let size: UInt64
    /// The subtrees beyond what is held, by where they begin.
    private var beyond: [UInt64: (count: UInt64, root: Hash)] = [:]

    /// - Parameter proof: from `held` to `size`, verified before.
    /// - Throws: `TreeError.outOfRange` where it is none: of another length than such a proof has.
    public init(_ tree: Held, held: UInt64, size: UInt64, proof: [Hash]) throws(TreeError) {
        guard held > 0, held <= size else { throw .outOfRange }
        self.tree = tree
        self.held = held
        self.size = size
        let places = MerkleTree.consistencyPlaces(from: held, to: size)
        guard places.count == proof.count else { throw .outOfRange }
        for (place, root) in zip(places, proof) where place.start >= held {
            beyond[place.start] = (place.count, root)
        }
    }

    /// The proof that the tree of `size` leaves begins with the one of the first `first`.
    ///
    /// Throws `TreeError.outOfRange` unless `first` ≤ `held`, or what the tree throws.
    public func consistencyProof(from first: UInt64) throws -> [Hash] {
        guard first <= held else { throw TreeError.outOfRange }
        return try MerkleTree.consistencyPlaces(from: first, to: size).map {
            try root(start: $0.start, count: $0.count)
        }
    }

    private func root(start: UInt64, count: UInt64) throws -> Hash {
        if start + count <= held { return try tree.root(start: start, count: count) }
        if let known = beyond[start], known.count == count { return known.root }
        guard start < held, count > 1 else { throw TreeError.outOfRange }
        let split = MerkleTree.split(count)
        return MerkleTree.node(
            try root(start: start, count: split),
            try root(start: start + split, count: count - split))
    }
}
