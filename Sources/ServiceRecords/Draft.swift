public import SyncCore

/// What a person wants to write of one record, before it is a change: values by field.
public struct Draft: Sendable {
    public let kind: Kind
    /// nil creates a record.
    public let entity: Entity?
    /// What is said about fields, ascending by group and number.
    private var entries: [Entry] = []
    /// The groups that are written, ascending; a group may be written with all its fields empty.
    public private(set) var groupNumbers: [GroupNumber] = []

    private struct Entry: Sendable {
        let group: GroupNumber
        let number: FieldNumber
        let isPersonal: Bool
        var value: Value?

        func isBefore(_ field: Field) -> Bool { (group, number) < (field.group, field.number) }
    }

    public init(_ kind: Kind, entity: Entity? = nil) {
        self.kind = kind
        self.entity = entity
    }

    /// The value written to `field`; nil leaves it empty.
    public subscript(field: Field) -> Value? {
        get { find(field).flatMap { entries[$0].value } }
        set {
            if let index = find(field) {
                entries[index].value = newValue
            } else {
                let entry = Entry(
                    group: field.group, number: field.number, isPersonal: field.isPersonal,
                    value: newValue)
                entries.insert(
                    entry, at: entries.firstIndex { !$0.isBefore(field) } ?? entries.count)
            }
            touch(field.group)
        }
    }

    private func find(_ field: Field) -> Int? {
        entries.firstIndex { $0.group == field.group && $0.number == field.number }
    }

    /// Writes the group even if all its fields are empty.
    public mutating func touch(_ group: Group) { touch(group.number) }

    private mutating func touch(_ group: GroupNumber) {
        let index = groupNumbers.firstIndex { $0 >= group } ?? groupNumbers.count
        guard index == groupNumbers.count || groupNumbers[index] != group else { return }
        groupNumbers.insert(group, at: index)
    }

    /// Whether the draft says anything about `field`, be it that it is empty.
    public func states(_ field: Field) -> Bool { find(field) != nil }

    /// Leaves a group out again.
    public mutating func drop(_ group: GroupNumber) {
        entries.removeAll { $0.group == group }
        groupNumbers.removeAll { $0 == group }
    }

    /// All values of one group, open and personal together.
    public func fields(of group: GroupNumber) -> Fields { fields { $0.group == group } }

    private func fields(where isIncluded: (Entry) -> Bool) -> Fields {
        var fields = Fields()
        for entry in entries where isIncluded(entry) {
            if let value = entry.value { fields.append(value, as: entry.number) }
        }
        return fields
    }

    /// One change's worth of a draft: the personal fields of at most one group, so that they can be
    /// erased alone. The first one creates the record if it is new.
    public struct Content: Sendable {
        public let groups: [OpenPart.GroupContent]
        public let personal: (group: GroupNumber, fields: Fields)?
    }

    /// Splits the draft into as few changes as the rule of one personal group allows.
    public func contents() -> [Content] {
        let personal = groupNumbers.map { group in
            (group, fields { $0.group == group && $0.isPersonal })
        }.filter { !$0.1.isEmpty }
        let open = groupNumbers.map { group in
            OpenPart.GroupContent(group, fields { $0.group == group && !$0.isPersonal })
        }
        guard let first = personal.first else {
            return open.isEmpty ? [] : [Content(groups: open, personal: nil)]
        }
        let later = personal.dropFirst()
        let isLater = { (content: OpenPart.GroupContent) in
            later.contains { $0.0 == content.group }
        }
        return [Content(groups: open.filter { !isLater($0) }, personal: first)]
            + open.filter(isLater).map { content in
                Content(
                    groups: [content], personal: later.first { $0.0 == content.group })
            }
    }
}
