import ServiceRecords
import SyncCore

@testable import Store

/// The state of a scope by its definition (protocol §4): from all its changes at once, without an
/// order of arrival and without a table. Slow and short, so that it can be believed.
struct Oracle {
    /// One register: a group of a kind of a record, be it the record's own kind or not.
    struct Slot: Hashable {
        let entity: Entity
        let tag: GroupTag

        init(_ entity: Entity, _ tag: GroupTag) {
            self.entity = entity
            self.tag = tag
        }

        init(_ entity: Entity, _ kind: Kind, _ field: Field) {
            self.init(entity, GroupTag(kind: kind.number, group: field.group))
        }
    }

    private(set) var excluded: [Dot: String] = [:]
    private(set) var registers: [Slot: Register] = [:]
    /// Records that somebody voided; true where something survives that no void has seen.
    private(set) var voided: [Entity: Bool] = [:]
    private let standing: Standing
    private var writes: [Slot: [Hash: [Change]]] = [:]
    /// What each record is that was created.
    private var kinds: [Entity: KindNumber] = [:]
    private var records: [Entity] {
        kinds.filter { $0.value == ServiceRecord.kind.number }.map(\.key)
    }

    init(_ changes: [Change], authority: Origin) {
        let standing = Standing(
            authority: authority,
            authorityLength: UInt64(changes.count { $0.header.origin == authority }),
            changes: changes.compactMap {
                GoverningChange($0.canonical, original: $0.originalLeaf)
            })
        self.standing = standing
        for change in changes {
            switch standing.exclusion(of: change) {
            case .notAdmitted: excluded[change.dot] = "not-admitted"
            case .refused: excluded[change.dot] = "refused"
            case .revoked: excluded[change.dot] = "revoked"
            case .notPermitted: excluded[change.dot] = "not-permitted"
            case .malformed, nil:
                if Malformed.isMalformed(change) { excluded[change.dot] = "malformed" }
            }
        }
        let counted = changes.filter {
            excluded[$0.dot] == nil && !SystemKind.range.contains($0.kind)
                && $0.header.kind != SystemKind.hop
        }
        for change in counted {
            for content in change.groups {
                let slot = Slot(
                    change.entity, GroupTag(kind: change.kind, group: content.group))
                writes[slot, default: [:]][change.originalLeaf, default: []].append(change)
            }
            if change.createsEntity { kinds[change.entity] = change.kind }
        }
        for (slot, writes) in writes { registers[slot] = register(writes) }
        for entity in Set(registers.keys.map(\.entity)) { voided[entity] = isEdited(entity) }
    }

    /// K is the join of all contexts, S what K covers no dot of.
    private func register(_ writes: [Hash: [Change]]) -> Register {
        let known = writes.values.joined().reduce(Context()) {
            $0.joined(with: standing.effectiveContext(of: $1.header))
        }
        let surviving = writes.filter { !$0.value.contains { known.covers($0.dot) } }
        return Register(
            known: known,
            surviving: surviving.map { .init(original: $0.key, dots: Set($0.value.map(\.dot))) })
    }

    private func isEdited(_ entity: Entity) -> Bool? {
        let tags = registers.keys.filter { $0.entity == entity }.map(\.tag)
        // Before its creation is here a record is taken for the lowest kind that was written of it.
        guard let kind = kinds[entity] ?? tags.map(\.kind).min() else { return nil }
        let own = GroupTag(kind: kind, group: Lifecycle.group.number)
        let slot = Slot(entity, own)
        let survivors = registers[slot]?.surviving.compactMap { writes[slot]?[$0.original] } ?? []
        let voids = survivors.filter {
            $0[0].fields(of: own.group)[Lifecycle.state.number] == .int(Lifecycle.voided)
        }
        guard !voids.isEmpty else { return nil }
        if voids.count < survivors.count { return true }
        let contexts = voids.flatMap { $0.map { standing.effectiveContext(of: $0.header) } }
        return tags.contains { tag in
            tag != own && tag.kind == kind
                && registers[Slot(entity, tag)]?.surviving.contains { write in
                    !write.dots.contains { dot in contexts.contains { $0.covers(dot) } }
                } == true
        }
    }
}

/// What people see of it.
extension Oracle {
    /// The sibling with the greatest time, origin, sequence of the original.
    func shown(_ slot: Slot) -> Fields? {
        let originals = registers[slot]?.surviving.compactMap { writes[slot]?[$0.original]?.first }
        return originals?.max { left, right in
            let (a, b) = (left.canonical.original.header, right.canonical.original.header)
            return (a.time, a.origin, a.sequence) < (b.time, b.origin, b.sequence)
        }?.fields(of: slot.tag.group)
    }

    private func shown(_ record: Entity, _ field: Field) -> Value? {
        shown(Slot(record, ServiceRecord.kind, field))?[field.number]
    }

    /// Whether the open parts of siblings differ: the same for whoever holds the scope.
    private func isDisputed(_ record: Entity, _ field: Field) -> Bool {
        let slot = Slot(record, ServiceRecord.kind, field)
        return Set(siblings(slot).map { $0.fields(of: slot.tag.group) }).count > 1
    }

    private func siblings(_ slot: Slot) -> [Change] {
        registers[slot]?.surviving.compactMap { writes[slot]?[$0.original]?.first } ?? []
    }

