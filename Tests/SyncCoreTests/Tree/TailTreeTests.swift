import SyncCore
import Testing

/// The end of a tree proves its leaves as the whole tree does (RFC 9162 §2.1.3).
@Suite struct TailTreeTests {
    @Test func `whatever stands before it, the end gives the root and every path of the whole`()
        throws
    {
        let leaves = (0..<24).map { Hash.sha256([UInt8($0)]) }
        for size in 1...leaves.count {
            let whole = LeafList(leaves.prefix(size))
            for first in 0..<size {
                var before = Frontier()
                for leaf in leaves.prefix(first) { before.append(leaf) }
                let tail = TailTree(after: before, Array(leaves[first..<size]))
                #expect(tail.size == UInt64(size))
                #expect(try tail.root(size: tail.size) == whole.root(size: whole.size))
                for index in first..<size {
                    #expect(
                        try tail.inclusionProof(index: UInt64(index), size: tail.size)
                            == whole.inclusionProof(index: UInt64(index), size: whole.size))
                }
            }
        }
    }

    @Test func `what lies before the end, or beyond it, is not known`() throws {
        var before = Frontier()
        for leaf in 0..<4 { before.append(Hash.sha256([UInt8(leaf)])) }
        let tail = TailTree(after: before, [Hash.sha256([4])])
        for (level, index) in [(0, 0), (0, 3), (1, 1), (0, 5), (3, 0), (63, 1)] as [(Int, UInt64)] {
            #expect(throws: TreeError.outOfRange) { try tail.hash(level: level, index: index) }
        }
    }
}
