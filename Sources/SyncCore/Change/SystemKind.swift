/// The kinds that the protocol itself gives a meaning; a schema numbers its own from 32.
///
/// The first three are kinds of wrappers and say why something is carried.
public enum SystemKind {
    /// Repair after a fork: inherits the refusal of what it carries.
    public static let copy: KindNumber = 1
    /// What was refused, sent again by whoever decides it.
    public static let requeue: KindNumber = 2
    /// A statement of a transfer on its way; it states, it writes nothing.
    public static let hop: KindNumber = 3
    /// Admits an origin to a scope.
    public static let admit: KindNumber = 4
    /// Says of one change that it does not count, and why.
    public static let refuse: KindNumber = 7
    /// Says of a change that does not count that somebody has dealt with it (`Dismissal`).
    public static let dismiss: KindNumber = 10

    /// Whether changes of this kind carry another one; no other kind may.
    static func isWrapper(_ kind: KindNumber) -> Bool { (copy...hop).contains(kind) }

    public static let range: Range<KindNumber> = 0..<32
}

/// Changes of authority: they count only in a log of the scope's authority (docs/PROTOCOL.md).
public enum AuthorityChange: Equatable, Sendable {
    /// `origin` may write in this scope; its public key, for whoever meets its log first.
    case admit(origin: Origin, publicKey: [UInt8])
    /// The change at `dot` with this leaf does not count. A refusal is for ever.
    case refuse(dot: Dot, leaf: Hash, reason: String)

    static let group: GroupNumber = 1

    public init?(_ change: CanonicalChange) {
        guard SystemKind.range.contains(change.header.kind),
            let fields = change.groups.first(where: { $0.group == Self.group }).map({
                Fields($0.fields)
            })
        else { return nil }
        switch change.header.kind {
        case SystemKind.admit:
            guard let key = fields[1]?.asBytes, key.count == 32 else { return nil }
            self = .admit(origin: Origin(publicKey: key), publicKey: key)
        case SystemKind.refuse:
            guard let origin = fields[1]?.asBytes.flatMap({ Origin(bytes: $0) }),
                let sequence = fields[2]?.asInt, sequence > 0,
                let leaf = fields[3]?.asBytes.flatMap({ Hash(bytes: $0) })
            else { return nil }
            let dot = Dot(origin: origin, sequence: UInt64(sequence))
            self = .refuse(dot: dot, leaf: leaf, reason: fields[4]?.asText ?? "")
        default: return nil
        }
    }

    public var kind: KindNumber {
        switch self {
        case .admit: SystemKind.admit
        case .refuse: SystemKind.refuse
        }
    }

    public var open: OpenPart {
        let fields: Fields
        switch self {
        case .admit(_, let key): fields = Fields([1: .bytes(key)])
        case .refuse(let dot, let leaf, let reason):
            fields = Fields([
                1: .bytes(dot.origin.bytes), 2: .int(Int64(clamping: dot.sequence)),
                3: .bytes(leaf.bytes), 4: .text(reason),
            ])
        }
        return .groups([.init(Self.group, fields)])
    }
}
