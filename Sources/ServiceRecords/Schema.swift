public import SyncCore

/// The only list of kinds. Wire tags, typed tables, headers of files and documentation derive from
/// it; a test pins every number for ever. What a station does not know passes through it unread (I4).
public enum Schema {
    /// Raised with every addition, and said in every message. Differing versions still exchange all.
    public static let version: UInt64 = 3

    public static let kinds: [Kind] = [
        Station.kind, Volunteer.kind, Organisation.kind, Project.kind, Activity.kind,
        ServiceRecord.kind, Attachment.kind,
    ]

    private static let byNumber = Dictionary(
        uniqueKeysWithValues: kinds.map { ($0.number, $0) })

    public static func kind(_ number: KindNumber) -> Kind? { byNumber[number] }
}

/// What can be recorded: a number for ever, the groups in which its fields merge, and the fields.
public struct Kind: Sendable {
    public let number: KindNumber
    /// Snake case; the prefix of its typed tables.
    public let name: String
    public let zh: String
    public let groups: [Group]

    init(_ number: KindNumber, _ name: String, zh: String, _ groups: [Group]) {
        self.number = number
        self.name = name
        self.zh = zh
        self.groups = groups + [Lifecycle.group, Source.group]
    }

    /// The register of one of its groups.
    public func tag(_ group: Group) -> GroupTag { GroupTag(kind: number, group: group.number) }

    public func group(_ number: GroupNumber) -> Group? { groups.first { $0.number == number } }
}

/// The unit of merging: its fields are written and replaced together, so that merging never invents
/// a record that nobody wrote. A published group is closed: a new field opens a new group.
public struct Group: Sendable {
    public let number: GroupNumber
    public let name: String
    public let zh: String
    public let fields: [Field]

    init(_ number: GroupNumber, _ name: String, zh: String, _ fields: [Field]) {
        precondition(fields.allSatisfy { $0.group == number }, "a field stands in its own group")
        self.number = number
        self.name = name
        self.zh = zh
        self.fields = fields
    }

    public var openFields: [Field] { fields.filter { !$0.isPersonal } }
    public var hasPersonalFields: Bool { fields.contains(where: \.isPersonal) }
}

/// One value of a group, open (upper levels count it) or personal (it identifies somebody).
public struct Field: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case text, int, bool
        /// Milliseconds since 1970, UTC.
        case time
        case reference
        /// A code of the list with this id.
        case code(String)
        /// Texts or codes; bytes, where nobody reads them.
        case list
    }

    public let group: GroupNumber
    public let number: FieldNumber
    /// Snake case; the name of its column and of its JSON member.
    public let name: String
    public let content: Content
    public let isPersonal: Bool

    static func open(
        _ group: GroupNumber, _ number: FieldNumber, _ name: String, _ content: Content
    ) -> Field {
        Field(group: group, number: number, name: name, content: content, isPersonal: false)
    }

    static func personal(
        _ group: GroupNumber, _ number: FieldNumber, _ name: String, _ content: Content = .text
    ) -> Field {
        Field(group: group, number: number, name: name, content: content, isPersonal: true)
    }
}

/// Every kind can be voided, with a reason; nothing is ever deleted.
public enum Lifecycle {
    public static let state = Field.open(1, 1, "state", .int)
    public static let reason = Field.open(1, 2, "reason", .text)
    public static let group = Group(1, "lifecycle", zh: "状态", [state, reason])

    public static let active: Int64 = 0
    public static let voided: Int64 = 1
}

/// How a record came in: at the desk, on paper, by import.
public enum Source {
    public static let channel = Field.open(2, 1, "channel", .code("source-channel"))
    public static let group = Group(2, "source", zh: "来源", [channel])

    public static let desk = "2"
    public static let imported = "4"
    /// At the desk, where somebody has looked at what seems to say who it is, and means it as it stands.
    public static let asWritten = "6"
}
