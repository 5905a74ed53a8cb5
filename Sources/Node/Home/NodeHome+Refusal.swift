import Store
import SyncCore

/// That the level above takes nothing from this node any more, as it was last told, by a line or on a stick.
public struct HeardRefusal: Hashable, Sendable {
    public enum Word: String, Hashable, Sendable {
        /// Its key is revoked.
        case revoked
        /// It is not known there: never taken up, or not any more.
        case unknown
    }

    public let word: Word
    /// Milliseconds: when it heard of it first, by its own clock; of a word that it holds, when that was said.
    public let since: Int64
}

extension NodeHome {
    private static let refusalSetting = "refused"

    /// nil while the level above takes what this node brings, as far as it knows. What was said of a name that
    /// this node had before, and that does not name the present one, is not about it.
    public func heardRefusal() throws -> HeardRefusal? {
        let names = try store.view { try $0.presentNames() }
        if let told = try toldRefusal(), names.contains(told.of) { return told.refusal }
        guard let scope = try store.upstream().flatMap(store.meeting) else { return nil }
        return try store.view { view in
            try view.revocationTime(of: names, in: scope)
        }.map { HeardRefusal(word: .revoked, since: $0) }
    }

    /// What the level above has said itself, and of which origin.
    private func toldRefusal() throws -> (refusal: HeardRefusal, of: Origin)? {
        let parts = (try store.setting(Self.refusalSetting) ?? "").split(separator: " ")
        guard parts.count == 3, let since = Int64(parts[0]),
            let word = HeardRefusal.Word(rawValue: String(parts[1])),
            let origin = Origin(hex: String(parts[2]))
        else { return nil }
        return (HeardRefusal(word: word, since: since), origin)
    }

    /// Keeps what an exchange has told; a dead line, or one that is busy, tells nothing.
    /// - Parameter asker: the origin under which this node asked. It may be another one by now.
    func noteRefusal(after outcome: SyncOutcome, of asker: Origin) throws {
        switch outcome.result {
        case .revoked: try noteRefusal(.revoked, of: asker)
        case .unknownHere: try noteRefusal(.unknown, of: asker)
        case .suspended: try forgetNotKnown()
        case .agreed, .partly, .differs: try forgetRefusal()
        case .busy, .otherFailed, .unreachable, .notOurs, .enrolmentRefused, .versionMismatch,
            .insecureAddress, .noUpstream, .storeFailed, .stopped, .held:
            break
        }
    }

    /// - Parameter origin: of which it was said.
    func noteRefusal(_ word: HeardRefusal.Word, of origin: Origin) throws {
        if let told = try toldRefusal(), told.of == origin, told.refusal.word == word { return }
        try store.set(Self.refusalSetting, "\(clock.now) \(word.rawValue) \(origin)")
    }

    /// The level above has spoken with this node, or does not know yet who it is now.
    func forgetRefusal() throws {
        guard try toldRefusal() != nil else { return }
        try store.set(Self.refusalSetting, "")
    }

    /// It knows this node; what it has revoked stays revoked.
    func forgetNotKnown() throws {
        if try toldRefusal()?.refusal.word == .unknown { try forgetRefusal() }
    }

    /// Whether the key under which this node writes in a scope is revoked, as far as it has heard.
    func isRevoked(in scope: Scope) throws -> Bool {
        if try heardRefusal()?.word == .revoked { return true }
        return try store.view { try $0.isRevoked(origin, in: scope) }
    }
}
