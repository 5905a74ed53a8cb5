/// One entry of a log: who wrote which groups of which record, having seen what.
public struct Change: Hashable, Sendable {
    public let canonical: CanonicalChange
    public let personal: PersonalContent
    public let leaf: Hash
    /// The leaf of the change that this one carries; its own when it is no wrapper. All changes with
    /// one original leaf are one write with several dots.
    public let originalLeaf: Hash

    public init(_ canonical: CanonicalChange, personal: PersonalContent) {
        let commitment = personal.commitment
        self.canonical = canonical
        self.personal = personal
        leaf = canonical.leaf(commitment: commitment)
        originalLeaf =
            canonical.isWrapper && !PlantedBug.copyKnownByOwnLeaf.isPlanted
            ? canonical.original.leaf(commitment: commitment) : leaf
    }

    public var header: Header { canonical.header }
    public var dot: Dot { canonical.header.dot }

    /// The header of the write itself, inside all wrappers.
    private var originalHeader: Header {
        canonical.carried.map(\.original.header) ?? canonical.header
    }

    /// The record that is written, created by this change or not.
    public var entity: Entity {
        originalHeader.entity ?? Entity(creatingLeaf: originalLeaf)
    }

    /// Carries a write out of another scope, which would count there and here: impossible by its bytes.
    /// A hop writes nothing, so it may.
    public var carriesForeignWrite: Bool {
        canonical.isWrapper && header.kind != SystemKind.hop
            && originalHeader.scope != header.scope
    }

    public var createsEntity: Bool { originalHeader.entity == nil }

    /// The kind of the record that is written (that of the original, not the wrapper's).
    public var kind: KindNumber { originalHeader.kind }

    /// The groups that are written; a wrapper's are those of what it carries.
    public var groups: EncodedGroups {
        canonical.carried.map(\.original.groups) ?? canonical.groups
    }
}
