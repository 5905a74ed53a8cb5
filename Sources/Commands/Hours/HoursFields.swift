import Interchange
import ServiceRecords
import Texts

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

    /// Somebody has looked at what seems to say who it is, and means it as it stands.
    public var isAsWritten = false

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
        try Self.checked(now: now, asWritten: isAsWritten) { column in
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
        now: Int64, asWritten: Bool = false, _ text: (HoursSheet.Column) -> String?
    ) throws -> (row: HoursRow, notes: [RowNote]) {
        let columns = HoursSheet.Column.allCases
        let sheet: HoursSheet
        do throws(HeaderProblem) {
            sheet = try HoursSheet(header: columns.map(\.rawValue), asWritten: asWritten)
        } catch { throw Problem(error) }
        let reading = sheet.read(
            CSVReader.Row(line: 1, cells: columns.map { text($0) ?? "" }), now: now)
        let row: HoursRow = try Problem.value(of: reading)
        guard case .taken(_, let notes) = reading else { return (row, []) }
        let hidden: Set<CellNote.Kind> = [.incomplete, .awaitsApproval]
        return (row, notes.filter { !hidden.contains($0.kind) }.map { RowNote($0.kind) })
    }
}
