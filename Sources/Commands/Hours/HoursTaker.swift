import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// Takes rows of service time. What is here already is left as it is, also when it was reversed since;
/// what collides with another record of the volunteer goes back.
struct HoursTaker: RowTaker {
    /// What a row becomes: records of one volunteer, on one or two days.
    struct Plan {
        let volunteer: Entity
        let row: HoursRow
        let parts: [HoursRow.Part]
    }

    private let sheet: HoursSheet
    private let now: Int64
    private let scope: Scope
    private var volunteers: VolunteerResolver
    private var writer: HoursWriter
    /// What earlier rows of this file brought.
    private var earlier: [Entity: [EarlierRow]] = [:]

    private struct EarlierRow {
        let interval: ServiceInterval
        let activityName: String
        let line: Int
    }

    init(header: [String], scope: Scope, now: Int64) throws {
        do throws(HeaderProblem) { sheet = try HoursSheet(header: header) } catch {
            throw Problem(error)
        }
        self.scope = scope
        self.now = now
        volunteers = VolunteerResolver(in: scope)
        writer = HoursWriter(scope: scope, channel: Source.imported, now: now)
    }

    var ignoredColumns: [String] { sheet.header.ignored }
    var unknownColumns: [String] { sheet.header.unknown }

    func read(_ row: CSVReader.Row) -> RowReading<HoursRow> { sheet.read(row, now: now) }

    mutating func decide(
        _ row: HoursRow, line: Int, in view: StoreView
    ) throws -> RowDecision<Plan> {
        switch try volunteers.resolve(row.volunteer, in: view) {
        case .failure(let failure):
            return .reject([problem(failure, row.volunteer, line)])
        case .success(let volunteer):
            if let approver = row.approver, volunteer.mayBeNamed(approver) {
                return .reject([
                    RowProblem(
                        row: line, column: sheet.header.name(of: .approver), value: approver,
                        reason: .approverIsVolunteer)
                ])
            }
            let naming = try row.openTexts.filter { try volunteer.isNamed(inOpen: $0.text) }
            guard naming.isEmpty else {
                return .reject(
                    naming.map {
                        RowProblem(row: line, naming: $0.text, in: sheet.header.name(of: $0.column))
                    })
            }
            return try decide(row, line: line, of: volunteer.entity, in: view)
        }
    }

    private mutating func decide(
        _ row: HoursRow, line: Int, of volunteer: Entity, in view: StoreView
    ) throws -> RowDecision<Plan> {
        var wanted: [HoursRow.Part] = []
        for part in row.parts {
            switch try collision(of: part.interval, row.activityName, volunteer, in: view) {
            case .none: wanted.append(part)
            case .same: continue
            case .other(let reason, let other):
                let span =
                    "\(CivilTime.local(part.interval.start))/\(CivilTime.local(part.interval.end))"
                return .reject([
                    RowProblem(
                        row: line, column: sheet.header.name(of: .start), value: span,
                        reason: reason, other: other)
                ])
            }
        }
        guard !wanted.isEmpty else { return .alreadyThere }
        for part in wanted {
            earlier[volunteer, default: []].append(
                EarlierRow(interval: part.interval, activityName: row.activityName, line: line))
        }
        return .take(Plan(volunteer: volunteer, row: row, parts: wanted))
    }

    mutating func write(_ plan: Plan, through door: CommitDoor) throws {
        for part in plan.parts {
            try writer.write(plan.row, part, of: plan.volunteer, through: door)
        }
    }

    private enum Collision {
        case none
        case same
        case other(RowReason, RecordSentence)
    }

    private func collision(
        of interval: ServiceInterval, _ activityName: String, _ volunteer: Entity,
        in view: StoreView
    ) throws -> Collision {
        for row in earlier[volunteer] ?? [] where row.interval.overlaps(interval) {
            let isSame = row.interval == interval && row.activityName == activityName
            return isSame ? .same : .other(.overlapsRow, .otherRow(row.line))
        }
        let served = try view.served(by: volunteer, touching: interval.start, interval.end)
        if served.contains(where: { $0.isSame(as: interval, activityName) }) { return .same }
        guard let other = served.first(where: { !$0.isReversed }) else { return .none }
        return .other(.overlapsRecord, .otherRecord(RecordReference.short(other.entity)))
    }

    private func problem(
        _ failure: VolunteerResolver.Failure, _ reference: VolunteerReference, _ line: Int
    ) -> RowProblem {
        let column: HoursSheet.Column
        let value: String
        switch failure.part {
        case .idNumber:
            (column, value) = (.idNumber, CitizenNumber.masked(reference.idNumber ?? ""))
        case .volunteerNumber:
            (column, value) = (.volunteerNumber, reference.volunteerNumber ?? "")
        case .phone:
            (column, value) = (.phone, CitizenNumber.masked(reference.phone ?? ""))
        case .name: (column, value) = (.name, reference.name ?? "")
        }
        return RowProblem(
            row: line, column: sheet.header.name(of: column), value: value,
            reason: failure.reason)
    }
}

extension ServedTime {
    /// Volunteer, start, end and activity make a record the same one.
    func isSame(as interval: ServiceInterval, _ activityName: String) -> Bool {
        start == interval.start && end == interval.end && self.activityName == activityName
    }
}
