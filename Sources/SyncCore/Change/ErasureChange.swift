/// What is said about erasing the personal parts of a record, and of what belongs to it
/// (docs/PROTOCOL.md, Erasure).
public enum ErasureChange: Hashable, Sendable {
    /// Asks for it. While this stands, the parts are hidden wherever it is held.
    case ask(record: Entity, reason: String)
    /// Erases `parts`, wherever and in whatever copies they are met; `request` is the original leaf of
    /// what it answers.
    case erase(record: Entity, request: Hash, parts: [ErasedPart])
    /// Takes a request back: what nothing has erased is shown again.
    case withdraw(record: Entity, request: Hash, reason: String)

    /// Parts that one change can name; more take several.
    public static let partLimit = 512

    /// nil for any other change.
    public init?(_ change: CanonicalChange) {
        guard let fields = Fields(systemGroupOf: change),
            let record = fields[1]?.asIdentifier(Entity.self)
        else { return nil }
        switch change.header.kind {
        case SystemKind.askErasure: self = .ask(record: record, reason: fields[2]?.asText ?? "")
        case SystemKind.erase:
            guard let request = fields[2]?.asHash, let list = fields[3]?.asList else { return nil }
            let parts = list.compactMap { $0.asBytes.flatMap(ErasedPart.init) }
            guard parts.count == list.count else { return nil }
            self = .erase(record: record, request: request, parts: parts)
        case SystemKind.withdrawErasure:
            guard let request = fields[2]?.asHash else { return nil }
            self = .withdraw(record: record, request: request, reason: fields[3]?.asText ?? "")
        default: return nil
        }
    }

    public var record: Entity {
        switch self {
        case .ask(let record, _), .erase(let record, _, _), .withdraw(let record, _, _): record
        }
    }

    public var kind: KindNumber {
        switch self {
        case .ask: SystemKind.askErasure
        case .erase: SystemKind.erase
        case .withdraw: SystemKind.withdrawErasure
        }
    }

    public var open: OpenPart {
        let fields =
            switch self {
            case .ask(let record, let reason):
                Fields([1: .bytes(record.bytes), 2: .text(reason)])
            case .erase(let record, let request, let parts):
                Fields([
                    1: .bytes(record.bytes), 2: .bytes(request.bytes),
                    3: .list(parts.map { .bytes($0.bytes) }),
                ])
            case .withdraw(let record, let request, let reason):
                Fields([1: .bytes(record.bytes), 2: .bytes(request.bytes), 3: .text(reason)])
            }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}

/// One personal part that an erasure covers: the write that it belongs to, in all copies of it, and
/// what stands in the leaf for it. By the second a holder knows the part wherever it turns up.
public struct ErasedPart: Hashable, Sendable {
    /// The original leaf of the write.
    public let leaf: Hash
    public let commitment: Hash

    public init(leaf: Hash, commitment: Hash) {
        self.leaf = leaf
        self.commitment = commitment
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count == 64, let leaf = Hash(bytes: Array(bytes.prefix(32))),
            let commitment = Hash(bytes: Array(bytes.suffix(32)))
        else { return nil }
        self.init(leaf: leaf, commitment: commitment)
    }

    var bytes: [UInt8] { leaf.bytes + commitment.bytes }
}
