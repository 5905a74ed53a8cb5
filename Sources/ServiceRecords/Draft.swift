public import SyncCore

/// What a person wants to write of one record, before it is a change: values by field.
public struct Draft: Sendable {
    public let kind: Kind
    /// nil creates a record.
    public let entity: Entity?
    private var groups: [GroupNumber: [FieldNumber: Value]] = [:]
    private var stated: Set<Field> = []

    public init(_ kind: Kind, entity: Entity? = nil) {
        self.kind = kind
        self.entity = entity
    }

    /// The value written to `field`; nil leaves it empty.
    public subscript(field: Field) -> Value? {
        get { groups[field.group]?[field.number] }
        set {
            groups[field.group, default: [:]][field.number] = newValue
            stated.insert(field)
        }
    }

    /// Writes the group even if all its fields are empty.
    public mutating func touch(_ group: Group) {
        if groups[group.number] == nil { groups[group.number] = [:] }
    }

    /// Whether the draft says anything about `field`, be it that it is empty.
    public func states(_ field: Field) -> Bool { stated.contains(field) }

    /// Leaves a group out again.
    public mutating func drop(_ group: GroupNumber) { groups[group] = nil }

    public var groupNumbers: [GroupNumber] { groups.keys.sorted() }

    /// All values of one group, open and personal together.
    public func fields(of group: GroupNumber) -> Fields { Fields(groups[group] ?? [:]) }

    /// One change's worth of a draft: the personal fields of at most one group, so that they can be
    /// erased alone. The first one creates the record if it is new.
    public struct Content: Sendable {
        public let groups: [OpenPart.GroupContent]
        public let personal: (group: GroupNumber, fields: Fields)?
    }

    /// Splits the draft into as few changes as the rule of one personal group allows.
    public func contents() -> [Content] {
        let written = groupNumbers.map(split)
        let withPersonal = written.filter { $0.personal != nil }
        guard let first = withPersonal.first else {
            return written.isEmpty ? [] : [Content(groups: written.map(\.open), personal: nil)]
        }
        let together = written.filter { $0.personal == nil || $0.open.group == first.open.group }
        let head = Content(groups: together.map(\.open), personal: first.personal)
        return [head]
            + withPersonal.dropFirst().map { Content(groups: [$0.open], personal: $0.personal) }
    }

    private typealias Parts = (
        open: OpenPart.GroupContent, personal: (group: GroupNumber, fields: Fields)?
    )

    private func split(_ number: GroupNumber) -> Parts {
        let personalNumbers = Set(
            kind.group(number)?.fields.filter(\.isPersonal).map(\.number) ?? [])
        var open = Fields()
        var personal = Fields()
        for (field, value) in groups[number] ?? [:] {
            if personalNumbers.contains(field) {
                personal[field] = value
            } else {
                open[field] = value
            }
        }
        let content = OpenPart.GroupContent(number, open)
        return (content, personal.isEmpty ? nil : (number, personal))
    }
}
