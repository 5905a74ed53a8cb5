/// The words that revoke, and those that admit: a function of the words alone, in any order.
struct Revocations: Sendable {
    /// Changes that count of a revoked origin: of several words the shortest holds.
    private(set) var limits: [Origin: UInt64] = [:]
    private var words: [Origin: PlacedWords] = [:]
    private var admissions: [Origin: PlacedWords] = [:]

    mutating func revoke(_ origin: Origin, at length: UInt64, by change: GoverningChange) {
        limits[origin] = min(length, limits[origin] ?? .max)
        words[origin, default: PlacedWords()].take(change)
    }

    mutating func admit(_ origin: Origin, by change: GoverningChange) {
        admissions[origin, default: PlacedWords()].take(change)
    }

    /// Whether a word admits an origin whose author had seen everything that revokes the other one.
    /// - Parameter seen: what the author of a word had seen of the logs that are held.
    func isAdmitted(
        _ origin: Origin, inSpiteOf revoked: Origin, seen: (PlacedWord) -> Context
    ) -> Bool {
        guard let words = words[revoked], let admissions = admissions[origin] else { return false }
        return admissions.all.contains { admission in
            let seen = seen(admission)
            return words.all.allSatisfy { $0.isSeen(by: admission, seen) }
        }
    }
}
