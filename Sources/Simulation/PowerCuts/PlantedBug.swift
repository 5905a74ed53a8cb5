/// A bug that is put in on purpose, to see that it is noticed.
package enum PlantedBug: String, Sendable, CaseIterable {
    /// The disk says that it has synced, and has not.
    case noSync
    /// Commits return before their sync.
    case synchronousNormal
    /// A change counts as promised while its transaction is still open.
    case acknowledgedBeforeCommit
}
