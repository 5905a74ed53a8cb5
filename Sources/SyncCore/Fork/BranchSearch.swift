/// Finds where two branches of one log part, by roots alone: each side says its roots at a few lengths,
/// the other narrows the gap tenfold and answers with its own. A million changes take six probes of less
/// than a kilobyte together: sixteenths would take five, and more bytes, and no round trip less
/// (decision 0041).
public enum BranchSearch {
    /// Parts into which a gap is cut.
    static let width: UInt64 = 10

    /// What a probe says, compared with one's own log.
    public enum Step: Hashable, Sendable {
        /// Ask on with this.
        case ask(Probe)
        /// Both agree up to `point` and differ after it. `reply` tells the peer, where it cannot know.
        case found(point: UInt64, reply: Probe?)
        /// Everything that can be compared agrees.
        case none
    }

    /// Roots of one log at some lengths, as one side holds them.
    public struct Probe: Hashable, Sendable {
        public struct Mark: Hashable, Sendable {
            public let length: UInt64
            /// The first 8 bytes of the root.
            public let rootHead: UInt64

            public init(length: UInt64, rootHead: UInt64) {
                self.length = length
                self.rootHead = rootHead
            }
        }

        public let scope: Scope
        public let origin: Origin
        /// Ascending by length, 1 to 32 of them.
        public let marks: [Mark]

        public init(scope: Scope, origin: Origin, marks: [Mark]) {
            self.scope = scope
            self.origin = origin
            self.marks = marks
        }

        /// The two lengths between which the branches part, and nothing else: its sender has found it.
        var isResult: Bool { marks.count == 2 && marks[0].length + 1 == marks[1].length }
    }

    /// The first question about a log whose roots at `length` differ, or what is found without one.
    /// - Parameter rootHead: of the own log at a length.
    public static func begin(
        _ scope: Scope, _ origin: Origin, differingAt length: UInt64,
        rootHead: (UInt64) throws -> UInt64
    ) rethrows -> Step {
        guard length > 1 else {
            let marks = try marks([0, 1], rootHead)
            return .found(point: 0, reply: Probe(scope: scope, origin: origin, marks: marks))
        }
        return .ask(try probe(scope, origin, between: 0, and: length, rootHead))
    }

    /// Compares a probe of the peer with the own log.
    /// - Parameters:
    ///   - length: of the own log.
    ///   - rootHead: of the own log at a length from 1 to `length`.
    public static func step(
        _ probe: Probe, length: UInt64, rootHead: (UInt64) throws -> UInt64
    ) rethrows -> Step {
        var low: UInt64 = 0
        var high: UInt64?
        for mark in probe.marks where mark.length > 0 && mark.length <= length {
            guard try rootHead(mark.length) == mark.rootHead else {
                high = mark.length
                break
            }
            low = mark.length
        }
        guard let high else { return .none }
        guard low + 1 == high else {
            return .ask(
                try self.probe(probe.scope, probe.origin, between: low, and: high, rootHead))
        }
        let reply = try Probe(
            scope: probe.scope, origin: probe.origin, marks: marks([low, high], rootHead))
        return .found(
            point: PlantedBug.forkPointTooHigh.isPlanted ? high : low,
            reply: probe.isResult ? nil : reply)
    }

    private static func probe(
        _ scope: Scope, _ origin: Origin, between low: UInt64, and high: UInt64,
        _ rootHead: (UInt64) throws -> UInt64
    ) rethrows -> Probe {
        let gap = high - low
        // Without the beginning two marks one apart would ask, which is how a point is told.
        let isFromStart = low == 0 && (gap > 2 || PlantedBug.pointUntold.isPlanted)
        var lengths: [UInt64] = isFromStart ? [] : [low]
        for part in 1..<width {
            let length = low + gap / width * part + gap % width * part / width
            if length > lengths.last ?? low, length < high { lengths.append(length) }
        }
        lengths.append(high)
        return Probe(scope: scope, origin: origin, marks: try marks(lengths, rootHead))
    }

    private static func marks(
        _ lengths: [UInt64], _ rootHead: (UInt64) throws -> UInt64
    ) rethrows -> [Probe.Mark] {
        try lengths.map { .init(length: $0, rootHead: $0 == 0 ? 0 : try rootHead($0)) }
    }
}

/// What an exchange has found out of one log that both sides hold differently.
public struct Divergence: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    /// The length up to which both agree; nil while it is searched for.
    public let point: UInt64?

    public init(scope: Scope, origin: Origin, point: UInt64?) {
        self.scope = scope
        self.origin = origin
        self.point = point
    }

    public func isAbout(_ scope: Scope, _ origin: Origin) -> Bool {
        self.scope == scope && self.origin == origin
    }
}

/// What is known, after a message was taken, of logs that differ from the peer's.
public struct DivergenceReport: Hashable, Sendable {
    public var logs: [Divergence] = []
    /// What to ask and to tell the peer next.
    public var probes: [BranchSearch.Probe] = []

    public init() {}

    public var isEmpty: Bool { logs.isEmpty && probes.isEmpty }

    /// Whether a run was turned away only because the two logs have parted.
    func explains(_ turned: Message.TurnedAway) -> Bool {
        turned.error == .brokenRoot
            && logs.contains { $0.scope == turned.scope && $0.origin == turned.origin }
    }
}
