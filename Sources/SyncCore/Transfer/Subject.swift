/// A volunteer across all regions: the record under which it was first registered, and the station scope
/// in which that stands. Whoever governs that scope is the volunteer's *sequencer*, for ever.
public struct Subject: Hashable, Sendable, Comparable {
    public let home: Scope
    public let root: Entity

    public init(home: Scope, root: Entity) {
        self.home = home
        self.root = root
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.home, left.root) < (right.home, right.root)
    }
}
