import Testing

@testable import SyncCore

/// Protocol §6: the first difference between two logs is found by their roots.
@Suite struct BranchSearchTests {
    private static let million: UInt64 = 1_000_000

    @Test func `the first difference of two logs of a million changes costs less than a kilobyte`()
        throws
    {
        var dice = Seeded(7)
        var places: [UInt64] = [
            0, 1, 9, 10, 11, 65_535, 65_536, 524_287, 524_288, 999_998, 999_999,
        ]
        for _ in 0..<200 { places.append(dice.next() % Self.million) }
        for place in places {
            let talk = try search(PlainLog(altered: nil), PlainLog(altered: place))
            #expect(talk.points == [place, place], "both know it: \(place)")
            #expect(talk.probes.count <= 7, "\(place)")
            // The vectors went with the first request; a probe goes with every message from then on.
            #expect(1 + talk.probes.count / 2 <= 5, "round trips: \(place)")
            #expect(try bytes(of: talk.probes) <= 1_000, "\(place)")
        }
    }

    /// Whoever does not know the point does not show its branch, and is shown no other.
    @Test func `however short two logs are, both ends know where they part`() throws {
        for shorter: UInt64 in 1...24 {
            for place in 0..<shorter {
                for longer in [shorter, shorter + 3] {
                    let talk = try search(
                        PlainLog(altered: nil), PlainLog(altered: place),
                        lengths: [longer, shorter])
                    #expect(talk.points == [place, place], "\(place) of \(shorter), \(longer)")
                }
            }
        }
    }

    @Test func `two logs of any length are found equal by one root each`() throws {
        let (one, all) = (try stated(1), try stated(Self.million))
        #expect(all - one <= 2, "a longer length, and no further root")
        var asked: [UInt64] = []
        let log = PlainLog(altered: nil)
        let step = BranchSearch.step(
            .init(
                scope: id(1), origin: id(2),
                marks: [.init(length: Self.million, rootHead: log.rootHead(Self.million))]),
            length: Self.million
        ) {
            asked.append($0)
            return log.rootHead($0)
        }
        #expect(step == .none && asked == [Self.million])
    }

    /// Programs cut gaps into other parts than this one does: what a probe says stands in it.
    @Test func `a neighbour that cuts gaps otherwise finds the same`() throws {
        let (here, there) = (PlainLog(altered: nil), PlainLog(altered: 123_456))
        var (low, high): (UInt64, UInt64) = (0, Self.million)
        while low + 1 < high {
            let middle = low + (high - low) / 2
            let marks = [low, middle, high].filter { $0 > 0 }.map {
                BranchSearch.Probe.Mark(length: $0, rootHead: here.rootHead($0))
            }
            let probe = BranchSearch.Probe(scope: id(1), origin: id(2), marks: marks)
            switch BranchSearch.step(probe, length: Self.million, rootHead: there.rootHead) {
            case .ask(let answer):
                low = answer.marks.last { $0.rootHead == here.rootHead($0.length) }?.length ?? 0
                high = try #require(
                    answer.marks.first { $0.rootHead != here.rootHead($0.length) }?.length)
            case .found(let point, _): (low, high) = (point, point + 1)
            case .none: Issue.record("they differ")
            }
        }
        #expect(low == 123_456)
    }

    /// What both ends find, and every probe between them.
    /// - Parameter lengths: of both; the first has seen that the other's root is none of its own.
    private func search(
        _ here: PlainLog, _ there: PlainLog, lengths: [UInt64] = [million, million]
    ) throws -> (points: [UInt64], probes: [BranchSearch.Probe]) {
        var probes: [BranchSearch.Probe] = []
        var points: [UInt64] = []
        var step = BranchSearch.begin(
            id(1), id(2), differingAt: lengths[1], rootHead: here.rootHead)
        var logs = [(there, lengths[1]), (here, lengths[0])]
        while true {
            let probe: BranchSearch.Probe
            switch step {
            case .ask(let next): probe = next
            case .found(let point, let reply):
                points.append(point)
                guard let reply else { return (points, probes) }
                probe = reply
            case .none: return (points, probes)
            }
            probes.append(probe)
            let (log, length) = logs[0]
            step = BranchSearch.step(probe, length: length, rootHead: log.rootHead)
            logs.swapAt(0, 1)
        }
    }

    private func bytes(of probes: [BranchSearch.Probe]) throws -> Int {
        let plain = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        return probes.reduce(0) { sum, probe in
            var message = plain
            message.branches = [probe]
            return sum + message.bytes.count - plain.bytes.count
        }
    }

    /// Bytes by which a message grows that states a log of such a length.
    private func stated(_ length: UInt64) throws -> Int {
        let plain = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        var message = plain
        let root = PlainLog(altered: nil).root(length)
        message.vectors = [
            StatedScope(
                Holdings.ScopeHolding(
                    scope: id(1), logs: [.init(origin: id(2), length: length, root: root)]))
        ]
        return message.bytes.count - plain.bytes.count
    }
}

/// A log whose changes all have one leaf, but for one of them: its roots cost a few hashes at any length.
private struct PlainLog {
    /// The place of the change that is another one, from 0.
    let altered: UInt64?

    private static let plain: [Hash] = {
        var hashes = [Hash.sha256([0])]
        for _ in 0..<24 {
            let last = hashes[hashes.count - 1]
            hashes.append(MerkleTree.node(last, last))
        }
        return hashes
    }()

    func rootHead(_ length: UInt64) -> UInt64 { root(length).prefix8 }

    /// RFC 6962 §2.1, of the first `length` changes.
    func root(_ length: UInt64) -> Hash {
        var (start, rest) = (UInt64(0), length)
        var parts: [Hash] = []
        while rest > 0 {
            let level = 63 - rest.leadingZeroBitCount
            parts.append(subtree(level, at: start))
            start += 1 << UInt64(level)
            rest -= 1 << UInt64(level)
        }
        guard var root = parts.popLast() else { return Hash.sha256([]) }
        while let left = parts.popLast() { root = MerkleTree.node(left, root) }
        return root
    }

    private func subtree(_ level: Int, at start: UInt64) -> Hash {
        guard let altered, altered >= start, altered - start < 1 << UInt64(level) else {
            return Self.plain[level]
        }
        guard level > 0 else { return Hash.sha256([1]) }
        let half = UInt64(1) << UInt64(level - 1)
        return MerkleTree.node(
            subtree(level - 1, at: start), subtree(level - 1, at: start + half))
    }
}
