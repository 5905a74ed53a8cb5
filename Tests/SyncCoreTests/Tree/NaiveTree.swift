import SyncCore

/// The definitions of RFC 6962 §2.1 as they stand there, over a slice of leaf hashes.
enum NaiveTree {
    static func root(_ leaves: ArraySlice<Hash>) -> Hash {
        guard let first = leaves.first else { return .sha256([]) }
        guard leaves.count > 1 else { return first }
        let (left, right) = halves(leaves)
        return .sha256([0x01], root(left).bytes, root(right).bytes)
    }

    /// PATH(m, D[n]) of §2.1.1.
    static func path(_ index: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
        guard leaves.count > 1 else { return [] }
        let (left, right) = halves(leaves)
        return index < left.count
            ? path(index, left) + [root(right)]
            : path(index - left.count, right) + [root(left)]
    }

    /// PROOF(m, D[n]) of §2.1.2, and the empty proof where the RFC has none.
    static func proof(_ first: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
        first == 0 ? [] : subproof(first, leaves, isWhole: true)
    }

    private static func subproof(
        _ first: Int, _ leaves: ArraySlice<Hash>, isWhole: Bool
    ) -> [Hash] {
        guard first < leaves.count else { return isWhole ? [] : [root(leaves)] }
        let (left, right) = halves(leaves)
        return first <= left.count
            ? subproof(first, left, isWhole: isWhole) + [root(right)]
            : subproof(first - left.count, right, isWhole: false) + [root(left)]
    }

    private static func halves(
        _ leaves: ArraySlice<Hash>
    ) -> (left: ArraySlice<Hash>, right: ArraySlice<Hash>) {
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return (leaves.prefix(split), leaves.dropFirst(split))
    }
}

/// `count` distinct leaves.
func leaves(_ count: Int) -> [Hash] {
    (0..<count).map { MerkleTree.leaf([UInt8(truncatingIfNeeded: $0), 0xA5]) }
}

extension Hash {
    /// The hash with one bit, 0…255, turned over.
    func flipping(bit: Int) -> Hash {
        var bytes = self.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return Hash(bytes: bytes) ?? .zero
    }
}
