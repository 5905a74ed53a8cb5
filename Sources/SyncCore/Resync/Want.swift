/// A part of a log that is asked for again although it is held, or was: what is here is damaged, or a new
/// store is being filled.
public struct Want: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    /// The next that is missing.
    public private(set) var first: UInt64
    public let last: UInt64
    /// Row by row: columns may lean on what is damaged here.
    public let isLiteral: Bool

    public init(
        scope: Scope, origin: Origin, first: UInt64, last: UInt64, isLiteral: Bool = false
    ) {
        self.scope = scope
        self.origin = origin
        self.first = first
        self.last = last
        self.isLiteral = isLiteral
    }

    public var isMet: Bool { first > last }

    /// Whether a run is the answer to this.
    public func isAnswered(by run: Run) -> Bool {
        run.scope == scope && run.origin == origin && (run.first...run.last).contains(first)
    }

    /// What is missing after a run.
    public func after(_ run: Run) -> Want {
        var want = self
        if isAnswered(by: run) { want.first = run.last + 1 }
        return want
    }

    /// How it is said: a gap from there on, and that columns are of no use.
    var words: [Message.TurnedAway] {
        var words = [Message.TurnedAway(scope: scope, origin: origin, error: .gap(expected: first))]
        if isLiteral { words.append(.init(scope: scope, origin: origin, error: .unreadable)) }
        return words
    }
}

/// What one exchange asks for again, and how far it has come with it.
public struct Wants: Sendable {
    /// More logs at once than that wait: each answer is bounded by the room of one message.
    private static let limit = 64
    /// Nobody who has to be asked for everything anew is asked more often than that in a row.
    public static let patience = 3

    public private(set) var open: [Want]
    /// Answers in a row that have given nothing of what was asked for.
    private var misses = 0

    /// Whether there is nothing more to ask, or nobody gives it.
    public var isOver: Bool { open.isEmpty || misses >= Self.patience }

    public init(_ wants: [Want]) { open = wants.filter { !$0.isMet } }

    /// The first of each log: an answer gives a log in one piece.
    var asked: [Want] {
        var logs: Set<[UInt8]> = []
        return Array(
            open.filter { logs.insert($0.scope.bytes + $0.origin.bytes).inserted }
                .prefix(Self.limit))
    }

    /// What the next message says.
    public var words: [Message.TurnedAway] { asked.flatMap(\.words) }

    /// Takes note of an answer. What was asked for and not given, though there was room, is asked no more:
    /// the peer does not hold it, or is of a version that does not listen.
    /// - Returns: whether something was given.
    @discardableResult
    public mutating func note(_ answer: Message) -> Bool {
        let asked = Set(asked)
        let isGiven = asked.contains { want in answer.runs.contains(where: want.isAnswered) }
        misses = isGiven ? 0 : misses + 1
        open = open.compactMap { want in
            let after = answer.runs.reduce(want) { $0.after($1) }
            if after == want {
                return !asked.contains(want) || answer.hasMore && isGiven ? want : nil
            }
            return after.isMet ? nil : after
        }
        return isGiven
    }

    /// Parts the runs of a message into those that were asked for again, and the rest. To be asked before
    /// the message is noted.
    public func parted(_ runs: [Run]) -> (again: [Run], rest: [Run]) {
        var again: [Run] = []
        var rest: [Run] = []
        for run in runs {
            // A long log comes in several runs, each of which answers what the one before has left.
            let follows = again.last.map {
                run.scope == $0.scope && run.origin == $0.origin && run.first == $0.last &+ 1
            }
            if follows ?? false || open.contains(where: { $0.isAnswered(by: run) }) {
                again.append(run)
            } else {
                rest.append(run)
            }
        }
        return (again, rest)
    }
}
