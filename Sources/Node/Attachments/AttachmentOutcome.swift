/// What came of waiting for an attachment, as a fixed word.
public enum AttachmentOutcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// It is here, whole and verified.
    case held
    /// The other side does not have it either, or does not give it.
    case notThere
    /// The other side sent something else; it was dropped.
    case mismatch
    /// The line; what has come so far is kept.
    case unreachable
    /// Not now: the other side is busy, or today's limit is reached.
    case later
    /// It is longer than this node takes.
    case tooLarge
    /// The own disk or store.
    case disk
    /// There is no neighbour of whom it could be asked.
    case noWay
}
