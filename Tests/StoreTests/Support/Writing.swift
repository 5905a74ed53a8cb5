import ServiceRecords
import SyncCore

@testable import Store

/// The few things that tests write, as short as they can be said.
extension Replica {
    @discardableResult
    func register(_ name: String, area: String = "甲村", phone: String? = nil) throws -> Entity {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(name)
        draft[Volunteer.residenceArea] = .text(area)
        if let phone { draft[Volunteer.phones] = .list([.text(phone)]) }
        return try commit { try $0.write(draft) }
    }

    func edit(
        _ entity: Entity, _ field: Field, _ value: Value?, rendering: Rendering? = nil
    ) throws {
        var draft = Draft(Volunteer.kind, entity: entity)
        draft[field] = value
        do { try commit(rendering: rendering) { try $0.edit(draft) } } catch StoreError
            .groupNotWhole
        {
            try commit(rendering: rendering) { try $0.edit(filled(draft, of: entity, field)) }
        }
    }

    /// As a page would send it: every field of the group, whatever it shows now.
    private func filled(_ draft: Draft, of entity: Entity, _ field: Field) throws -> Draft {
        guard let group = draft.kind.group(field.group) else { return draft }
        let shown = try store.view { try $0.shown(group, of: entity) }
        var whole = draft
        for other in group.fields where !draft.states(other) {
            whole[other] = shown?[other.number]
        }
        return whole
    }

    /// Writes a whole group whatever is shown: how a conflict is settled.
    func settle(_ entity: Entity, _ field: Field, _ value: Value?) throws {
        var draft = Draft(Volunteer.kind, entity: entity)
        draft[field] = value
        try commit { try $0.write(draft) }
    }

    func void(
        _ entity: Entity, kind: Kind = Volunteer.kind, state: Int64 = Lifecycle.voided,
        rendering: Rendering? = nil
    ) throws {
        var draft = Draft(kind, entity: entity)
        draft[Lifecycle.state] = .int(state)
        try commit(rendering: rendering) { try $0.write(draft) }
    }

    @discardableResult
    /// - Parameter start: in hours; nil: of no known time.
    func record(
        _ seconds: Int64, of volunteer: Entity, replacing replaced: Entity? = nil,
        from start: Int64? = nil
    ) throws -> Entity {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(volunteer)
        draft[ServiceRecord.seconds] = .int(seconds)
        draft[ServiceRecord.replaces] = replaced.map(Value.reference)
        draft[ServiceRecord.start] = start.map { .int($0 * 3_600_000) }
        draft[ServiceRecord.end] = start.map { .int($0 * 3_600_000 + seconds * 1_000) }
        return try commit { try $0.write(draft) }
    }

    func merge(_ volunteer: Entity, into other: Entity) throws {
        try edit(volunteer, Volunteer.mergedInto, .reference(other))
    }

    func approve(_ record: Entity, at time: Int64? = 1) throws {
        var draft = Draft(ServiceRecord.kind, entity: record)
        draft[ServiceRecord.approvedAt] = time.map(Value.int)
        if time == nil { draft.touch(ServiceRecord.approval) }
        try commit { try $0.write(draft) }
    }

    func correct(
        _ record: Entity, reversed: Bool = true, replacement: Entity? = nil
    ) throws {
        var draft = Draft(ServiceRecord.kind, entity: record)
        draft[ServiceRecord.reversed] = .bool(reversed)
        draft[ServiceRecord.replacement] = replacement.map(Value.reference)
        try commit { try $0.write(draft) }
    }

    func admit(_ key: [UInt8]) throws {
        try commit { try $0.write(.admit(origin: Origin(publicKey: key), publicKey: key)) }
    }

    func refuse(_ change: Change, _ reason: String = "重复") throws {
        try commit {
            try $0.write(.refuse(dot: change.dot, leaf: change.originalLeaf, reason: reason))
        }
    }

    @discardableResult
    func wrap(_ change: Change, as kind: KindNumber) throws -> Change {
        try commit { try $0.wrap(change, as: kind, context: change.header.context) }
    }

    /// Eight to a segment, all but the last two of each log; how many changes.
    @discardableResult
    func packAll() throws -> Int {
        var packing = Store.Packing()
        packing.changes = 8
        packing.kept = 2
        var total = 0
        while case let count = try store.pack(packing), count > 0 { total += count }
        return total
    }
}
