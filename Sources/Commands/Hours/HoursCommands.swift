import Interchange
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Service records: entered, listed, imported, summed up. Nothing is changed in place.
public enum HoursCommands {
    /// Records service time of one volunteer; on two days, two records.
    public static func add(_ place: Workplace, _ fields: HoursFields) throws -> HoursAdded {
        let scope = try place.store.view {
            try RecordReference.volunteer(fields.volunteer, in: $0).scope
        }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.volunteer(fields.volunteer, in: door.view)
            let (row, notes) = try fields.checked(of: card.name, now: place.now)
            var writer = HoursWriter(scope: scope, channel: Source.desk, now: place.now)
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
            return HoursAdded(added, known: known, notes: notes, isDryRun: place.isDryRun)
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
    public static func list(
        _ place: Workplace, volunteer: String? = nil, column: HoursColumnName? = nil,
        code: String? = nil, limit: Int = 50
    ) throws -> HoursList {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            let person = try volunteer.map { try RecordReference.volunteer($0, in: view) }
            let cards = try view.hours(
                in: scope, of: person?.entity,
                column: column.flatMap { HoursColumn(rawValue: $0.rawValue) },
                limit: max(0, limit))
            var names = VolunteerNames()
            return HoursList(
                records: try cards.map { HoursView($0, name: try names.name(of: $0, in: view)) })
        }
    }

    /// One service record with everything that is held of it.
    public static func show(_ place: Workplace, _ reference: String) throws -> HoursReport {
        try place.store.view { view in
            let card = try RecordReference.hours(reference, in: view)
            var names = VolunteerNames()
            return HoursReport(
                HoursView(card, name: try names.name(of: card, in: view)),
                persons: try RecordPersons(card.entity, in: view))
        }
    }

    /// The sum over the records of one station, or over all that this node holds.
    public static func total(_ place: Workplace, code: String? = nil) throws -> HoursTotalReport {
        let scope = try place.scopeToRead(code: code)
        return HoursTotalReport(
            try place.store.view { try $0.hoursTotal(in: scope) }, code: code)
    }
}

/// What a person enters of one service.
public struct HoursFields: Sendable {
    /// An id, a volunteer number or a citizen's number.
    public var volunteer: String
    public var activity: String
    /// As it may stand in a file: `2026-03-01 09:00`.
    public var start: String
    public var end: String
    /// `2.5`; the whole time when it is not given.
    public var hours: String?
    public var place: String?
    public var content: String?
    public var organisation: String?
    public var post: String?
    public var projectName: String?
    public var projectNumber: String?
    public var leader: String?
    public var recorder: String?
    /// Code or name of the list of entry modes; entered by the group when it is not given.
    public var entryMode: String?
    public var remark: String?

    public init(volunteer: String, activity: String, start: String, end: String) {
        self.volunteer = volunteer
        self.activity = activity
        self.start = start
        self.end = end
    }

    private static let enteredByTheGroup = "1"

    /// The fields under the checks of an imported row.
    /// - Parameter name: of the volunteer; nobody records their own service.
    func checked(of name: String?, now: Int64) throws -> (row: HoursRow, notes: [RowNote]) {
        try Self.checked(now: now) { column in
            switch column {
            case .name: name ?? "—"
            case .activityName: activity
            case .start: start
            case .end: end
            case .hours: hours
            case .place: place
            case .content: content
            case .organisation: organisation
            case .post: post
            case .projectName: projectName
            case .projectNumber: projectNumber
            case .leader: leader
            case .recorder: recorder
            case .entryMode: entryMode ?? Self.enteredByTheGroup
            case .remark: remark
            case .idType, .idNumber, .volunteerNumber, .phone, .evaluation, .approver: nil
            }
        }
    }

    static func checked(
        now: Int64, _ text: (HoursSheet.Column) -> String?
    ) throws -> (row: HoursRow, notes: [RowNote]) {
        let columns = HoursSheet.Column.allCases
        let sheet: HoursSheet
        do throws(HeaderProblem) { sheet = try HoursSheet(header: columns.map(\.rawValue)) } catch {
            throw Problem(error)
        }
        let reading = sheet.read(
            CSVReader.Row(line: 1, cells: columns.map { text($0) ?? "" }), now: now)
        let row: HoursRow = try Problem.value(of: reading)
        guard case .taken(_, let notes) = reading else { return (row, []) }
        let hidden: Set<CellNote.Kind> = [.incomplete, .awaitsApproval]
        return (row, notes.filter { !hidden.contains($0.kind) }.map { RowNote($0.kind) })
    }
}

/// What the volunteer has done in a time already.
struct TimeCheck {
    private let interval: ServiceInterval
    private let served: [ServedTime]

    /// - Parameter except: a record that is being replaced.
    init(
        _ interval: ServiceInterval, of volunteer: Entity, except: Entity? = nil,
        in view: StoreView
    ) throws {
        self.interval = interval
        served = try view.served(by: volunteer, touching: interval.start, interval.end)
            .filter { $0.entity != except }
    }

    /// The record that says the same and stands.
    func same(_ activityName: String) -> Entity? {
        served.first { !$0.isReversed && $0.isSame(as: interval, activityName) }?.entity
    }

    func refuseOverlap() throws {
        guard let other = served.first(where: { !$0.isReversed }) else { return }
        throw Problem(
            RowReason.overlapsRecord.rawValue, .badInput,
            .record(
                .overlaps(
                    RecordReference.short(other.entity), start: CivilTime.local(other.start),
                    end: CivilTime.local(other.end))),
            remedy: .record(.cellRemedy(.overlapsRecord)))
    }
}
