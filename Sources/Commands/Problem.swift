public import Texts

/// Why a command did not do what was asked: one catalogue for the command line, JSON and pages.
public struct Problem: Error, Sendable {
    /// For programs, stable for ever: "unknown-volunteer".
    public let code: String
    public let exit: ExitStatus
    /// What and where.
    public let message: Sentence
    /// What to do about it.
    public let remedy: Sentence?

    public init(_ code: String, _ exit: ExitStatus, _ message: Sentence, remedy: Sentence? = nil) {
        self.code = code
        self.exit = exit
        self.message = message
        self.remedy = remedy
    }
}
