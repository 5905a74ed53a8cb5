import Interchange
import ServiceRecords
import Store
import SyncCore

/// Writes service records: the entry, who approved it, what was said of it. Projects that the scope
/// does not know yet are written along, by number or else by name.
struct HoursWriter {
    let scope: Scope
    let channel: String
    /// Milliseconds, wall clock: when a record that names its approver counts as approved.
    let now: Int64
    private var projects: [ProjectKey: Entity] = [:]

    private struct ProjectKey: Hashable {
        let number: String?
        let name: String?
    }

    init(scope: Scope, channel: String, now: Int64) {
        self.scope = scope
        self.channel = channel
        self.now = now
    }

    @discardableResult
    mutating func write(
        _ row: HoursRow, _ part: HoursRow.Part, of volunteer: Entity, through door: CommitDoor
    ) throws -> Entity {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(volunteer)
        draft[ServiceRecord.project] = try project(of: row, through: door).map(Value.reference)
        draft[ServiceRecord.activityName] = .text(row.activityName)
        draft[ServiceRecord.place] = row.place.map(Value.text)
        draft[ServiceRecord.serviceContent] = row.content.map(Value.text)
        draft[ServiceRecord.orgUnit] = row.organisation.map(Value.text)
        draft[ServiceRecord.post] = row.post.map(Value.text)
        draft[ServiceRecord.entryMode] = .text(row.entryMode)
        draft[ServiceRecord.leaderName] = row.leader.map(Value.text)
        draft[ServiceRecord.recorderName] = row.recorder.map(Value.text)
        draft[ServiceRecord.remark] = row.remark.map(Value.text)
        draft.setTime(part.interval, seconds: part.seconds)
        draft[Source.channel] = .text(channel)
        if let approver = row.approver {
            draft[ServiceRecord.approvedAt] = .int(now)
            draft[ServiceRecord.approverName] = .text(approver)
        }
        if let text = row.evaluation { draft[ServiceRecord.evaluationText] = .text(text) }
        return try door.write(draft)
    }

    private mutating func project(
        of row: HoursRow, through door: CommitDoor
    ) throws -> Entity? {
        guard row.projectName != nil || row.projectNumber != nil else { return nil }
        let key = ProjectKey(number: row.projectNumber, name: row.projectName)
        if let known = projects[key] { return known }
        let here = try door.view.project(
            number: row.projectNumber, name: row.projectName, in: scope)
        var draft = Draft(Project.kind)
        draft[Project.name] = row.projectName.map(Value.text)
        draft[Project.number] = row.projectNumber.map(Value.text)
        draft[Source.channel] = .text(channel)
        let project = try here ?? door.write(draft)
        projects[key] = project
        return project
    }
}

extension Draft {
    /// The time of a service record and the local day that it belongs to.
    mutating func setTime(_ interval: ServiceInterval, seconds: Int64) {
        let day = interval.day
        self[ServiceRecord.day] = .int(Int64(day.year * 10_000 + day.month * 100 + day.day))
        self[ServiceRecord.start] = .int(interval.start)
        self[ServiceRecord.end] = .int(interval.end)
        self[ServiceRecord.seconds] = .int(seconds)
    }
}
