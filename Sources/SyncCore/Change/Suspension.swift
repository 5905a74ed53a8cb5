/// The authority answers a station's exchanges with a refusal until it lifts the word again. Nothing that
/// was written, there or here, counts otherwise for it.
public struct Suspension: Hashable, Sendable {
    /// One PC, and whoever takes its place; nil: every PC of the scope but the authority's own origins.
    public let origin: Origin?
    /// Whether this takes back the suspensions that its author had seen: those of the same origin, or, with
    /// none named, all of the scope.
    public let isLifted: Bool
    /// In words, for the people at the station. It stands in the open part for ever.
    public let reason: String

    public init(of origin: Origin? = nil, reason: String, isLifted: Bool = false) {
        self.origin = origin
        self.reason = reason
        self.isLifted = isLifted
    }

    init?(_ fields: Fields) {
        guard case .bool(let isSuspended) = fields[1] else { return nil }
        switch fields[2] {
        case nil: origin = nil
        case .some(let value):
            // A name that cannot be read must not become everybody's.
            guard let named = value.asIdentifier(Origin.self) else { return nil }
            origin = named
        }
        isLifted = !isSuspended
        reason = fields[3]?.asText ?? ""
    }

    var fields: Fields {
        var fields = Fields([1: .bool(!isLifted), 3: .text(reason)])
        fields[2] = origin.map { .bytes($0.bytes) }
        return fields
    }
}