    /// Siblings that do not say the same, in part or whole; everything is held where this is asked.
    private func isOpen(_ slot: Slot) -> Bool {
        let group = slot.tag.group
        let hasPersonal = Schema.kind(slot.tag.kind)?.group(group)?.hasPersonalFields ?? true
        let said = siblings(slot).map { change in
            let part = change.personal.part.flatMap { $0.group == group ? $0.fields : nil }
            return [change.fields(of: group), hasPersonal ? part ?? Fields() : Fields()]
        }
        return Set(said).count > 1
    }

    /// Matters for people: a lifecycle in dispute is part of "voided and edited".
    var conflicts: Int {
        let open = registers.keys.filter { slot in
            let kind = kinds[slot.entity]
            let isLifecycle = slot.tag.kind == kind && slot.tag.group == Lifecycle.group.number
            return isOpen(slot) && !(isLifecycle && voided[slot.entity] == true)
        }
        return open.count + voided.values.count { $0 }
    }

    /// Those on which a total depends.
    private var disputes: Int {
        let fields = [ServiceRecord.approvedAt, ServiceRecord.reversed]
        return records.reduce(0) { sum, record in
            sum + fields.count { isDisputed(record, $0) } + (voided[record] == true ? 1 : 0)
        }
    }

    /// Every record that counts, once, in its column (I11).
    var total: HoursTotal {
        var total = HoursTotal()
        let doubled = doubled
        for record in records {
            guard let column = doubled.contains(record) ? .underReview : column(record),
                let seconds = shown(record, ServiceRecord.seconds)?.asInt
            else { continue }
            var sum = total[column]
            sum.seconds += seconds
            sum.records += 1
            total.columns[column] = sum
        }
        total.openConflicts = disputes
        return total
    }

    /// Records that count and overlap another one of the same person.
    private var doubled: Set<Entity> {
        let counting = records.filter { column($0) != nil }.map {
            ($0, time(of: $0), person(of: $0))
        }
        return Set(
            counting.filter { one in
                counting.contains { other in
                    guard one.0 != other.0,
                        let (time, next) = one.1.flatMap({ time in other.1.map { (time, $0) } }),
                        one.2 != nil, one.2 == other.2
                    else { return false }
                    return time.overlaps(next)
                }
            }.map(\.0))
    }

    private func time(of record: Entity) -> Range<Int64>? {
        guard let start = shown(record, ServiceRecord.start)?.asInt,
            let end = shown(record, ServiceRecord.end)?.asInt, start < end,
            end - start <= 86_400_000
        else { return nil }
        return start..<end
    }

    /// Everybody who is one person with a record's volunteer, by merges of any direction.
    private func person(of record: Entity) -> Set<Entity>? {
        guard let volunteer = shown(record, ServiceRecord.volunteer)?.asReference else {
            return nil
        }
        let known = Set(registers.keys.map(\.entity))
        let merges = known.compactMap { entity in
            shown(Slot(entity, Volunteer.kind, Volunteer.mergedInto))?[
                Volunteer.mergedInto.number
            ]?.asReference.flatMap { known.contains($0) ? (entity, $0) : nil }
        }
        var person: Set<Entity> = [volunteer]
        while let (one, other) = merges.first(where: { person.contains($0) != person.contains($1) })
        {
            person.formUnion([one, other])
        }
        return person
    }

    private func column(_ record: Entity) -> HoursColumn? {
        if isReversed(record) { return nil }
        guard let isDisputed = leads(to: record) else { return nil }
        let hasConflict = [ServiceRecord.approvedAt, ServiceRecord.reversed].contains {
            self.isDisputed(record, $0)
        }
        if isDisputed || hasConflict || voided[record] != nil { return .underReview }
        return shown(record, ServiceRecord.approvedAt) == nil ? .awaitingApproval : .confirmed
    }

    private func isReversed(_ record: Entity) -> Bool {
        shown(record, ServiceRecord.reversed) == .bool(true)
    }

    /// Whether the corrections above lead to the record: nil if not, else whether one is in dispute.
    private func leads(to record: Entity) -> Bool? {
        guard let above = shown(record, ServiceRecord.replaces)?.asReference else { return false }
        let leads = shown(above, ServiceRecord.replacement) == .reference(record)
        guard kinds[above] == ServiceRecord.kind.number, isReversed(above), leads,
            let isDisputed = self.leads(to: above)
        else { return nil }
        return isDisputed || self.isDisputed(above, ServiceRecord.reversed)
    }
}

extension Change {
    fileprivate func fields(of group: GroupNumber) -> Fields {
        groups.first { $0.group == group }.map { Fields($0.fields) } ?? Fields()
    }
}

/// The same of a store, to be compared.
extension Replica {
    func oracle() throws -> Oracle {
        try Oracle(
            changes(), authority: store.view { try $0.scopes().first?.authority ?? origin })
    }

    func registers() throws -> [Oracle.Slot: Register] {
        try store.read { db in
            let log = LogTable(db: db)
            guard let scope = try log.scope(scope) else { return [:] }
            let table = RegisterTable(log: log)
            var registers: [Oracle.Slot: Register] = [:]
            for (id, entity) in try entities(of: scope, in: log) {
                for tag in try table.tags(of: id) {
                    registers[.init(entity, tag)] = try table.load(id, tag)
                }
            }
            return registers
        }
    }

    func excluded() throws -> [Dot: String] {
        try store.read { db in try StoreView(db: db, vault: store.vault).excludedReasons() }
    }

    func voided() throws -> [Entity: Bool] {
        try store.read { db in try StoreView(db: db, vault: store.vault).voidedEntities() }
    }
}

extension Register {
    /// A register that a store has a place for, and nobody has ever written.
    var isUnwritten: Bool { surviving.isEmpty && known.isEmpty }
}
