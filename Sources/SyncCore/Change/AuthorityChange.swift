/// Changes of authority: they count only in a log of the scope's authority (docs/PROTOCOL.md).
public enum AuthorityChange: Hashable, Sendable {
    /// `origin` may write in this scope; its public key, for whoever meets its log first.
    case admit(origin: Origin, publicKey: [UInt8])
    /// The origin writes no more; where its log has two branches, which of them is kept.
    case retire(Retirement)
    /// What the origin wrote beyond `length` does not count.
    case revoke(origin: Origin, length: UInt64, root: Hash)
    /// The change at `dot` with this leaf does not count. A refusal is for ever.
    case refuse(dot: Dot, leaf: Hash, reason: String)
    /// A certificate for the origin's key, with that of its signer. It shows outsiders what `admit` says;
    /// nothing in the scope depends on it.
    case certify(Certification)
    /// The authority speaks with a station no more, or again. What counts is as it was.
    case suspend(Suspension)

    package static let group: GroupNumber = 1

    public init?(_ change: CanonicalChange) {
        guard let fields = Fields(systemGroupOf: change) else { return nil }
        switch change.header.kind {
        case SystemKind.admit:
            guard let key = fields[1]?.asBytes, key.count == 32 else { return nil }
            self = .admit(origin: Origin(publicKey: key), publicKey: key)
        case SystemKind.retire:
            guard let retirement = Retirement(fields) else { return nil }
            self = .retire(retirement)
        case SystemKind.revoke:
            guard let origin = fields[1]?.asIdentifier(Origin.self),
                let length = fields[2]?.asLength, let root = fields[3]?.asHash
            else { return nil }
            self = .revoke(origin: origin, length: length, root: root)
        case SystemKind.refuse:
            guard let origin = fields[1]?.asIdentifier(Origin.self),
                let sequence = fields[2]?.asLength, sequence > 0, let leaf = fields[3]?.asHash
            else { return nil }
            let dot = Dot(origin: origin, sequence: sequence)
            self = .refuse(dot: dot, leaf: leaf, reason: fields[4]?.asText ?? "")
        case SystemKind.certify:
            guard let certification = Certification(fields) else { return nil }
            self = .certify(certification)
        case SystemKind.suspend:
            guard let suspension = Suspension(fields) else { return nil }
            self = .suspend(suspension)
        default: return nil
        }
    }

    public var kind: KindNumber {
        switch self {
        case .admit: SystemKind.admit
        case .retire: SystemKind.retire
        case .revoke: SystemKind.revoke
        case .refuse: SystemKind.refuse
        case .certify: SystemKind.certify
        case .suspend: SystemKind.suspend
        }
    }

    public var open: OpenPart {
        let fields: Fields
        switch self {
        case .admit(_, let key): fields = Fields([1: .bytes(key)])
        case .retire(let retirement): fields = retirement.fields
        case .revoke(let origin, let length, let root):
            fields = Fields([
                1: .bytes(origin.bytes), 2: .int(Int64(clamping: length)), 3: .bytes(root.bytes),
            ])
        case .refuse(let dot, let leaf, let reason):
            fields = Fields([
                1: .bytes(dot.origin.bytes), 2: .int(Int64(clamping: dot.sequence)),
                3: .bytes(leaf.bytes), 4: .text(reason),
            ])
        case .certify(let certification): fields = certification.fields
        case .suspend(let suspension): fields = suspension.fields
        }
        return .groups([.init(Self.group, fields)])
    }
}

/// Closes an origin to new writing (I8). What is written under its key all the same is taken where it
/// joins, and counts: only a revocation makes changes not count.
public struct Retirement: Hashable, Sendable {
    /// Two branches of one log, as the authority found them.
    public struct Fork: Hashable, Sendable {
        /// The length at which both still agree.
        public let point: UInt64
        /// The leaf that follows it on the branch that is kept; nil where the authority holds no more
        /// than the common part.
        public let kept: Hash?

        public init(point: UInt64, kept: Hash?) {
            self.point = point
            self.kept = kept
        }
    }

    public let origin: Origin
    /// Of the log as the authority holds it.
    public let length: UInt64
    public let root: Hash
    /// nil for an origin that has simply been succeeded: then nothing is lowered.
    public let fork: Fork?
    /// Why a person closes it for good, in words. Then its node takes no successor by itself, and one that
    /// comes all the same waits for the operator; nil where another origin has taken, or takes, its place.
    public let reason: String?

    public init(
        origin: Origin, length: UInt64, root: Hash, fork: Fork? = nil, reason: String? = nil
    ) {
        self.origin = origin
        self.length = length
        self.root = root
        self.fork = fork
        self.reason = reason
    }

    init?(_ fields: Fields) {
        guard let origin = fields[1]?.asIdentifier(Origin.self), let length = fields[2]?.asLength,
            let root = fields[3]?.asHash
        else { return nil }
        self.origin = origin
        self.length = length
        self.root = root
        fork = fields[4]?.asLength.map { Fork(point: $0, kept: fields[5]?.asHash) }
        reason = fields[6]?.asText
    }

    var fields: Fields {
        var fields = Fields([
            1: .bytes(origin.bytes), 2: .int(Int64(clamping: length)), 3: .bytes(root.bytes),
        ])
        if let fork {
            fields[4] = .int(Int64(clamping: fork.point))
            fields[5] = fork.kept.map { .bytes($0.bytes) }
        }
        fields[6] = reason.map(Value.text)
        return fields
    }
}

extension Fields {
    /// The fields of a change of a system kind; nil for any other change.
    init?(systemGroupOf change: CanonicalChange) {
        guard SystemKind.range.contains(change.header.kind),
            let group = change.groups.first(where: { $0.group == AuthorityChange.group })
        else { return nil }
        self.init(group.fields)
    }
}

extension Value {
    var asHash: Hash? { asBytes.flatMap { Hash(bytes: $0) } }

    func asIdentifier<ID: Identifier>(_ type: ID.Type) -> ID? {
        asBytes.flatMap { ID(bytes: $0) }
    }

    /// Zero to `Limits.logLength`.
    var asLength: UInt64? {
        asInt.flatMap { UInt64(exactly: $0) }.flatMap { $0 <= Limits.logLength ? $0 : nil }
    }
}
