import Store
import SyncCore

/// That the level above does not speak with this node, as it was last told: nothing of it can stand in the
/// logs that are held here, since the word does not come any more.
public struct HeardSuspension: Hashable, Sendable {
    /// Milliseconds, wall clock of this node: when it heard of it first.
    public let since: Int64
    public let reason: String
}

extension NodeHome {
    private static let suspensionSetting = "suspended"

    /// nil while the level above speaks with this node, as far as it knows.
    public func heardSuspension() throws -> HeardSuspension? {
        let kept = try store.setting(Self.suspensionSetting) ?? ""
        let parts = kept.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let since = parts.first.flatMap({ Int64($0) }) else { return nil }
        return HeardSuspension(since: since, reason: parts.count > 1 ? String(parts[1]) : "")
    }

    /// Keeps what an exchange has told; a dead line, or one that is busy, tells nothing.
    func noteSuspension(after outcome: SyncOutcome) throws {
        if outcome.result == .suspended {
            let heard = try heardSuspension()
            guard heard?.reason != outcome.reason else { return }
            try store.set(
                Self.suspensionSetting, "\(heard?.since ?? clock.now) \(outcome.reason)")
        } else if outcome.isContact || outcome.result == .revoked {
            // Of one that is suspended nobody looks further.
            try forgetSuspension()
        }
    }

    /// The level above has spoken with this node.
    func forgetSuspension() throws {
        guard try heardSuspension() != nil else { return }
        try store.set(Self.suspensionSetting, "")
    }
}

extension HTTPAnswer {
    /// What a suspended neighbour hears, whatever it has said.
    init(_ suspended: Standing.Suspended) {
        self.init(
            status: 403, contentType: SuspensionNotice.contentType,
            body: SuspensionNotice(reason: suspended.reason).bytes)
    }
}
