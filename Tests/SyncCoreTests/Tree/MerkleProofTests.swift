import SyncCore
import Testing

@Suite struct MerkleProofTests {
    @Test(arguments: 0...70)
    func rootAndInclusionProofsAreThoseOfTheDefinition(size: Int) throws {
        let all = leaves(70)
        let (tree, slice) = (LeafList(all), all[..<size])
        let root = try tree.root(size: UInt64(size))
        #expect(root == NaiveTree.root(slice))
        for index in 0..<size {
            let proof = try tree.inclusionProof(index: UInt64(index), size: UInt64(size))
            #expect(proof == NaiveTree.path(index, slice))
            for other in 0..<(size + 2) {
                // At its own place it is there, and at no other.
                let isThere = MerkleTree.verifyInclusion(
                    leaf: all[index], index: UInt64(other), size: UInt64(size), proof: proof,
                    root: root)
                #expect(isThere == (other == index))
            }
        }
    }

    @Test(arguments: 0...70)
    func consistencyProofsAreThoseOfTheDefinition(size: Int) throws {
        let all = leaves(70)
        let (tree, slice) = (LeafList(all), all[..<size])
        let root = try tree.root(size: UInt64(size))
        for first in 0...size {
            let proof = try tree.consistencyProof(from: UInt64(first), to: UInt64(size))
            #expect(proof == NaiveTree.proof(first, slice))
            let firstRoot = try tree.root(size: UInt64(first))
            #expect(verify(first, firstRoot, size, root, proof))
            #expect(!verify(first, firstRoot.flipping(bit: 0), size, root, proof))
            #expect(!verify(first, firstRoot, size, root, proof + [root]))
            if first != size { #expect(!verify(size, root, first, firstRoot, proof)) }
            // The same root is not that of a log four times as long, however short the proof.
            if first > 0 { #expect(!verify(first, firstRoot, size * 4, root, proof)) }
        }
    }

    static let pairs: [(first: Int, second: Int)] = [
        (1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (7, 8), (8, 13), (13, 21), (31, 64), (64, 70),
    ]

    @Test(arguments: pairs)
    func everyFlippedBitOfAConsistencyProofIsRefused(first: Int, second: Int) throws {
        let tree = LeafList(leaves(second))
        let (old, new) = (
            try tree.root(size: UInt64(first)), try tree.root(size: UInt64(second))
        )
        let proof = try tree.consistencyProof(from: UInt64(first), to: UInt64(second))
        #expect(verify(first, old, second, new, proof))
        for mangled in mangledProofs(proof) {
            #expect(!verify(first, old, second, new, mangled))
        }
        for bit in 0..<256 {
            #expect(!verify(first, old.flipping(bit: bit), second, new, proof))
            #expect(!verify(first, old, second, new.flipping(bit: bit), proof))
        }
    }

    @Test(arguments: pairs)
    func everyFlippedBitOfAnInclusionProofIsRefused(index: Int, size: Int) throws {
        let all = leaves(size)
        let tree = LeafList(all)
        let root = try tree.root(size: UInt64(size))
        let proof = try tree.inclusionProof(index: UInt64(index), size: UInt64(size))
        func verify(_ leaf: Hash, _ proof: [Hash], _ root: Hash) -> Bool {
            MerkleTree.verifyInclusion(
                leaf: leaf, index: UInt64(index), size: UInt64(size), proof: proof, root: root)
        }
        #expect(verify(all[index], proof, root))
        for mangled in mangledProofs(proof) { #expect(!verify(all[index], mangled, root)) }
        for bit in 0..<256 {
            #expect(!verify(all[index].flipping(bit: bit), proof, root))
            #expect(!verify(all[index], proof, root.flipping(bit: bit)))
        }
    }

    @Test func theEmptyTreeBeginsEveryTree() throws {
        let root = try LeafList(leaves(5)).root(size: 5)
        let empty = MerkleTree.emptyRoot
        #expect(verify(0, empty, 5, root, []))
        #expect(verify(0, empty, 0, empty, []))
        #expect(!verify(0, root, 5, root, []))
        #expect(!verify(0, root, 0, root, []))
        #expect(!verify(0, empty, 0, root, []))
        #expect(!verify(0, empty, 5, root, [root]))
    }

    static let sizes: [UInt64] = [
        0, 1, 2, 3, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 63) + 1, .max - 1, .max,
    ]

    @Test(arguments: sizes, sizes)
    func nonsenseOfAnySizeIsRefusedWithoutATrap(small: UInt64, large: UInt64) {
        for count in [0, 1, 2, 62, 63, 64, 65, 127, 300] {
            let proof = [Hash](repeating: .sha256([1]), count: count)
            let root = Hash.sha256([2])
            #expect(
                !MerkleTree.verifyInclusion(
                    leaf: .sha256([3]), index: small, size: large, proof: proof, root: root))
            #expect(
                !MerkleTree.verifyConsistency(
                    first: small, firstRoot: .sha256([4]), second: large, secondRoot: root,
                    proof: proof))
        }
    }

    @Test(arguments: sizes, sizes)
    func proofsHoldUpToTheGreatestSize(small: UInt64, large: UInt64) throws {
        let tree = UniformTree()
        let root = try tree.root(size: large)
        if small < large {
            let proof = try tree.inclusionProof(index: small, size: large)
            #expect(
                MerkleTree.verifyInclusion(
                    leaf: tree.levels[0], index: small, size: large, proof: proof, root: root))
        }
        if small <= large {
            let proof = try tree.consistencyProof(from: small, to: large)
            #expect(
                MerkleTree.verifyConsistency(
                    first: small, firstRoot: try tree.root(size: small), second: large,
                    secondRoot: root, proof: proof))
        }
    }

    @Test func whatIsBeyondTheTreeIsOutOfRange() {
        let tree = LeafList(leaves(5))
        #expect(throws: TreeError.outOfRange) { try tree.inclusionProof(index: 5, size: 5) }
        #expect(throws: TreeError.outOfRange) { try tree.inclusionProof(index: 0, size: 0) }
        #expect(throws: TreeError.outOfRange) { try tree.inclusionProof(index: 0, size: 6) }
        #expect(throws: TreeError.outOfRange) { try tree.consistencyProof(from: 4, to: 3) }
        #expect(throws: TreeError.outOfRange) { try tree.consistencyProof(from: 3, to: 9) }
        #expect(throws: TreeError.outOfRange) { try tree.root(size: .max) }
        #expect(throws: TreeError.outOfRange) { try tree.hash(level: -1, index: 0) }
        #expect(throws: TreeError.outOfRange) { try tree.hash(level: 64, index: 0) }
        #expect(throws: TreeError.outOfRange) { try tree.hash(level: 0, index: .max) }
        #expect(throws: TreeError.outOfRange) { try tree.hash(level: 2, index: 1) }
    }

    /// Every bit flipped, every prefix and suffix, one hash doubled, neighbours exchanged, one more.
    private func mangledProofs(_ proof: [Hash]) -> [[Hash]] {
        var all = [proof + [.zero], [.zero] + proof]
        for place in proof.indices {
            all.append(Array(proof[..<place]))
            all.append(Array(proof[(place + 1)...]))
            all.append(Array(proof[...place]) + proof[place...])
            if place > 0 {
                var swapped = proof
                swapped.swapAt(place, place - 1)
                all.append(swapped)
            }
            for bit in 0..<256 {
                var flipped = proof
                flipped[place] = proof[place].flipping(bit: bit)
                all.append(flipped)
            }
        }
        return all
    }

    private func verify(
        _ first: Int, _ firstRoot: Hash, _ second: Int, _ secondRoot: Hash, _ proof: [Hash]
    ) -> Bool {
        MerkleTree.verifyConsistency(
            first: UInt64(first), firstRoot: firstRoot, second: UInt64(second),
            secondRoot: secondRoot, proof: proof)
    }
}

/// A tree of 2^64 − 1 equal leaves.
private struct UniformTree: SubtreeHashes {
    var levels = [MerkleTree.leaf([1])]

    init() {
        for level in 1..<64 { levels.append(MerkleTree.node(levels[level - 1], levels[level - 1])) }
    }

    func hash(level: Int, index: UInt64) throws -> Hash {
        let (end, overflow) = (index + 1).multipliedReportingOverflow(by: 1 << level)
        try #require(!overflow && end > 0)
        return levels[level]
    }
}
