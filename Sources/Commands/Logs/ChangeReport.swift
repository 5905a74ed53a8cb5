import ServiceRecords
import Store
import SyncCore
public import Texts

/// One change, decoded as far as the schema knows its numbers. What it says of a person is not shown.
public struct ChangeReport: Report {
    public static let kind = "Change"
    public let scope: String
    public let origin: String
    public let sequence: UInt64
    /// RFC 3339, by the author's clock.
    public let time: String
    /// What the author had seen: origin and length.
    public let context: [Seen]
    public let actor: Nullable<String>
    /// Name of the kind, or its number where it is unknown.
    public let recordKind: String
    public let record: String
    public let createsRecord: Bool
    /// copy, requeue or hop where the change carries another one; the rest is of what it carries.
    public let carries: Nullable<String>
    public let groups: [WrittenGroup]
    /// none, held or withheld.
    public let personal: String
    public let commitment: String
    public let leaf: String
    /// Fixed word for why it does not count; null when it does.
    public let exclusion: Nullable<String>

    public struct Seen: Encodable, Sendable, Hashable {
        public let origin: String
        public let length: UInt64
    }

    public struct WrittenGroup: Encodable, Sendable, Hashable {
        public let group: String
        public let fields: [WrittenField]
    }

    public struct WrittenField: Encodable, Sendable, Hashable {
        public let field: String
        public let value: String
    }

    init(_ card: ChangeCard) {
        let change = Change(
            card.canonical,
            personal: card.commitment == .zero ? .none : .withheld(card.commitment))
        let kind = Schema.kind(change.kind)
        scope = change.header.scope.description
        origin = change.header.origin.description
        sequence = change.header.sequence
        time = CivilTime.rfc3339(change.header.time)
        context = change.header.context.entries.map {
            Seen(origin: $0.origin.description, length: $0.length)
        }
        actor = Nullable(card.canonical.original.header.actor?.description)
        recordKind = kind?.name ?? String(change.kind)
        record = change.entity.description
        createsRecord = change.createsEntity
        carries = Nullable(card.canonical.isWrapper ? Self.carrying[change.header.kind] : nil)
        groups = Self.groups(of: card.canonical.original.open, kind)
        personal = card.personal.rawValue
        commitment = card.commitment.hex
        leaf = card.leaf.hex
        exclusion = Nullable(card.exclusion)
    }

    private static func groups(of open: OpenPart, _ kind: Kind?) -> [WrittenGroup] {
        guard case .groups(let groups) = open else { return [] }
        return groups.map { WrittenGroup($0, of: kind) }
    }

    private static let carrying: [KindNumber: String] = [
        SystemKind.copy: "copy", SystemKind.requeue: "requeue", SystemKind.hop: "hop",
    ]

    public func text(in language: Language) -> String {
        let seen = context.map { "\($0.origin.prefix(12)):\($0.length)" }.joined(separator: " ")
        let part: LogSentence =
            switch personal {
            case "held": .personalHeld
            case "withheld": .personalWithheld
            default: .personalNone
            }
        var lines: [(LogLabel, String?)] = [
            (.scope, scope), (.origin, origin), (.sequence, String(sequence)), (.time, time),
            (.context, seen), (.actor, actor.value), (.kind, recordKind),
            (createsRecord ? .creates : .entity, record), (.carries, carries.value),
        ]
        for group in groups { lines.append((.group, group.text)) }
        lines += [
            (.personal, Sentence.log(part).text(in: language)), (.commitment, commitment),
            (.leaf, leaf), (.standing, exclusion.value),
        ]
        return lines.compactMap { label, text in
            text.map { "\(Sentence.log(.label(label)).text(in: language)): \($0)" }
        }.joined(separator: "\n")
    }
}

extension ChangeReport.WrittenGroup {
    init(_ content: OpenPart.GroupContent, of kind: Kind?) {
        let group = kind?.group(content.group)
        self.group = group?.name ?? String(content.group)
        fields = content.fields.entries.map { number, value in
            let field = group?.fields.first { $0.number == number }
            return ChangeReport.WrittenField(
                field: field?.name ?? String(number), value: value.plainText)
        }
    }

    fileprivate var text: String {
        ([group] + fields.map { "\($0.field)=\($0.value)" }).joined(separator: "  ")
    }
}

extension Value {
    /// For the eye only: several values may look the same.
    fileprivate var plainText: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .text(let value): value
        case .bytes(let value): Hex.encode(value)
        case .reference(let value): value.description
        case .ownEntity: "self"
        case .list(let values): "[" + values.map(\.plainText).joined(separator: ", ") + "]"
        }
    }
}
