import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// Fields that a person sets where no version is right, or over the one that is taken.
struct FieldEdits {
    private let conflict: Conflict
    private let kind: Kind
    private let group: Group
    /// By field; an empty text empties.
    private var texts: [Field: String] = [:]

    /// - Parameter pairs: `FIELD=VALUE`, by the schema's names.
    /// - Throws: `Problem`.
    init(_ pairs: [String], of conflict: Conflict) throws {
        guard let kind = Schema.kind(conflict.tag.kind),
            let group = kind.group(conflict.tag.group)
        else {
            throw Problem(
                "unknown-kind", .versionMismatch,
                .conflict(.unknownKind(conflict.tag.kindName)), remedy: .conflict(.upgradeFirst))
        }
        self.conflict = conflict
        self.kind = kind
        self.group = group
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "=") else {
                throw Problem("bad-field", .usage, .conflict(.fieldForm(pair)))
            }
            let name = PlainText.trimmed(String(pair[..<equals]))
            guard let field = group.fields.first(where: { $0.name == name }) else {
                throw Problem(
                    "unknown-field", .usage,
                    .conflict(.fieldUnknown(name, known: group.fields.map(\.name))))
            }
            texts[field] = PlainText.trimmed(String(pair[pair.index(after: equals)...]))
        }
    }

    /// The whole group: what is set, and of everything else what the version says. Without a version
    /// everything in which they differ has to be set: nobody's field may slip in unseen.
    /// - Throws: `Problem`.
    func draft(over version: Version?, today: LocalDay, in view: StoreView) throws -> Draft {
        guard let base = version ?? conflict.versions.first else {
            throw Problem("bug", .bug, .unexpected("no version"), remedy: .reportBug)
        }
        let missing = conflict.differing.filter { !texts.keys.contains($0) }.map(\.name)
        guard version != nil || missing.isEmpty else {
            throw Problem(
                "fields-missing", .usage, .conflict(.fieldsMissing(missing)),
                remedy: .conflict(.fieldsMissingRemedy))
        }
        var draft = Draft(kind, entity: conflict.entity)
        draft.touch(group)
        for field in group.fields {
            draft[field] =
                try texts[field].map { try value($0, of: field, in: view) }
                ?? base.fields[field.number]
        }
        guard kind.number == Volunteer.kind.number else { return draft }
        return try checked(draft, today: today, in: view)
    }

    private func value(_ text: String, of field: Field, in view: StoreView) throws -> Value? {
        guard !text.isEmpty else { return nil }
        if !field.isPersonal, [.text, .list].contains(field.content) {
            try refuseWhoItIs(in: text, of: field, in: view)
        }
        let value: Value? =
            switch field.content {
            case .text: .text(text)
            case .int: Int64(PlainText.compact(text)).map(Value.int)
            case .bool: Self.flags[PlainText.compact(text).lowercased()].map(Value.bool)
            case .time: (try? CivilTime.milliseconds(text)).map(Value.int)
            case .reference: .reference(try RecordReference.any(text, in: view).0)
            case .code(let list):
                CodeLists.list(list)?.entry(for: text).map { .text($0.code) }
            // Nobody can type what nobody can read.
            case .list where field == Volunteer.unread: nil
            case .list: Draft.list(Self.items(text))
            }
        guard let value else {
            throw Problem(
                "bad-value", .badInput,
                .conflict(.fieldBad(field.name, CitizenNumber.maskingNumbers(in: text))))
        }
        return value
    }

    private func refuseWhoItIs(in text: String, of field: Field, in view: StoreView) throws {
        guard PlainText.isOneLine(text) || field == ServiceRecord.serviceContent else {
            throw Problem(
                RowProblem(
                    row: 1, column: field.name, value: PlainText.oneLine(String(text.prefix(80))),
                    reason: .controlCharacter))
        }
        if field != Volunteer.volunteerNumber, field != Project.number {
            try OpenWords.refuseNumber(in: text, of: field.name)
        }
        let served = try Childhood.person(behind: conflict.entity, kind.number, in: view)
        guard let served, OpenWords.name(served.knownBy, in: text) else { return }
        throw Problem(RowProblem(row: 1, naming: text, in: field.name))
    }

    private static let flags = [
        "true": true, "是": true, "yes": true, "1": true,
        "false": false, "否": false, "no": false, "0": false,
    ]

    private static func items(_ text: String) -> [String] {
        text.split { "、，,;； ".contains($0) }.map { PlainText.trimmed(String($0)) }
            .filter { !$0.isEmpty }
    }

    /// A volunteer is held to what an edit is held to: numbers, dates, telephones, codes, and nobody
    /// registered twice.
    private func checked(_ draft: Draft, today: LocalDay, in view: StoreView) throws -> Draft {
        var fields = VolunteerFields()
        func text(_ field: Field) -> String { draft[field]?.asText ?? "" }
        func items(_ field: Field) -> [String] {
            draft[field]?.asList?.compactMap(\.asText) ?? []
        }
        switch group.number {
        case Volunteer.name.group:
            fields.name = text(Volunteer.name)
            fields.nameInOwnScript = text(Volunteer.nameAlt)
            fields.idType = text(Volunteer.idType)
            fields.idNumber = text(Volunteer.idNumber)
            fields.gender = stated(Volunteer.gender, in: draft)
            fields.birthDate = stated(Volunteer.birthDate, in: draft)
        case Volunteer.phones.group:
            fields.phones = items(Volunteer.phones)
            fields.residenceArea = text(Volunteer.residenceArea)
        case Volunteer.volunteerNumber.group:
            fields.volunteerNumber = text(Volunteer.volunteerNumber)
            fields.serviceArea = text(Volunteer.serviceArea)
            fields.serviceCategories = items(Volunteer.serviceCategories)
        default: return draft
        }
        guard let card = try view.volunteer(conflict.entity) else { return draft }
        let edit = try VolunteerEdit(fields, of: card, today: today)
        if let row = edit.identity {
            try VolunteerCommands.refuseKnown(
                PersonIdentity(row), in: card.scope, except: card.entity, view: view)
        }
        var whole = draft
        for field in group.fields where edit.draft.states(field) {
            whole[field] = edit.draft[field]
        }
        return whole
    }

    /// A new number brings its own gender and birth date, unless they are set along with it.
    private func stated(_ field: Field, in draft: Draft) -> String {
        let isNewNumber = texts.keys.contains(Volunteer.idNumber) && !texts.keys.contains(field)
        return isNewNumber ? "" : draft[field]?.asText ?? ""
    }
}

extension Conflict {
    /// The fields of the schema in which the versions differ.
    var differing: [Field] {
        (tag.schemaGroup?.fields ?? []).filter { field in
            Set(versions.filter { $0.tag == tag }.map { $0.fields[field.number] }).count > 1
        }
    }
}
