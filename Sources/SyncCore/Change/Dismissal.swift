/// Somebody has dealt with a change that does not count: it needs nobody any more, and stays listed.
///
/// A change of kind 10 in the log of whoever decides, the authority's or another's. It is for the eye
/// alone: what counts is as it was, and the change that it names can still be sent again.
public struct Dismissal: Equatable, Sendable {
    /// The change that is dealt with, in the same scope.
    public let dot: Dot
    public let leaf: Hash
    public let reason: String

    public init(dot: Dot, leaf: Hash, reason: String) {
        self.dot = dot
        self.leaf = leaf
        self.reason = reason
    }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.dismiss,
            let fields = original.groups.first(where: { $0.group == AuthorityChange.group })
                .map({ Fields($0.fields) }),
            let origin = fields[1]?.asBytes.flatMap({ Origin(bytes: $0) }),
            let sequence = fields[2]?.asInt, sequence > 0,
            let leaf = fields[3]?.asBytes.flatMap({ Hash(bytes: $0) })
        else { return nil }
        self.init(
            dot: Dot(origin: origin, sequence: UInt64(sequence)), leaf: leaf,
            reason: fields[4]?.asText ?? "")
    }

    public var open: OpenPart {
        let fields = Fields([
            1: .bytes(dot.origin.bytes), 2: .int(Int64(clamping: dot.sequence)),
            3: .bytes(leaf.bytes), 4: .text(reason),
        ])
        return .groups([.init(AuthorityChange.group, fields)])
    }
}
