import Store
import SyncCore

/// That the level above takes nothing from this node any more, as it was last told. Like a suspension it
/// stands in no log that is held here.
public struct HeardRefusal: Hashable, Sendable {
    public enum Word: String, Hashable, Sendable {
        /// Its key is revoked.
        case revoked
        /// It is not known there: never taken up, or not any more.
        case unknown
    }

    public let word: Word
    /// Milliseconds, wall clock of this node: when it heard of it first.
    public let since: Int64
}

extension NodeHome {
    private static let refusalSetting = "refused"

    /// nil while the level above takes what this node brings, as far as it knows.
    public func heardRefusal() throws -> HeardRefusal? {
        let parts = (try store.setting(Self.refusalSetting) ?? "").split(separator: " ")
        guard parts.count == 2, let since = Int64(parts[0]),
            let word = HeardRefusal.Word(rawValue: String(parts[1]))
        else { return nil }
        return HeardRefusal(word: word, since: since)
    }

    /// Keeps what an exchange has told; a dead line, or one that is busy, tells nothing.
    func noteRefusal(after outcome: SyncOutcome) throws {
        let word: HeardRefusal.Word
        switch outcome.result {
        case .revoked: word = .revoked
        case .unknownHere: word = .unknown
        case .agreed, .partly, .differs, .suspended: return try forgetRefusal()
        case .busy, .unreachable, .notOurs, .enrolmentRefused, .versionMismatch, .insecureAddress,
            .noUpstream, .storeFailed, .stopped, .held:
            return
        }
        guard try heardRefusal()?.word != word else { return }
        try store.set(Self.refusalSetting, "\(clock.now) \(word.rawValue)")
    }

    /// The level above has spoken with this node, or does not know yet who it is now.
    func forgetRefusal() throws {
        guard try heardRefusal() != nil else { return }
        try store.set(Self.refusalSetting, "")
    }

    /// Whether the key under which this node writes in a scope is revoked, as far as it has heard.
    func isRevoked(in scope: Scope) throws -> Bool {
        if try heardRefusal()?.word == .revoked { return true }
        return try store.view { try $0.isRevoked(origin, in: scope) }
    }
}
