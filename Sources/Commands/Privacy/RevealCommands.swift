import ServiceRecords
import Store
import SyncCore
public import Texts

/// Why personal data is to be shown.
public struct RevealGrounds: Sendable {
    public let reason: String?
    /// Code or name of the list of purposes; needed for a child.
    public let purpose: String?

    public init(reason: String?, purpose: String? = nil) {
        self.reason = reason
        self.purpose = purpose
    }
}

extension VolunteerCommands {
    /// Everything that is held of who a volunteer is. That it was shown, to whom and why, is in the log
    /// before anything of it is read.
    /// - Throws: `Problem`; 77 for a child without an approved purpose, and where nothing may be shown.
    public static func reveal(
        _ place: Workplace, _ reference: String, _ grounds: RevealGrounds
    ) throws -> VolunteerRevealed {
        guard !place.isDryRun else {
            throw Problem("reveal-dry", .usage, .privacy(.noDryReveal))
        }
        let card = try place.store.view { try RecordReference.volunteer(reference, in: $0) }
        try place.require(.record, in: card.scope)
        let disclosure = try disclosure(of: card, grounds, at: place)
        try place.commit(to: card.scope) { door in
            // An erasure may have come since.
            try refuseUnreadable(card, in: door.view)
            try door.disclose(disclosure)
        }
        return try place.store.view { view in
            VolunteerRevealed(
                card.entity, disclosure,
                try Volunteer.kind.groups.filter(\.hasPersonalFields).compactMap { group in
                    try view.shown(group, of: card.entity).map { (group, $0) }
                })
        }
    }

    private static func disclosure(
        of card: VolunteerCard, _ grounds: RevealGrounds, at place: Workplace
    ) throws -> Disclosure {
        let reason = try Reason(grounds.reason, about: [card])
        let purpose = try DisclosurePurpose.code(grounds.purpose, on: place.today)
        let (groups, isChild) = try place.store.view { view in
            try refuseUnreadable(card, in: view)
            return (
                try Volunteer.kind.groups.filter {
                    try $0.hasPersonalFields && view.shown($0, of: card.entity)?.isEmpty == false
                },
                try purpose == nil && Childhood.wasEver(of: [card], on: place.today, in: view)
            )
        }
        guard !isChild else { throw DisclosurePurpose.needed }
        return Disclosure(
            .shown, of: [card.entity], groups: groups.map(\.number), reason: reason.text,
            purpose: purpose)
    }

    private static func refuseUnreadable(_ card: VolunteerCard, in view: StoreView) throws {
        switch try erasure(of: card, in: view) {
        case nil: return
        case ErasureState.asked.word:
            throw Problem("hidden", .notPermitted, .privacy(.isHidden))
        default: throw Problem("erased", .notPermitted, .privacy(.isErased))
        }
    }
}

/// Who a volunteer is, in full. Whoever sees it has said why.
public struct VolunteerRevealed: Report {
    public static let kind = "VolunteerRevealed"
    public let id: String
    public let reason: String
    /// A code of the list of purposes.
    public let purpose: Nullable<String>
    /// By the schema's names of the fields.
    public let fields: [String: [String]]
    private let lines: [(name: String, value: String)]

    private enum CodingKeys: String, CodingKey { case id, reason, purpose, fields }

    init(_ entity: Entity, _ disclosure: Disclosure, _ groups: [(group: Group, fields: Fields)]) {
        id = entity.description
        reason = disclosure.reason
        purpose = Nullable(disclosure.purpose)
        let personal = groups.flatMap { group, fields in
            group.fields.filter(\.isPersonal).compactMap { field in
                fields[field.number].map { (field.name, $0.wholeTexts) }
            }
        }
        fields = Dictionary(personal, uniquingKeysWith: { $1 })
        lines = personal.map { ($0, $1.joined(separator: " ")) }
    }

    public func text(in language: Language) -> String {
        ([Sentence.privacy(.revealed(String(id.prefix(12)))).text(in: language)]
            + lines.map { "\(FieldName.text($0.name, in: language)): \($0.value)" })
            .joined(separator: "\n")
    }
}

extension Value {
    /// All texts that stand in it, in order.
    var wholeTexts: [String] {
        switch self {
        case .text(let text): [text]
        case .int(let number): [String(number)]
        case .list(let items): items.flatMap(\.wholeTexts)
        case .bytes(let bytes): ["\(bytes.count) B"]
        case .bool, .reference, .null, .ownEntity: []
        }
    }
}
