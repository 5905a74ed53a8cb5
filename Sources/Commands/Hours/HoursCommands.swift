import Interchange
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Service records: entered, listed, imported, summed up. Nothing is changed in place.
public enum HoursCommands {
    /// Records service time of one volunteer, on two days two records; then attaches the files to them. A
    /// file that cannot be attached is refused before anything is written; what happens to it later costs
    /// no record.
    public static func add(
        _ place: Workplace, _ fields: HoursFields, attaching files: [String]
    ) throws -> HoursAdded {
        let intakes = try files.map { try AttachmentIntake(place, $0) }
        let added = try add(place, fields)
        guard !place.isDryRun, !intakes.isEmpty else { return added }
        return added.attaching(intakes, place)
    }

    /// Records service time of one volunteer; on two days, two records.
    public static func add(_ place: Workplace, _ fields: HoursFields) throws -> HoursAdded {
        let scope = try place.store.view {
            try RecordReference.volunteer(fields.volunteer, in: $0).scope
        }
        return try place.commit(to: scope) { door in
            let named = try RecordReference.volunteer(fields.volunteer, in: door.view)
            let card = try door.view.volunteer(door.view.staying(named.entity)) ?? named
            let (row, notes) = try fields.checked(of: card.name, now: place.now)
            let naming = row.openTexts.first { OpenWords.name(card.knownBy, in: $0.text) }
            if let open = naming, !fields.isAsWritten {
                throw Problem(RowProblem(row: 1, naming: open.text, in: open.column.rawValue))
            }
            var writer = HoursWriter(
                scope: scope, channel: fields.isAsWritten ? Source.asWritten : Source.desk,
                now: place.now)
            var added: [HoursAdded.Record] = []
            var known: [Entity] = []
            for part in row.parts {
                let time = try TimeCheck(part.interval, of: card.entity, in: door.view)
                if let same = time.same(row.activityName) {
                    known.append(same)
                } else {
                    try time.refuseOverlap()
                    let entity = try writer.write(row, part, of: card.entity, through: door)
                    added.append(.init(entity, part))
                }
            }
            return HoursAdded(
                added, known: known, in: scope, notes: notes, isDryRun: place.isDryRun)
        }
    }

    /// Takes a list of service time (CSV), a row at a time.
    public static func importList(
        _ place: Workplace, file path: String, code: String? = nil, rejectedFile: String? = nil
    ) throws -> ImportReport {
        let scope = try place.scope(code: code)
        let rows = try InputFile.table(path)
        let taker = try HoursTaker(header: rows.header.cells, scope: scope, now: place.now)
        return try TableImport(
            path, rows: rows, into: scope, at: place, rejectedPath: rejectedFile, taker: taker
        ).run()
    }

    /// Service records in order of recording, `limit` at most.
    /// - Parameter overlapping: those that count and overlap another of the same person, and no others.
    public static func list(
        _ place: Workplace, volunteer: String? = nil, column: HoursColumnName? = nil,
        code: String? = nil, overlapping: Bool = false, limit: Int = 50
    ) throws -> HoursList {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            let person = try volunteer.map { try RecordReference.volunteer($0, in: view) }
            let cards =
                overlapping
                ? try view.overlappingHours(in: scope, limit: max(0, limit))
                : try view.hours(
                    in: scope, of: person?.entity,
                    column: column.flatMap { HoursColumn(rawValue: $0.rawValue) },
                    limit: max(0, limit))
            var names = VolunteerNames(on: place.today)
            return HoursList(
                records: try cards.map { try HoursView($0, &names, in: view) })
        }
    }

    /// One service record with everything that is held of it; of a child's, who led and recorded, and what
    /// was remarked, only on grounds.
    /// - Parameter grounds: why it is to be shown in full; nil to have a child's masked.
    public static func show(
        _ place: Workplace, _ reference: String, revealing grounds: RevealGrounds? = nil
    ) throws -> HoursReport {
        if let grounds {
            let (card, person) = try place.store.view { view in
                let card = try RecordReference.hours(reference, in: view)
                return (card, try card.volunteer.flatMap(view.volunteer))
            }
            try RecordDisclosure.write(
                grounds, of: card.entity,
                groups: ServiceRecord.kind.groups.filter(\.hasPersonalFields).map(\.number),
                in: card.scope, about: [person].compactMap(\.self), at: place)
        }
        return try place.store.view { view in
            let card = try RecordReference.hours(reference, in: view)
            var names = VolunteerNames(on: place.today)
            return HoursReport(
                try HoursView(card, &names, in: view),
                persons: try RecordPersons(card.entity, in: view),
                isMasked: try grounds == nil
                    && Childhood.concerns(
                        card.entity, ServiceRecord.kind.number, on: place.today, in: view)
            )
        }
    }

    /// The sum over the records of one station, or over all that this node holds.
    /// - Parameters:
    ///   - byStation: the sums of all stations as well, each under the code that it had on `day`.
    ///   - day: today unless given; it chooses names, no record.
    public static func total(
        _ place: Workplace, code: String? = nil, byStation: Bool = false, on day: String? = nil
    ) throws -> HoursTotalReport {
        let scope = try place.scopeToRead(code: code)
        let moment = try StationMoment(day, at: place)
        return try place.store.view { view in
            let basis = try view.totalBasis(of: scope)
            let stations =
                byStation
                ? try view.scopes().filter { scope == nil || $0.scope == scope }.map { card in
                    HoursTotalReport.Station(
                        try StationPlace(card, moment, in: view),
                        try view.hoursTotal(in: card.scope).all,
                        basis.vectors[card.scope] ?? [:])
                } : nil
            return HoursTotalReport(
                try view.hoursTotal(in: scope), basis, overlaps: try view.overlapCount(in: scope),
                code: code, stations: stations)
        }
    }
}
