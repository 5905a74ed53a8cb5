/// A word of an authority, with every dot at which it stands.
struct PlacedWord: Sendable {
    let change: GoverningChange
    private(set) var dots: Set<Dot> = []
    /// Whether it stands nowhere but in copies: its author's log goes on along another branch.
    private(set) var isSetAside = true

    init(_ change: GoverningChange) { self.change = change }

    mutating func stands(as change: GoverningChange) {
        dots.insert(change.dot)
        if !change.isCopy { isSetAside = false }
    }

    /// Whether the author of another word had it in front of them.
    /// - Parameter seen: what the other's author had seen of the logs that are held.
    func isSeen(by later: PlacedWord, _ seen: Context) -> Bool {
        dots.contains(where: seen.covers)
            || isSetAside && later.isSetAside && later.change.context.covers(change.written)
    }
}

/// Words by what was written first: however many copies of one there are, it is one.
struct PlacedWords: Sendable {
    private var byOriginal: [Hash: PlacedWord] = [:]
    var all: Dictionary<Hash, PlacedWord>.Values { byOriginal.values }

    mutating func take(_ change: GoverningChange) {
        byOriginal[change.original, default: PlacedWord(change)].stands(as: change)
    }
}
