import ServiceRecords
import Store
import SyncCore

/// Writes events of the workload through the store's own door, as a station records them.
///
/// A status is a write to the approval group, minutes are one to the evaluation group, a void is a
/// correction. Names, numbers, telephones and addresses are personal.
struct Recording {
    private let node: any RecordingNode
    private var entities: [String: Entity] = [:]
    private var time: Int64 = 1_767_225_600_000

    init(at node: any RecordingNode) { self.node = node }

    /// - Parameter batch: events to a transaction.
    mutating func write(_ events: some Collection<Workload.Event>, batch: Int) throws {
        var rest = Array(events)[...]
        while !rest.isEmpty {
            try node.commit(at: time) { door in
                for event in rest.prefix(batch) { try write(event, through: door) }
            }
            rest = rest.dropFirst(batch)
        }
    }

    private mutating func write(_ event: Workload.Event, through door: CommitDoor) throws {
        time += 30_000
        switch event {
        case .volunteer(let id, let fields):
            entities[id] = try door.write(Self.volunteer(fields))
        case .record(let id, let fields):
            entities[id] = try door.write(try record(fields, through: door))
        case .update(let id, let status, let minutes):
            try door.write(update(entities[id], status: status, minutes: minutes))
        case .void(let id):
            var draft = Draft(ServiceRecord.kind, entity: entities[id])
            draft[ServiceRecord.reversed] = .bool(true)
            try door.write(draft)
        }
    }

    private static func volunteer(_ fields: [String]) -> Draft {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(fields[0])
        draft[Volunteer.gender] = .text(fields[1])
        draft[Volunteer.idNumber] = .text(fields[2])
        draft[Volunteer.phones] = .list([.text(fields[3]), .text(fields[13])])
        draft[Volunteer.residenceArea] = .text(fields[4])
        draft[Volunteer.address] = .text(fields[5])
        draft[Volunteer.politicalStatus] = .text(fields[6])
        draft[Volunteer.education] = .text(fields[7])
        draft[Volunteer.serviceArea] = .text(fields[8])
        draft[Volunteer.skills] = .list([.text(fields[9])])
        draft[Volunteer.volunteerNumber] = .text(fields[10])
        draft[Volunteer.standing] = .text(fields[12])
        return draft
    }

    private mutating func record(_ fields: [String], through door: CommitDoor) throws -> Draft {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(try known(fields[0], Volunteer.kind, door))
        draft[ServiceRecord.project] = .reference(try known(fields[1], Project.kind, door))
        draft[ServiceRecord.activityName] = .text(fields[2])
        draft[ServiceRecord.start] = Int64(fields[3]).map(Value.int)
        draft[ServiceRecord.end] = Int64(fields[4]).map(Value.int)
        draft[ServiceRecord.seconds] = Int64(fields[5]).map { .int($0 * 60) }
        draft[ServiceRecord.entryMode] = .text(fields[6])
        draft[ServiceRecord.place] = .text(fields[7])
        draft[ServiceRecord.recorder] = .reference(try known(fields[8], Volunteer.kind, door))
        if !fields[10].isEmpty { draft[ServiceRecord.serviceContent] = .text(fields[10]) }
        return draft
    }

    private func update(_ record: Entity?, status: String?, minutes: Int64?) -> Draft {
        var draft = Draft(ServiceRecord.kind, entity: record)
        if status != nil { draft[ServiceRecord.approvedAt] = .int(time) }
        if let minutes { draft[ServiceRecord.evaluatedOn] = .int(minutes) }
        return draft
    }

    /// Projects and recorders have no line of their own: they are recorded when first named.
    private mutating func known(
        _ id: String, _ kind: Kind, _ door: CommitDoor
    ) throws -> Entity {
        if let entity = entities[id] { return entity }
        var draft = Draft(kind)
        let isProject = kind.number == Project.kind.number
        draft[isProject ? Project.number : Volunteer.volunteerNumber] = .text(id)
        let entity = try door.write(draft)
        entities[id] = entity
        return entity
    }
}

/// Where events are written.
protocol RecordingNode: AnyObject {
    func commit<T>(at time: Int64, _ body: (CommitDoor) throws -> T) throws -> T
}
