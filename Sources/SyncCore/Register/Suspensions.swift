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
    private struct Placed: Sendable {
        let word: Suspension
        let change: GoverningChange
        /// Wherever it stands, and where it was written first.
        var dots: Set<Dot>
    }

    private var words: [Hash: Placed] = [:]

    mutating func take(_ word: Suspension, of change: GoverningChange) {
        words[change.original, default: Placed(word: word, change: change, dots: [])]
            .dots.formUnion([change.dot, change.written])
    }

    /// By where they were written first.
    var inForce: [Standing.Suspended] {
        let lifts = words.values.filter(\.word.isLifted)
        return words.values.filter { placed in
            !placed.word.isLifted
                && !lifts.contains { lift in
                    (lift.word.origin == nil || lift.word.origin == placed.word.origin)
                        && placed.dots.contains(where: lift.change.context.covers)
                }
        }.sorted { $0.change.written < $1.change.written }.map { placed in
            Standing.Suspended(
                origin: placed.word.origin, reason: placed.word.reason, since: placed.change.time)
        }
    }
}
