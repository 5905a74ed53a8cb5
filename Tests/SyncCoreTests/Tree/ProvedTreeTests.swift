import SyncCore
import Testing

/// Whoever holds a part of a log below a later signature can cut that part again.
@Suite struct ProvedTreeTests {
    @Test(arguments: 1...40)
    func `from a part and its proof follows the proof of every smaller part`(size: Int) throws {
        let all = leaves(size)
        let whole = LeafList(all)
        for held in 1...size {
            let part = LeafList(all[..<held])
            let kept = try whole.consistencyProof(from: UInt64(held), to: UInt64(size))
            let tree = try ProvedTree(
                part, held: UInt64(held), size: UInt64(size), proof: kept)
            for first in 0...held {
                #expect(
                    try tree.consistencyProof(from: UInt64(first))
                        == NaiveTree.proof(first, all[...]))
            }
            #expect(throws: TreeError.outOfRange) {
                try tree.consistencyProof(from: UInt64(held + 1))
            }
        }
    }

    @Test func `a proof of another length, and lengths that cannot be, are turned away`() throws {
        let part = LeafList(leaves(5))
        let kept = try LeafList(leaves(9)).consistencyProof(from: 5, to: 9)
        for proof in [[], Array(kept.dropLast()), kept + [.zero]] {
            #expect(throws: TreeError.outOfRange) {
                try ProvedTree(part, held: 5, size: 9, proof: proof)
            }
        }
        #expect(throws: TreeError.outOfRange) {
            try ProvedTree(part, held: 0, size: 9, proof: [])
        }
        #expect(throws: TreeError.outOfRange) {
            try ProvedTree(part, held: 10, size: 9, proof: [])
        }
    }
}
