import ServiceRecords
import Store
import SyncCore

/// Whether somebody is, or was ever entered as, a child.
enum Childhood {
    /// For what is shown on the way: whom a record is about, as they stand here, and as any of the versions
    /// has them that are shown.
    static func concerns(
        _ record: Entity, _ kind: KindNumber, versions: [Fields] = [], on today: LocalDay,
        in view: StoreView
    ) throws -> Bool {
        let written = versions.compactMap { fields in
            kind == Volunteer.kind.number ? fields[Volunteer.birthDate.number]?.asText : nil
        }
        if written.contains(where: { Minority.isChild(bornOn: $0, on: today) }) { return true }
        return try person(behind: record, kind, versions: versions, in: view).map {
            Minority.isChild(bornOn: $0.birthDate, on: today)
        } ?? false
    }

    /// For what is shown in full: another birth date, entered for the moment, opens nothing.
    static func wasEver(
        of people: [VolunteerCard], on today: LocalDay, in view: StoreView
    ) throws -> Bool {
        try people.contains { person in
            try Minority.isChild(bornOn: person.birthDate, on: today)
                || view.birthDates(of: person.entity).contains {
                    Minority.isChild(bornOn: $0, on: today)
                }
        }
    }

    /// The volunteer whom a record, or a change that created it, is about; nil for a record of something else.
    static func person(
        behind record: Entity, _ kind: KindNumber, versions: [Fields] = [], in view: StoreView
    ) throws -> VolunteerCard? {
        switch kind {
        case Volunteer.kind.number: return try view.volunteer(record)
        case ServiceRecord.kind.number:
            let named = versions.lazy.compactMap {
                $0[ServiceRecord.volunteer.number]?.asReference
            }.first
            return try (view.hours(record)?.volunteer ?? named).flatMap(view.volunteer)
        default: return nil
        }
    }
}
