import ServiceRecords
import Store
import SyncCore

/// A social worker at one moment: chooses what to record, and for whom, by two numbers.
struct Clerk {
    let what: Int
    let pick: UInt64

    func write(to door: CommitDoor, in scope: Scope) throws {
        let volunteers = try door.view.entities(of: Volunteer.kind.number, in: scope)
        let records = try door.view.entities(of: ServiceRecord.kind.number, in: scope)
        guard let volunteer = volunteers.chosen(by: pick), what >= 12 else {
            return try register(door)
        }
        guard let record = records.chosen(by: pick / 13), what >= 34 else {
            return try addHours(to: volunteer, door)
        }
        switch what {
        case 34..<58: try edit(volunteer, door)
        case 58..<70: try approve(record, door)
        case 70..<80: try reverse(record, door)
        case 80..<88: try replace(record, of: volunteer, door)
        case 88..<92: try change(record, ServiceRecord.kind, toVoided: pick % 3 != 0, door)
        case 92..<96: try change(volunteer, Volunteer.kind, toVoided: pick % 3 != 0, door)
        default:
            try edit(volunteer, door)
            try addHours(to: volunteer, door)
        }
    }

    private func register(_ door: CommitDoor) throws {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("甲\(pick % 1_000_000)")
        draft[Volunteer.residenceArea] = .text("\(pick % 97)")
        if pick % 2 == 0 { draft[Volunteer.phones] = .list([.text("138\(pick % 100_000_000)")]) }
        try door.write(draft)
    }

    private func addHours(to volunteer: Entity, _ door: CommitDoor) throws {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(volunteer)
        draft[ServiceRecord.seconds] = .int(Int64(1 + pick % 86_400))
        draft[ServiceRecord.place] = .text("\(pick)")
        try door.write(draft)
    }

    private func edit(_ volunteer: Entity, _ door: CommitDoor) throws {
        var draft = Draft(Volunteer.kind, entity: volunteer)
        draft[pick % 2 == 0 ? Volunteer.residenceArea : Volunteer.serviceArea] = .text("\(pick)")
        try door.write(draft)
    }

    private func approve(_ record: Entity, _ door: CommitDoor) throws {
        var draft = Draft(ServiceRecord.kind, entity: record)
        draft[ServiceRecord.approvedAt] = .int(Int64(pick % 1_000_000))
        try door.write(draft)
    }

    private func reverse(_ record: Entity, _ door: CommitDoor) throws {
        var draft = Draft(ServiceRecord.kind, entity: record)
        draft[ServiceRecord.reversed] = .bool(pick % 4 != 0)
        draft[ServiceRecord.reason] = .text("\(pick)")
        try door.write(draft)
    }

    private func replace(_ record: Entity, of volunteer: Entity, _ door: CommitDoor) throws {
        var next = Draft(ServiceRecord.kind)
        next[ServiceRecord.volunteer] = .reference(volunteer)
        next[ServiceRecord.seconds] = .int(Int64(1 + pick % 3_600))
        next[ServiceRecord.place] = .text("\(pick)")
        next[ServiceRecord.replaces] = .reference(record)
        let entity = try door.write(next)
        var correction = Draft(ServiceRecord.kind, entity: record)
        correction[ServiceRecord.reversed] = .bool(true)
        correction[ServiceRecord.replacement] = .reference(entity)
        try door.write(correction)
    }

    private func change(
        _ entity: Entity, _ kind: Kind, toVoided isVoided: Bool, _ door: CommitDoor
    ) throws {
        var draft = Draft(kind, entity: entity)
        draft[Lifecycle.state] = .int(isVoided ? Lifecycle.voided : Lifecycle.active)
        try door.write(draft)
    }
}

extension Array {
    fileprivate func chosen(by pick: UInt64) -> Element? {
        isEmpty ? nil : self[Int(pick % UInt64(count))]
    }
}
