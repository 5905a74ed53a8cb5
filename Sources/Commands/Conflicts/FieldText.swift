import ServiceRecords
import SyncCore

/// Values of a group as people may see them: numbers that identify somebody are masked, of a birth date
/// the year alone is left, as on the card.
enum FieldText {
    /// How much of them somebody may see.
    enum Showing {
        /// Numbers masked; of a child's record names and remarks, too.
        case masked(isOfChild: Bool)
        /// Whoever looks has said why, and that stands in the log.
        case whole
    }

    /// By the schema's names of the fields; by their numbers where it does not know the group. What
    /// such a group holds may be personal, and is masked.
    static func texts(
        _ fields: Fields, of group: Group?, _ showing: Showing
    ) -> [String: String] {
        var texts: [String: String] = [:]
        for entry in fields.entries {
            guard let group else {
                texts["\(entry.number)"] = text(entry.value, isPersonal: true)
                continue
            }
            guard let field = group.fields.first(where: { $0.number == entry.number }) else {
                continue
            }
            texts[field.name] =
                switch showing {
                case .whole where field.isPersonal:
                    entry.value.wholeTexts.joined(separator: " ")
                case .masked(isOfChild: true) where names.contains(field):
                    entry.value.asText.map(PersonMask.name) ?? ""
                case .masked(isOfChild: true) where remarks.contains(field):
                    entry.value == .null ? "" : PersonMask.whole
                case .whole, .masked: text(entry.value, of: field)
                }
        }
        return texts
    }

    private static let names = [
        Volunteer.name, Volunteer.nameAlt, ServiceRecord.leaderName, ServiceRecord.recorderName,
        ServiceRecord.approverName,
    ]
    private static let remarks = [ServiceRecord.remark, ServiceRecord.evaluationText]

    private static func text(_ value: Value, of field: Field) -> String {
        // It stands for where somebody lives, which no piece of it may tell.
        if field == Volunteer.address { return value == .null ? "" : "＊" }
        if field == Volunteer.guardians { return "＊" }
        // What a file is called tends to name persons, children too.
        if field == Attachment.fileName || field == Attachment.caption { return "＊" }
        if field == Volunteer.birthDate { return String(value.asText?.prefix(4) ?? "") }
        if field.content == .time, let time = value.asInt { return CivilTime.rfc3339(time) }
        return text(value, isPersonal: field.isPersonal)
    }

    private static func text(_ value: Value, isPersonal: Bool) -> String {
        switch value {
        case .text(let text): isPersonal ? masked(text) : text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        case .reference(let entity): RecordReference.short(entity)
        case .list(let items):
            items.map { text($0, isPersonal: isPersonal) }.joined(separator: " ")
        case .bytes(let bytes): "\(bytes.count) B"
        case .null, .ownEntity: ""
        }
    }

    private static func masked(_ text: String) -> String {
        PhoneNumber(text)?.masked ?? CitizenNumber.maskingNumbers(in: text)
    }
}
