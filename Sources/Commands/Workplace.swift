import SyncCore
public import Node
public import Store
public import Texts

/// Where a command works: an opened node, the language of its user, and how far it may go.
public struct Workplace: Sendable {
    public let home: NodeHome
    public let language: Language
    /// Say what would be done, and do nothing.
    public let isDryRun: Bool
    /// Progress for people, on stderr; never data.
    public let progress: @Sendable (Sentence) -> Void

    public init(
        home: NodeHome, language: Language = .zh, isDryRun: Bool = false,
        progress: @escaping @Sendable (Sentence) -> Void = { _ in }
    ) {
        self.home = home
        self.language = language
        self.isDryRun = isDryRun
        self.progress = progress
    }

    public var store: Store { home.store }
    public var now: Int64 { home.clock.now }
}
