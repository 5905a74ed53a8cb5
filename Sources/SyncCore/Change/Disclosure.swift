/// Personal data was shown or handed out: who did so is the change's author, and its actor. It is written
/// before anything is shown, and stands for ever; it writes nothing else.
public struct Disclosure: Hashable, Sendable {
    public enum Act: Int64, Sendable, CaseIterable {
        /// One record, on a screen.
        case shown = 1
        /// Records, in a file that leaves the node.
        case exported = 2
    }

    public let act: Act
    /// Of whom; of a file, as many as one change names, and `count` says how many there were.
    public let records: [Entity]
    public let count: Int64
    public let groups: [GroupNumber]
    public let reason: String
    /// A code of the list of purposes; nil where none is asked for.
    public let purpose: String?

    /// Records that one change names.
    public static let recordLimit = 1_024

    /// - Parameter records: of whom; beyond the limit only their number is kept.
    public init(
        _ act: Act, of records: [Entity], groups: [GroupNumber], reason: String,
        purpose: String? = nil
    ) {
        self.act = act
        self.records = Array(records.prefix(Self.recordLimit))
        count = Int64(records.count)
        self.groups = groups
        self.reason = reason
        self.purpose = purpose
    }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.disclose,
            let fields = Fields(systemGroupOf: original),
            let act = fields[1]?.asInt.flatMap(Act.init(rawValue:)),
            let records = fields[2]?.asList?.compactMap({ $0.asIdentifier(Entity.self) }),
            let count = fields[3]?.asInt
        else { return nil }
        self.act = act
        self.records = records
        self.count = count
        groups = (fields[4]?.asList ?? []).compactMap {
            $0.asInt.flatMap(GroupNumber.init(exactly:))
        }
        reason = fields[5]?.asText ?? ""
        purpose = fields[6]?.asText
    }

    public var open: OpenPart {
        var fields = Fields([
            1: .int(act.rawValue), 2: .list(records.map { .bytes($0.bytes) }), 3: .int(count),
            4: .list(groups.map { .int(Int64($0)) }), 5: .text(reason),
        ])
        fields[6] = purpose.map(Value.text)
        return .groups([.init(AuthorityChange.group, fields)])
    }
}
