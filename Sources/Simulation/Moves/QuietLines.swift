import SyncCore

/// The logs that a machine holds, by scope: of each origin its length, and the root over it.
typealias MovesHolding = [Scope: [Dot: Hash]]

/// Lines over which nothing would be said: both ends hold what they held when neither had anything for the
/// other.
struct QuietLines {
    /// Whether there are any; else every line is always asked.
    let isSparing: Bool
    /// By the machine below what it held, and what the one above did.
    private var quiet: [Int: [MovesHolding]] = [:]

    init(isSparing: Bool) { self.isSparing = isSparing }

    var isEmpty: Bool { quiet.isEmpty }

    mutating func removeAll() { quiet = [:] }

    func isQuiet(_ machine: Int, _ ends: [MovesHolding]) -> Bool { quiet[machine] == ends }

    mutating func note(_ machine: Int, _ before: [MovesHolding], _ after: [MovesHolding]) {
        guard isSparing else { return }
        quiet[machine] = before == after ? after : nil
    }
}
