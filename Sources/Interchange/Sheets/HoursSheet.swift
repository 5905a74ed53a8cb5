public import ServiceRecords

/// What a file says about who served: at least one part is there.
public struct VolunteerReference: Hashable, Sendable {
    public var name: String?
    /// A code of the list `id-type`.
    public var idType: String
    /// Valid when the type is 01; half-width capitals otherwise.
    public var idNumber: String?
    public var volunteerNumber: String?
    public var phone: String?

    /// Whether nothing but a name says who it is, which two people may share.
    public var isNameOnly: Bool { idNumber == nil && volunteerNumber == nil && phone == nil }
}

/// One service as a file has it, checked and normalised.
public struct HoursRow: Hashable, Sendable {
    /// What was served on one local day: one record.
    public struct Part: Hashable, Sendable {
        public var interval: ServiceInterval
        /// At most the interval's own seconds.
        public var seconds: Int64
    }

    public var volunteer: VolunteerReference
    public var projectName: String?
    public var projectNumber: String?
    public var post: String?
    public var organisation: String?
    /// The project's name when the file has no other.
    public var activityName: String
    public var place: String?
    public var content: String?
    /// One, or two where midnight divides the row; in order.
    public var parts: [Part]
    /// A code of the list `hours-entry-mode`; `6` imported unless the file says otherwise.
    public var entryMode: String
    public var leader: String?
    public var recorder: String?
    public var evaluation: String?
    public var remark: String?
    /// Without one the record awaits approval.
    public var approver: String?

    /// What all who hold the record can read, with where it stands; each text once.
    public var openTexts: [(column: HoursSheet.Column, text: String)] {
        let activity = activityName == projectName ? nil : activityName
        let all: [(HoursSheet.Column, String?)] = [
            (.projectName, projectName), (.projectNumber, projectNumber),
            (.activityName, activity), (.place, place), (.content, content), (.post, post),
            (.organisation, organisation),
        ]
        return all.compactMap { column, text in text.map { (column, $0) } }
    }

    public var seconds: Int64 { parts.reduce(0) { $0 + $1.seconds } }
}

/// A list of services in the neutral header, any order.
public struct HoursSheet: Sendable {
    public let header: Header<Column>
    private let isAsWritten: Bool

    /// - Parameter asWritten: whether what seems to be a number of a person is meant as it stands.
    public init(header: [String], asWritten: Bool = false) throws(HeaderProblem) {
        self.header = try Header(header)
        isAsWritten = asWritten
    }

    /// - Parameter now: the PC's present in milliseconds since 1970 UTC. The clock may be wrong:
    ///   it only makes notes.
    public func read(_ row: CSVReader.Row, now: Int64) -> RowReading<HoursRow> {
        var cells = RowCells(row, under: header, isAsWritten: isAsWritten)
        let volunteer = volunteer(&cells)
        let (projectName, activityName) = names(&cells)
        let parts = parts(&cells)
        let value = HoursRow(
            volunteer: volunteer,
            projectName: projectName,
            projectNumber: cells.openNumber(.projectNumber),
            post: cells.openText(.post),
            organisation: cells.openText(.organisation),
            activityName: activityName ?? "",
            place: cells.openText(.place),
            content: cells.openLines(.content, limit: 2_000),
            parts: parts,
            entryMode: cells.code(.entryMode, in: CodeLists.hoursEntryMode) ?? "6",
            leader: cells.text(.leader, limit: 100),
            recorder: cells.text(.recorder, limit: 100),
            evaluation: cells.text(.evaluation, limit: 2_000),
            remark: cells.text(.remark, limit: 2_000),
            approver: cells.text(.approver, limit: 100))
        checkPersons(value, &cells)
        addNotes(value, now: now, to: &cells)
        return cells.reading(value)
    }

    private func volunteer(_ cells: inout RowCells<Column>) -> VolunteerReference {
        let before = cells.problems.count
        let document = cells.document(type: .idType, number: .idNumber)
        let reference = VolunteerReference(
            name: cells.text(.name, limit: 100),
            idType: document.type, idNumber: document.number,
            volunteerNumber: cells.text(.volunteerNumber, limit: 64), phone: cells.phone(.phone))
        let isNobody = reference.isNameOnly && reference.name == nil
        if isNobody, cells.problems.count == before { cells.reject(.idNumber, .noVolunteer) }
        return reference
    }

    private func names(
        _ cells: inout RowCells<Column>
    ) -> (project: String?, activity: String?) {
        let project = cells.openText(.projectName)
        let activity = cells.openText(.activityName) ?? project
        if activity == nil { cells.reject(.activityName, .missing) }
        return (project, activity)
    }

    /// The same name is taken for the same person where it would confirm hours: a name is all that
    /// the file has, and the remedy is cheap.
    private func checkPersons(_ value: HoursRow, _ cells: inout RowCells<Column>) {
        let problems = PersonSeparation.problems(
            volunteer: value.volunteer.name.map(PersonName.folded),
            recorder: value.recorder.map(PersonName.folded),
            approver: value.approver.map(PersonName.folded))
        for problem in problems {
            switch problem {
            case .approverIsRecorder: cells.reject(.approver, .approverIsRecorder)
            case .approverIsVolunteer: cells.reject(.approver, .approverIsVolunteer)
            case .recorderIsVolunteer: cells.note(.recorder, .recorderIsVolunteer)
            }
        }
    }

    private func addNotes(_ value: HoursRow, now: Int64, to cells: inout RowCells<Column>) {
        let wanted: [(Column, String?)] = [
            (.place, value.place), (.content, value.content),
            (.organisation, value.organisation), (.leader, value.leader),
        ]
        for (column, text) in wanted where text == nil { cells.note(column, .incomplete) }
        if value.parts.count > 1 { cells.note(.start, .dividedAtMidnight) }
        let warnings = Set(
            value.parts.flatMap {
                ServiceTime.warnings($0.interval, seconds: $0.seconds, now: now)
            })
        if warnings.contains(.inTheFuture) { cells.note(.end, .inTheFuture) }
        if warnings.contains(.longDay) { cells.note(.hours, .longDay) }
        if value.approver == nil { cells.note(.approver, .awaitsApproval) }
    }
}
