extension Standing {
    /// A word that suspends, and that nobody has lifted.
    public struct Suspended: Hashable, Sendable {
        /// nil: every PC of the scope.
        public let origin: Origin?
        public let reason: String
        /// Milliseconds, by the clock of whoever wrote it; for people.
        public let since: Int64
    }
}

/// The words that suspend, and those that lift: a function of the words alone, in any order. A suspension
/// that the author of a lift had not seen goes on.
struct Suspensions: Sendable {
    struct Placed: Sendable {
        let word: Suspension
        let change: GoverningChange
        /// Wherever it stands.
        var dots: Set<Dot>
        /// Whether it stands nowhere but in copies: its author's log goes on along another branch.
        var isSetAside: Bool

        /// Whether the author of a lift had it in front of them.
        /// - Parameter seen: what the lift's author had seen of the logs that are held.
        fileprivate func isSeen(by lift: Placed, _ seen: Context) -> Bool {
            dots.contains(where: seen.covers)
                || isSetAside && lift.isSetAside && lift.change.context.covers(change.written)
        }
    }

    private var words: [Hash: Placed] = [:]

    mutating func take(_ word: Suspension, of change: GoverningChange) {
        var placed = words[
            change.original,
            default: Placed(word: word, change: change, dots: [], isSetAside: true)]
        placed.dots.insert(change.dot)
        if !change.isCopy { placed.isSetAside = false }
        words[change.original] = placed
    }

    /// By where they were written first.
    /// - Parameter seen: what the author of a lift had seen of the logs that are held.
    func inForce(seen: (Placed) -> Context) -> [Standing.Suspended] {
        let lifts = words.values.filter(\.word.isLifted).map { ($0, seen($0)) }
        return words.values.filter { placed in
            !placed.word.isLifted
                && !lifts.contains { lift, seen in
                    (lift.word.origin == nil || lift.word.origin == placed.word.origin)
                        && placed.isSeen(by: lift, seen)
                }
        }.sorted { $0.change.written < $1.change.written }.map { placed in
            Standing.Suspended(
                origin: placed.word.origin, reason: placed.word.reason, since: placed.change.time)
        }
    }
}
