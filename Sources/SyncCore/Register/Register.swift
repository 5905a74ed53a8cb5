/// What is known of one field group of one record: the writes that nobody has seen and replaced (S),
/// and the join of the contexts of all its writes (K).
///
///     apply(c):   K := K ⊔ c.context        S := { s ∈ S ∪ {c} : no dot of s is covered by K }
///
/// Any order of application gives the same register (I3): a write leaves S exactly when some write's
/// context covers one of its dots, and K only grows. Two writes in S are a conflict; both stay until
/// somebody writes with a context that covers both (I9). No time takes part.
public struct Register: Hashable, Sendable {
    /// One write: all changes with one original leaf, wherever copies of it stand.
    public struct Write: Hashable, Sendable {
        public let original: Hash
        public var dots: Set<Dot>

        public init(original: Hash, dots: Set<Dot>) {
            self.original = original
            self.dots = dots
        }

        func isCovered(by context: Context) -> Bool { dots.contains(where: context.covers) }
    }

    /// K.
    public private(set) var known: Context
    /// S, sorted by original leaf.
    public private(set) var surviving: [Write]

    public init(known: Context = Context(), surviving: [Write] = []) {
        self.known = known
        self.surviving = surviving.sorted { $0.original < $1.original }
    }

    /// Takes one change: `write` with every dot of it that is held and counts, and its context.
    ///
    /// A copy of a write that was replaced long ago must come with its old dots, or it would rise
    /// from the dead: K tells by them that it was seen.
    public mutating func apply(_ write: Write, context: Context) {
        known = known.joined(with: context)
        if let index = surviving.firstIndex(where: { $0.original == write.original }) {
            surviving[index].dots.formUnion(write.dots)
        } else {
            let index =
                surviving.firstIndex { $0.original > write.original } ?? surviving.count
            surviving.insert(write, at: index)
        }
        let covered = known
        surviving.removeAll {
            $0.isCovered(by: covered) && !PlantedBug.coveredSurvives.isPlanted
                || PlantedBug.lastArrivalWins.isPlanted && $0.original != write.original
        }
        if PlantedBug.siblingsCutAtEight.isPlanted { surviving = Array(surviving.prefix(8)) }
    }

    public var isConflict: Bool { surviving.count > 1 }
}
