/// One entry of a log: who wrote which groups of which record, having seen what.
public struct Change: Hashable, Sendable {
    public let canonical: CanonicalChange
    public let personal: PersonalContent
    public let leaf: Hash

    public init(_ canonical: CanonicalChange, personal: PersonalContent) {
        self.canonical = canonical
        self.personal = personal
        leaf = canonical.leaf(commitment: personal.commitment)
    }

    public var header: Header { canonical.header }
    public var dot: Dot { canonical.header.dot }

    /// The leaf of the change that this one carries; its own when it is no wrapper. All changes with
    /// one original leaf are one write with several dots.
    public var originalLeaf: Hash {
        canonical.isWrapper
            ? canonical.original.leaf(commitment: personal.commitment) : leaf
    }

    /// The record that is written, created by this change or not.
    public var entity: Entity {
        canonical.original.header.entity ?? Entity(creatingLeaf: originalLeaf)
    }

    /// Carries a write out of another scope, which would count there and here: impossible by its bytes.
    /// A hop writes nothing, so it may.
    public var carriesForeignWrite: Bool {
        canonical.isWrapper && header.kind != SystemKind.hop
            && canonical.original.header.scope != header.scope
    }

    public var createsEntity: Bool { canonical.original.header.entity == nil }

    /// The kind of the record that is written (that of the original, not the wrapper's).
    public var kind: KindNumber { canonical.original.header.kind }

    /// The groups that are written; a wrapper's are those of what it carries.
    public var groups: [OpenPart.GroupContent] {
        if case .groups(let groups) = canonical.original.open { groups } else { [] }
    }
}
