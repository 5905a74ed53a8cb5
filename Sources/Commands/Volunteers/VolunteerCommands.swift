import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// The volunteers of a station: registered, corrected, found again.
public enum VolunteerCommands {
    /// Registers a volunteer; nobody is registered twice.
    /// - Parameter code: the station, at an aggregator.
    public static func add(
        _ place: Workplace, _ fields: VolunteerFields, code: String? = nil
    ) throws -> VolunteerWritten {
        let scope = try place.scope(code: code)
        let (row, phones) = try fields.checked(today: place.today)
        var draft = Draft(row)
        draft[Source.channel] = .text(fields.isAsWritten ? Source.asWritten : Source.desk)
        if !phones.isEmpty { draft[Volunteer.phones] = Draft.list(phones) }
        return try place.commit(to: scope) { door in
            try refuseKnown(PersonIdentity(row), in: scope, except: nil, view: door.view)
            let entity = try door.write(draft)
            return VolunteerWritten(entity, .registered, isDryRun: place.isDryRun)
        }
    }

    /// Writes what `fields` says of a volunteer and leaves the rest as it is. An empty text empties.
    /// - Parameter overruling: whether the entry may replace both sides of an open conflict.
    public static func edit(
        _ place: Workplace, _ reference: String, _ fields: VolunteerFields,
        overruling: Bool = false
    ) throws -> VolunteerWritten {
        guard !fields.isEmpty else {
            throw Problem("nothing-to-edit", .usage, .record(.nothingToEdit))
        }
        let scope = try place.store.view {
            try RecordReference.volunteer(reference, in: $0).scope
        }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.volunteer(reference, in: door.view)
            let edit = try VolunteerEdit(fields, of: card, today: place.today)
            try edit.refuseConflict(overruling: overruling)
            if let row = edit.identity {
                try refuseKnown(
                    PersonIdentity(row), in: scope, except: card.entity, view: door.view)
            }
            let groups = try write(edit, through: door)
            return VolunteerWritten(
                card.entity, groups == 0 ? .unchanged : .edited(groups: groups),
                isDryRun: place.isDryRun)
        }
    }

    /// Takes a list of volunteers (CSV), a row at a time.
    public static func importList(
        _ place: Workplace, file path: String, code: String? = nil, rejectedFile: String? = nil
    ) throws -> ImportReport {
        let scope = try place.scope(code: code)
        let rows = try InputFile.table(path)
        let taker = try VolunteerTaker(
            header: rows.header.cells, scope: scope, today: place.today)
        return try TableImport(
            path, rows: rows, into: scope, at: place, rejectedPath: rejectedFile, taker: taker
        ).run()
    }

    /// One volunteer, with numbers masked.
    public static func show(_ place: Workplace, _ reference: String) throws -> VolunteerReport {
        try place.store.view { view in
            let card = try RecordReference.volunteer(reference, in: view)
            return VolunteerReport(
                volunteer: VolunteerView(card, on: place.today),
                versions: try ConflictView.all(
                    of: card.entity, Volunteer.kind, on: place.today, in: view),
                erasure: Nullable(try erasure(of: card, in: view)))
        }
    }

    static func erasure(
        of card: VolunteerCard, in view: StoreView
    ) throws -> String? {
        let erasures = try view.erasures(in: card.scope)
        if erasures.records.contains(card.entity) { return ErasureState.erased.word }
        return erasures.hidden.contains(card.entity) ? ErasureState.asked.word : nil
    }

    private static func write(_ edit: VolunteerEdit, through door: CommitDoor) throws -> Int {
        do { return try door.edit(edit.draft) } catch StoreError.unknownEntity {
            throw Problem(
                "part-not-held", .notPermitted, .record(.partNotHeld),
                remedy: .record(.partNotHeldRemedy))
        }
    }

    /// A person who is registered under the same number, or without numbers under the same name and
    /// telephone.
    static func refuseKnown(
        _ person: PersonIdentity, in scope: Scope, except own: Entity?, view: StoreView
    ) throws {
        var finder = VolunteerFinder(in: scope)
        var known: [KnownVolunteer] = []
        if let number = person.idNumber { known += try finder.having(idNumber: number, in: view) }
        if let number = person.volunteerNumber {
            known += try finder.having(volunteerNumber: number, in: view)
        }
        if person.idNumber == nil, person.volunteerNumber == nil, let name = person.name {
            for phone in person.phones {
                known += try finder.having(phone: phone, in: view).filter { $0.isNamed(name) }
            }
        }
        guard let other = known.first(where: { $0.entity != own }) else { return }
        throw Problem(
            "volunteer-exists", .badInput,
            .record(.volunteerExists(RecordReference.short(other.entity))),
            remedy: .record(.volunteerExistsRemedy))
    }
}

/// By what a person is known again.
struct PersonIdentity {
    let name: String?
    let idNumber: String?
    let volunteerNumber: String?
    let phones: [String]
}

extension PersonIdentity {
    init(_ row: VolunteerRow) {
        self.init(
            name: row.name, idNumber: row.idNumber, volunteerNumber: row.volunteerNumber,
            phones: [row.phone].compactMap(\.self))
    }
}

extension Workplace {
    var today: LocalDay { LocalDay(containing: now) }
}
