import SyncCore
import Testing

@Suite struct VersionVectorTests {
    /// Log lengths of the origins 1, 2 and 3 on either side; zero means never heard of.
    static let pairs: [([UInt64], [UInt64], CausalOrdering)] = [
        ([0, 0, 0], [0, 0, 0], .equal),
        ([1, 0, 0], [1, 0, 0], .equal),
        ([0, 0, 0], [0, 0, 1], .before),
        ([1, 0, 0], [2, 0, 0], .before),
        ([1, 0, 0], [1, 1, 0], .before),  // 2 is unknown on the left: easy to misjudge.
        ([0, 1, 0], [1, 1, 1], .before),
        ([1, 2, 3], [1, 2, 4], .before),
        ([1, 0, 0], [0, 1, 0], .concurrent),
        ([2, 0, 0], [1, 1, 0], .concurrent),
        ([2, 1, 0], [1, 2, 0], .concurrent),
        ([0, 5, 1], [9, 5, 0], .concurrent),
    ]

    @Test(arguments: pairs)
    func ordering(left: [UInt64], right: [UInt64], expected: CausalOrdering) {
        #expect(vector(left).ordering(to: vector(right)) == expected)
        #expect(vector(right).ordering(to: vector(left)) == expected.reversed)
    }

    @Test(arguments: UInt64(0)..<200)
    func joinAndLowerAreUnionAndIntersection(seed: UInt64) {
        var random = Seeded(seed)
        let origins: [Origin] = (1...4).map { id($0) }
        let (a, b, c) = (
            random.vector(origins: origins), random.vector(origins: origins),
            random.vector(origins: origins)
        )
        for origin in origins {
            #expect(a.joined(with: b)[origin] == max(a[origin], b[origin]))
            #expect(a.lowered(to: b)[origin] == min(a[origin], b[origin]))
        }
        #expect(a.joined(with: b) == b.joined(with: a))
        #expect(a.lowered(to: b) == b.lowered(to: a))
        #expect(a.joined(with: b).joined(with: c) == a.joined(with: b.joined(with: c)))
        #expect(a.lowered(to: b).lowered(to: c) == a.lowered(to: b.lowered(to: c)))
        #expect(a.joined(with: a) == a && a.lowered(to: a) == a)
        #expect(a.joined(with: a.lowered(to: b)) == a)
        #expect(a.lowered(to: a.joined(with: b)) == a)
        #expect(a.isCovered(by: b) == (a.joined(with: b) == b))
        #expect(a.isCovered(by: b) == (a.lowered(to: b) == a))
        #expect((a.ordering(to: b) == .equal) == (a == b))
        for origin in origins {
            for sequence in 1...UInt64(5) {
                let dot = Dot(origin: origin, sequence: sequence)
                #expect(a.covers(dot) == (a[origin] >= sequence))
            }
        }
    }

    @Test func anOriginWithNothingHeldHasNoEntry() {
        var vector = VersionVector([(id(2), 3), (id(1), 0), (id(3), 1)])
        #expect(vector.entries.map(\.origin) == [id(2), id(3)])
        vector[id(2)] = 0
        vector[id(9)] = 0
        vector[id(1)] = 7
        #expect(vector.entries.map(\.origin) == [id(1), id(3)])
        vector[id(1)] = 0
        vector[id(3)] = 0
        #expect(vector == VersionVector() && vector.isEmpty)
        #expect(vector.bytes == [0])
    }

    static let badBytes: [(String, [(UInt64, UInt64)], MalformedBytes.Reason)] = [
        ("an origin twice", [(1, 1), (1, 2)], .outOfOrder),
        ("unsorted", [(2, 1), (1, 1)], .outOfOrder),
        ("nothing held", [(1, 0)], .outOfRange),
        ("too long", [(1, Limits.logLength + 1)], .outOfRange),
        ("2^63", [(1, 1 << 63)], .outOfRange),
    ]

    @Test(arguments: badBytes)
    func anImpossibleVectorIsRefused(
        name: String, entries: [(UInt64, UInt64)], reason: MalformedBytes.Reason
    ) {
        var writer = ByteWriter()
        writer.varint(entries.count)
        for (origin, length) in entries {
            writer.identifier(id(origin, Origin.self))
            writer.varint(length)
        }
        var reader = ByteReader(writer.bytes)
        let error = #expect(throws: MalformedBytes.self) { try VersionVector(from: &reader) }
        #expect(error?.reason == reason)
    }

    private func vector(_ lengths: [UInt64]) -> VersionVector {
        VersionVector(zip([1, 2, 3], lengths).map { (id($0), $1) })
    }
}
