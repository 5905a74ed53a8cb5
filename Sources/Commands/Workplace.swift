import Foundation
public import Node
public import Store
import SyncCore
public import Texts

/// Where a command works: an opened node, the language of its user, and how far it may go.
public struct Workplace: Sendable {
    public let home: NodeHome
    public let language: Language
    /// Say what would be done, and do nothing.
    public let isDryRun: Bool
    /// Who works here, by their login; nil for the node itself, that is for whoever owns its directory.
    public let login: String?
    /// What may be attached, and how much of it may travel.
    public let attachments: AttachmentSettings
    /// What lines to other nodes are like.
    public let protection: LineProtection
    /// Progress for people, on stderr; never data.
    public let progress: @Sendable (Sentence) -> Void

    public init(
        home: NodeHome, language: Language = .zh, isDryRun: Bool = false,
        login: String? = nil, attachments: AttachmentSettings = .init(),
        protection: LineProtection = .tls,
        progress: @escaping @Sendable (Sentence) -> Void = { _ in }
    ) {
        self.home = home
        self.language = language
        self.isDryRun = isDryRun
        self.login = login
        self.attachments = attachments
        self.protection = protection
        self.progress = progress
    }

    /// Says aloud that what follows goes in the clear, where it does.
    public func warnOfLine() { if protection == .insecure { progress(.node(.insecureLine)) } }

    public var store: Store { home.store }
    public var now: Int64 { home.clock.now }

    /// Tells a running daemon that something was recorded here. Nothing depends on it: the daemon
    /// would find out by itself, later.
    public func ringDaemon() {
        guard store.hasWritten else { return }
        try? store.forgetAside { try home.safety.forgetErased(of: home) }
        _ = try? ControlClient.ask(
            directory: home.directory.path, .changed, timeout: .milliseconds(500))
    }
}
