import ServiceRecords
import Store
import SyncCore

/// The volunteers whom the file of an attachment is about: those that its records belong to, and those
/// whose service they record. One file may be attached to several records.
enum AttachedPeople {
    /// In no order, each once.
    static func people(of card: AttachmentCard, in view: StoreView) throws -> [VolunteerCard] {
        let others = try card.item.map { try view.entities(naming: $0.key) } ?? []
        let subjects = try others.compactMap { try view.attachment($0)?.subject }
        return try Set(subjects + [card.subject].compactMap(\.self)).compactMap { subject in
            try view.volunteer(subject)
                ?? view.hours(subject)?.volunteer.flatMap { try view.volunteer($0) }
        }
    }

    static func haveChild(_ people: [VolunteerCard], on today: LocalDay) -> Bool {
        people.contains { Minority.isChild(bornOn: $0.birthDate, on: today) }
    }
}
