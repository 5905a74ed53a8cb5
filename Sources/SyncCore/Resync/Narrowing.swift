/// Which records are in doubt. Logs are compared whole all the same.
public struct Narrowing: Hashable, Sendable {
    /// nil for every kind.
    public let kind: KindNumber?
    /// Milliseconds since 1970: what was written since then, by its author's clock; nil for everything.
    public let since: Int64?

    public static let none = Narrowing()

    public init(kind: KindNumber? = nil, since: Int64? = nil) {
        self.kind = kind
        self.since = since
    }

    public init(_ instruction: ResyncChange.Instruction) {
        self.init(kind: instruction.kind, since: instruction.since)
    }

    public var isNone: Bool { self == .none }

    /// Whether a write is meant. What cannot be told of it leaves nothing out.
    public func concerns(kind: KindNumber?, time: Int64?) -> Bool {
        if let wanted = self.kind, let kind, kind != wanted { return false }
        if let since, let time, time < since { return false }
        return true
    }
}
