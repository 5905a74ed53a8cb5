import SyncCore
import Testing

@Suite struct FrontierTests {
    @Test func theRootIsThatOfTheDefinitionAtEverySize() {
        let all = leaves(70)
        var frontier = Frontier()
        for size in 0...70 {
            #expect(frontier.size == UInt64(size))
            #expect(frontier.root == NaiveTree.root(all[..<size]))
            #expect(frontier.peaks.count == size.nonzeroBitCount)
            #expect(Frontier(size: UInt64(size), peaks: frontier.peaks) == frontier)
            if size < 70 { frontier.append(all[size]) }
        }
    }

    @Test(arguments: 0...32, [1, 2, 4, 8, 16])
    func aSubtreeGoesOnlyWhereItIsAligned(size: Int, count: Int) throws {
        let all = leaves(size + count)
        let before = frontier(all[..<size])
        var after = before
        let subtree = NaiveTree.root(all[size...])
        if size.isMultiple(of: count) {
            try after.append(subtree: subtree, ofSize: UInt64(count))
            #expect(after == frontier(all[...]))
        } else {
            #expect(throws: TreeError.misaligned(size: UInt64(size), subtree: UInt64(count))) {
                try after.append(subtree: subtree, ofSize: UInt64(count))
            }
            #expect(after == before)
        }
    }

    @Test(arguments: [0, 3, 5, 6, 7, 12, .max, 1 << 63, (1 << 63) + 1] as [UInt64])
    func onlyAPowerOfTwoIsASubtree(count: UInt64) {
        var frontier = Frontier()
        #expect(throws: TreeError.self) { try frontier.append(subtree: .zero, ofSize: count) }
        #expect(frontier == Frontier())
    }

    @Test func theSizeStaysWithinItsLimit() throws {
        let limit = Frontier.sizeLimit
        var full = try #require(Frontier(size: limit, peaks: [.zero]))
        #expect(throws: TreeError.self) { try full.append(subtree: .zero, ofSize: limit) }
        #expect(throws: TreeError.self) { try full.append(subtree: .zero, ofSize: 1) }
        full.append(.zero)
        #expect(throws: TreeError.self) { try full.append(subtree: .zero, ofSize: 1) }
        #expect(Frontier(size: limit + 1, peaks: [.zero, .zero]) == nil)
        #expect(Frontier(size: .max, peaks: [Hash](repeating: .zero, count: 64)) == nil)
    }

    @Test(arguments: [(0, 1), (1, 0), (1, 2), (3, 1), (3, 3), (8, 3)] as [(UInt64, Int)])
    func aStoredFrontierHasOnePeakForEachBit(size: UInt64, peaks: Int) {
        #expect(Frontier(size: size, peaks: [Hash](repeating: .zero, count: peaks)) == nil)
    }

    private func frontier(_ leaves: ArraySlice<Hash>) -> Frontier {
        var frontier = Frontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier
    }
}
