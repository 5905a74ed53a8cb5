/// What shows an aggregator that it once admitted an origin, though it does not know so any more: the change
/// that says it, in the log of one of the aggregator's own origins, under that origin's signature.
public struct AdmissionProof: Hashable, Sendable {
    /// One change of one log, with its way to the signed root.
    public let part: RecordProof.Part
    /// The key of the origin that opened the scope.
    public let founderKey: [UInt8]
    /// What the scope is called: not proved.
    public let code: String
    public let name: String

    public init(part: RecordProof.Part, founderKey: [UInt8], code: String, name: String) {
        self.part = part
        self.founderKey = founderKey
        self.code = code
        self.name = name
    }

    /// Who was admitted, and where; nil unless it is one admission and nothing else.
    public var admitted: (scope: Scope, origin: Origin, publicKey: [UInt8])? {
        guard part.changes.count == 1, let change = part.changes.first?.change,
            case .admit(let origin, let key) = AuthorityChange(change.canonical)
        else { return nil }
        return (change.header.scope, origin, key)
    }

    /// Whether the change stands in the log of the part's own key, under its signature. Whose key that is,
    /// and what it may say in that scope, is for the reader to judge.
    public var isProved: Bool { (try? part.verify(countyKey: part.publicKey)) != nil }
}
