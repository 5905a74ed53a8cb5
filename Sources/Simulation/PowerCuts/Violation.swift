/// How a store broke its word.
package enum Violation: Error, Equatable, Sendable {
    /// Acknowledged changes are gone.
    case lost(found: Int, promised: Int)
    /// A place of a log has other bytes than it had.
    case altered
    /// Changes that nobody wrote, or half of a transaction.
    case invented(Int)
    case settingLost
    /// Equal logs, another state digest.
    case otherState
    /// The check of the whole store found something; its words.
    case unsound([String])
    /// What was sent is not what is kept.
    case sentOther
    /// Another node took changes in the place of others that it holds, or that it was promised.
    case overwritten
    /// The node went on as a new origin although its disk had lost nothing, or did not although it had.
    case otherOrigin
    /// An error without a fault, or after it; or one that is not of the store.
    case failed(String)
}
