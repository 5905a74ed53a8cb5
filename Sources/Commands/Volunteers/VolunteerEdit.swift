import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// What is to be written of a registered volunteer: checked together with what stands there already,
/// so that a new gender cannot contradict the number that the person has.
struct VolunteerEdit {
    let draft: Draft
    /// The identity as it will be, when that is edited.
    let identity: VolunteerRow?
    private let conflicts: [String]

    init(_ fields: VolunteerFields, of card: VolunteerCard, today: LocalDay) throws {
        let (row, phones) = try Self.completed(fields, from: card).checked(today: today)
        var draft = Draft(Volunteer.kind, entity: card.entity)
        if fields.statesIdentity {
            draft[Volunteer.name] = .text(row.name)
            draft[Volunteer.nameAlt] = row.nameInOwnScript.map(Value.text)
            draft.setIdentity(
                gender: row.gender, birthDate: row.birthDate, idType: row.idType,
                idNumber: row.idNumber)
        }
        if fields.phones != nil { draft[Volunteer.phones] = Draft.list(phones) }
        if fields.residenceArea != nil {
            draft[Volunteer.residenceArea] = row.residenceArea.map(Value.text)
        }
        if fields.volunteerNumber != nil {
            draft[Volunteer.volunteerNumber] = row.volunteerNumber.map(Value.text)
        }
        if fields.serviceArea != nil {
            draft[Volunteer.serviceArea] = row.serviceArea.map(Value.text)
        }
        if fields.serviceCategories != nil {
            draft[Volunteer.serviceCategories] = Draft.list(row.serviceCategories)
        }
        self.draft = draft
        identity = fields.statesIdentity || fields.volunteerNumber != nil ? row : nil
        let groups = draft.groupNumbers.compactMap { Volunteer.kind.group($0)?.name }
        conflicts = card.conflicts.filter(groups.contains)
    }

    /// Nobody's entry is silently overruled: who replaces both sides of a conflict says so.
    func refuseConflict(overruling: Bool) throws {
        guard !overruling, !conflicts.isEmpty else { return }
        throw Problem(
            "in-conflict", .badInput, .record(.inConflict(conflicts)),
            remedy: .record(.inConflictRemedy))
    }

    /// A new number brings its own gender and birth date; otherwise the old ones are checked along.
    private static func completed(
        _ fields: VolunteerFields, from card: VolunteerCard
    ) -> VolunteerFields {
        var whole = fields
        guard fields.statesIdentity else {
            // What another program has written of them hinders no new telephone. Names are compared only
            // where something open is written that could say them.
            let saysOpen = [fields.volunteerNumber, fields.residenceArea, fields.serviceArea]
            let isOpen = saysOpen.contains { $0?.isEmpty == false }
            whole.name = isOpen ? card.name ?? "—" : "—"
            return whole
        }
        whole.name = fields.name ?? card.name ?? "—"
        whole.nameInOwnScript = fields.nameInOwnScript ?? card.nameAlt
        whole.idType = fields.idType ?? card.idType
        whole.idNumber = fields.idNumber ?? card.idNumber
        if fields.idNumber == nil {
            whole.gender = fields.gender ?? card.gender
            whole.birthDate = fields.birthDate ?? card.birthDate
        }
        return whole
    }
}
