/// What the words of its county make of one station's scope: whether it has ended, who carries on, and
/// what came later than anybody named. A function of the words, in any order (I3); it decides about no
/// change whether it counts.
public struct Boundaries: Hashable, Sendable {
    /// A word with a place where it stands, in a log of the scope's authority.
    public struct Placed: Hashable, Sendable {
        public let dot: Dot
        public let word: BoundaryChange

        public init(_ word: BoundaryChange, at dot: Dot) {
            self.word = word
            self.dot = dot
        }
    }

    /// Of the first word; nil while the station lives.
    public private(set) var dissolution: BoundaryChange.Dissolution?
    /// In the order of the words that name them; a county that was put back, and has forgotten, may name
    /// others, and none is dropped but by a word that says so.
    public private(set) var successors: [NamedScope] = []
    /// Whose work the station carries on, with when it began to.
    public private(set) var predecessors: [Predecessor] = []
    /// How much of each log was named so far.
    public private(set) var named = VersionVector()
    /// How much of each was named when the station ended: what lies beyond came later.
    private var namedFirst = VersionVector()
    private var dots: Set<Dot> = []
    private var latest = Int64.min

    public struct Predecessor: Hashable, Sendable {
        public let station: NamedScope
        public let at: Int64
    }

    public init(_ words: some Sequence<Placed> = []) {
        for placed in words.sorted(by: Self.isBefore) { take(placed) }
    }

    private static func isBefore(_ one: Placed, _ other: Placed) -> Bool {
        (one.word.at, one.dot.origin, one.dot.sequence)
            < (other.word.at, other.dot.origin, other.dot.sequence)
    }

    private mutating func take(_ placed: Placed) {
        switch placed.word {
        case .carryOn(let station, let at):
            guard !predecessors.contains(where: { $0.station.scope == station.scope }) else {
                return
            }
            predecessors.append(Predecessor(station: station, at: at))
        case .dissolve(let word):
            dots.insert(placed.dot)
            latest = max(latest, word.at)
            dissolution = dissolution ?? word
            if word.isInstead { successors = [] }
            for station in word.successors
            where !successors.contains(where: { $0.scope == station.scope }) {
                successors.append(station)
            }
            for end in word.ends {
                named[end.origin] = max(named[end.origin], end.length)
                guard word.at == dissolution?.at else { continue }
                namedFirst[end.origin] = max(namedFirst[end.origin], end.length)
            }
        }
    }

    public var isDissolved: Bool { dissolution != nil }

    /// A time for a word that closes the scope again: later than all words before it, whatever the clock
    /// says, for the first one is told by its time.
    public func timeToCloseAgain(at now: Int64) -> Int64 {
        latest == .max ? .max : max(now, latest + 1)
    }

    /// Whether the author of a change with this context had a word of the end in front of them.
    public func isHeard(by context: Context) -> Bool { dots.contains(where: context.covers) }

    /// Logs of which more is held than any word names. The authorities' own are none of them: governing
    /// goes on.
    public func unnamed(in held: VersionVector, besides authorities: Set<Origin>) -> [Origin] {
        guard isDissolved else { return [] }
        return held.entries.filter {
            !authorities.contains($0.origin) && $0.length > named[$0.origin]
        }.map(\.origin)
    }

    /// What came after the scope was closed, log by log: from the first to the last sequence.
    public func late(
        in held: VersionVector, besides authorities: Set<Origin>
    ) -> [(origin: Origin, sequences: ClosedRange<UInt64>)] {
        guard isDissolved else { return [] }
        return held.entries.compactMap { entry in
            let known = namedFirst[entry.origin]
            guard !authorities.contains(entry.origin), entry.length > known else { return nil }
            return (entry.origin, known + 1...entry.length)
        }
    }
}

extension BoundaryChange {
    fileprivate var at: Int64 {
        switch self {
        case .dissolve(let dissolution): dissolution.at
        case .carryOn(_, let at): at
        }
    }
}
