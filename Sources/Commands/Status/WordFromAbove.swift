import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// What the level above has said about this node: that it speaks with it no more, takes nothing from its key,
/// or has closed what it writes under.
struct WordFromAbove: Sendable, Hashable {
    var suspended: HeardSuspension?
    var refusal: HeardRefusal?
    var closing: Standing.Closing?

    init(
        suspended: HeardSuspension? = nil, refusal: HeardRefusal? = nil,
        closing: Standing.Closing? = nil
    ) {
        self.suspended = suspended
        self.refusal = refusal
        self.closing = closing
    }

    init(to home: NodeHome) throws {
        suspended = try home.heardSuspension()
        refusal = try home.heardRefusal()
        closing = try home.store.upstream().flatMap(home.store.meeting).flatMap { scope in
            try home.store.view { try $0.closing(of: home.origin, in: scope) }
        }
    }

    /// How much of it waits for somebody here.
    var needsYou: Int { (suspended == nil ? 0 : 1) + (refusal == nil ? 0 : 1) }

    /// - Parameter pending: entries without a receipt.
    func sentences(pending: Int) -> [NodeSentence] {
        var sentences: [NodeSentence] = []
        if let refusal { sentences += [refusal.sentence(pending: pending), .turnedAwayRemedy] }
        if let suspended {
            sentences.append(
                .suspended(
                    since: CivilTime.local(suspended.since),
                    reason: PlainText.oneLine(suspended.reason)))
        }
        if let closing {
            sentences.append(
                .closed(
                    since: CivilTime.local(closing.since),
                    reason: PlainText.oneLine(closing.reason)))
        }
        return sentences
    }
}

extension Workplace {
    /// What whoever has recorded something has to know; nil where it counts.
    public var recordedInVain: Sentence? {
        guard home.role == .station, (try? home.heardRefusal())?.word == .revoked else {
            return nil
        }
        return .node(.recordedRevoked)
    }
}

extension HeardRefusal {
    /// - Parameter pending: entries without a receipt.
    func sentence(pending: Int) -> NodeSentence {
        let since = CivilTime.local(since)
        return switch word {
        case .revoked: .revoked(since: since, pending: pending)
        case .unknown: .notKnownAbove(since: since, pending: pending)
        }
    }
}

/// Since when the level above takes nothing from this node, in the answer of a command.
public struct TurnedAway: Encodable, Sendable, Hashable {
    /// RFC 3339.
    public let since: String
    /// "revoked" or "unknown".
    public let word: String

    init(_ refusal: HeardRefusal) {
        since = CivilTime.rfc3339(refusal.since)
        word = refusal.word.rawValue
    }
}

/// Since when, and why, in the answer of a command.
public struct DatedReason: Encodable, Sendable, Hashable {
    /// RFC 3339.
    public let since: String
    public let reason: String

    init(since: Int64, reason: String) {
        self.since = CivilTime.rfc3339(since)
        self.reason = reason
    }

    init(_ suspended: HeardSuspension) {
        self.init(since: suspended.since, reason: suspended.reason)
    }

    init(_ closing: Standing.Closing) {
        self.init(since: closing.since, reason: closing.reason)
    }
}
