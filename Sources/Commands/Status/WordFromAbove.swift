import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What the level above has said about this node: that it speaks with it no more, or has closed what it
/// writes under.
struct WordFromAbove: Sendable, Hashable {
    var suspended: HeardSuspension?
    var closing: Standing.Closing?

    init(suspended: HeardSuspension? = nil, closing: Standing.Closing? = nil) {
        self.suspended = suspended
        self.closing = closing
    }

    init(to home: NodeHome) throws {
        suspended = try home.heardSuspension()
        closing = try home.store.upstream().flatMap(home.store.meeting).flatMap { scope in
            try home.store.view { try $0.closing(of: home.origin, in: scope) }
        }
    }

    var sentences: [NodeSentence] {
        var sentences: [NodeSentence] = []
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
