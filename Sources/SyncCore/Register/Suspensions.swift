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
        var placed: PlacedWord
    }

    private var words: [Hash: Placed] = [:]

    mutating func take(_ word: Suspension, of change: GoverningChange) {
        words[change.original, default: Placed(word: word, placed: PlacedWord(change))]
            .placed.stands(as: change)
    }

    /// By where they were written first.
    /// - Parameter seen: what the author of a lift had seen of the logs that are held.
    func inForce(seen: (PlacedWord) -> Context) -> [Standing.Suspended] {
        let lifts = words.values.filter(\.word.isLifted).map { ($0, seen($0.placed)) }
        return words.values.filter { said in
            !said.word.isLifted
                && !lifts.contains { lift, seen in
                    (lift.word.origin == nil || lift.word.origin == said.word.origin)
                        && said.placed.isSeen(by: lift.placed, seen)
                }
        }.sorted { $0.placed.change.written < $1.placed.change.written }.map { said in
            Standing.Suspended(
                origin: said.word.origin, reason: said.word.reason, since: said.placed.change.time)
        }
    }
}
