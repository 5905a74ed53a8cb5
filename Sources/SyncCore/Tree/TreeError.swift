/// Why a question about a tree has no answer. Nothing was changed.
public enum TreeError: Error, Hashable, Sendable {
    /// A leaf, a subtree or a size beyond the tree, or sizes in the wrong order. Ask within it.
    case outOfRange
    /// A subtree that cannot stand at the end of a tree of that size. Append smaller ones, or leaves.
    case misaligned(size: UInt64, subtree: UInt64)
}
