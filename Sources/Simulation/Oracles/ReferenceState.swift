import ServiceRecords
import SyncCore

/// The state of a scope written down a second time, from the protocol's text and in the plainest way:
/// all changes at once, sets of dots, no tables, no order of arrival. What the store derives must be this.
struct ReferenceState {
    struct Slot: Hashable {
        let entity: Entity
        let tag: GroupTag
    }

    struct Write {
        let original: Hash
        let changes: [Change]
        var dots: Set<Dot> { Set(changes.map(\.dot)) }
    }

    private(set) var exclusions: [Dot: String] = [:]
    private(set) var authorities: Set<Origin>
    private(set) var surviving: [Slot: [Write]] = [:]
    private(set) var writes: [Slot: [Write]] = [:]
    /// True where something survives that no void has seen.
    private(set) var voided: [Entity: Bool] = [:]
    private(set) var kinds: [Entity: KindNumber] = [:]
    private(set) var contexts: [Dot: Context] = [:]
    /// Commitments of parts that nobody may hold any more.
    private(set) var erased: Set<Hash> = []
    /// Those of them, too, whose erasing the authority forgot with a branch of its log: who heard of it has
    /// dropped them, and they do not come back.
    private(set) var everErased: Set<Hash> = []

    /// Original leaves of what a log of the authority carries, and the authority wrote first: a word among
    /// them governs.
    private(set) var heard: Set<Hash> = []

    private struct Fork {
        let origin: Origin
        let point: UInt64
        let dots: Set<Dot>
    }

    init(_ changes: [Change], authority: Origin) {
        let successions = changes.compactMap { change -> Succession? in
            guard !change.canonical.isWrapper,
                case .succeed(let succession, _) = LineageChange(change.canonical)
            else { return nil }
            return succession
        }
        authorities = [authority]
        for _ in successions {
            for succession in successions where authorities.contains(succession.predecessor) {
                authorities.insert(succession.origin)
            }
        }
        let words = changes.compactMap { change -> (Change, AuthorityChange)? in
            guard authorities.contains(change.header.origin),
                change.header.kind != SystemKind.hop,
                authorities.contains(change.canonical.original.header.origin),
                let word = AuthorityChange(change.canonical.original)
            else { return nil }
            return (change, word)
        }
        heard = Set(
            changes.filter { change in
                authorities.contains(change.header.origin)
                    && authorities.contains(change.canonical.original.header.origin)
                    && change.header.kind != SystemKind.hop
            }.map(\.originalLeaf))
        let byOriginal = Dictionary(grouping: changes, by: \.originalLeaf)
        let admitted = Self.admitted(
            words.map(\.1), authorities, successions,
            isBeforeContact: !changes.contains { $0.header.origin == authority })
        let roles = ReferenceRoles(changes, authorities: authorities)
        for change in changes {
            exclusions[change.dot] =
                exclusion(of: change, words.map(\.1), admitted)
                ?? (roles.permit(change) ? nil : "not-permitted")
                ?? (change.carriesForeignWrite || Malformed.isMalformed(change) ? "malformed" : nil)
        }
        let forks = words.compactMap { change, word -> Fork? in
            guard case .retire(let retirement) = word, let fork = retirement.fork else {
                return nil
            }
            let dots = Set(byOriginal[change.originalLeaf, default: []].map(\.dot))
            return Fork(origin: retirement.origin, point: fork.point, dots: dots)
        }
        for change in changes { contexts[change.dot] = Self.lowered(change.header, by: forks) }
        derive(changes)
        erase(changes.filter { $0.header.kind != SystemKind.hop })
    }

    private mutating func erase(_ changes: [Change]) {
        for change in changes {
            let answer = change.canonical.original
            guard authorities.contains(answer.header.origin),
                case .erase(let record, let request, let parts) = ErasureChange(answer)
            else { continue }
            let isAsked = changes.contains { asked in
                guard asked.originalLeaf == request,
                    case .ask(record, _) = ErasureChange(asked.canonical.original)
                else { return false }
                return isAnother(answer.header, than: asked.canonical.original.header)
            }
            guard isAsked else { continue }
            everErased.formUnion(parts.map(\.commitment))
            if authorities.contains(change.header.origin) {
                erased.formUnion(parts.map(\.commitment))
            }
        }
    }

    private func isAnother(_ one: Header, than other: Header) -> Bool {
        switch (one.actor, other.actor) {
        case (let actor?, let another?): actor != another
        case (nil, _), (_, nil):
            one.origin != other.origin
                && !(authorities.contains(one.origin) && authorities.contains(other.origin))
        }
    }

    private static func admitted(
        _ words: [AuthorityChange], _ authorities: Set<Origin>, _ successions: [Succession],
        isBeforeContact: Bool
    ) -> Set<Origin>? {
        guard !isBeforeContact else { return nil }
        var admitted = authorities
        for case .admit(let origin, _) in words { admitted.insert(origin) }
        let answered = Set(
            successions.filter { admitted.contains($0.origin) }.map(\.predecessor))
        for _ in successions {
            for succession in successions {
                let rivals = Set(
                    successions.filter { $0.predecessor == succession.predecessor }.map(\.origin))
                let isRevoked = words.contains { word in
                    if case .revoke(succession.predecessor, _, _) = word { true } else { false }
                }
                if admitted.contains(succession.predecessor), rivals.count == 1, !isRevoked,
                    !answered.contains(succession.predecessor)
                {
                    admitted.insert(succession.origin)
                }
            }
        }
        return admitted
    }

    private func exclusion(
        of change: Change, _ words: [AuthorityChange], _ admitted: Set<Origin>?
    ) -> String? {
        if let admitted, !admitted.contains(change.header.origin) { return "not-admitted" }
        var trail = [change.canonical]
        while let last = trail.last, last.header.kind == SystemKind.copy, let inner = last.carried {
            trail.append(inner)
        }
        for step in trail {
            let leaf = step.leaf(commitment: change.personal.commitment)
            for case .refuse(let dot, let refused, _) in words
            where dot == step.header.dot && refused == leaf {
                return "refused"
            }
            for case .revoke(let origin, let length, _) in words
            where origin == step.header.origin && step.header.sequence > length
                && !authorities.contains(origin)
            {
                return "revoked"
            }
        }
        return nil
    }

    private static func lowered(_ header: Header, by forks: [Fork]) -> Context {
        var context = header.context
        var isMoving = true
        while isMoving {
            isMoving = false
            for fork in forks
            where fork.origin != header.origin && context[fork.origin] > fork.point {
                if fork.dots.contains(where: context.covers) { continue }
                context[fork.origin] = fork.point
                isMoving = true
            }
        }
        return context
    }

    private mutating func derive(_ changes: [Change]) {
        let counted = changes.filter {
            exclusions[$0.dot] == nil && !SystemKind.range.contains($0.kind)
                && $0.header.kind != SystemKind.hop
        }
        var found: [Slot: [Hash: [Change]]] = [:]
        for change in counted {
            if change.createsEntity { kinds[change.entity] = change.kind }
            for group in change.groups.map(\.group) {
                let slot = Slot(
                    entity: change.entity, tag: GroupTag(kind: change.kind, group: group))
                found[slot, default: [:]][change.originalLeaf, default: []].append(change)
            }
        }
        for (slot, byLeaf) in found {
            let all = byLeaf.map { Write(original: $0.key, changes: $0.value) }
            writes[slot] = all
            var known = Context()
            for change in all.flatMap(\.changes) {
                known = known.joined(with: contexts[change.dot] ?? Context())
            }
            surviving[slot] = all.filter { !$0.dots.contains(where: known.covers) }
                .sorted { $0.original < $1.original }
        }
        for entity in Set(found.keys.map(\.entity)) { voided[entity] = isEdited(entity) }
    }

    private func isEdited(_ entity: Entity) -> Bool? {
        let slots = surviving.keys.filter { $0.entity == entity }
        guard let kind = kinds[entity] ?? slots.map(\.tag.kind).min() else { return nil }
        let own = Slot(entity: entity, tag: GroupTag(kind: kind, group: Lifecycle.group.number))
        let lifecycle = surviving[own, default: []]
        let voids = lifecycle.filter { write in
            write.changes[0].fields(of: own.tag.group)[Lifecycle.state.number]
                == .int(Lifecycle.voided)
        }
        guard !voids.isEmpty else { return nil }
        if voids.count < lifecycle.count { return true }
        let seen = voids.flatMap(\.changes).compactMap { contexts[$0.dot] }
        return slots.contains { slot in
            slot != own && slot.tag.kind == kind
                && surviving[slot, default: []].contains { write in
                    !write.dots.contains { dot in seen.contains { $0.covers(dot) } }
                }
        }
    }
}

extension Change {
    fileprivate func fields(of group: GroupNumber) -> Fields {
        groups.first { $0.group == group }.map { Fields($0.fields) } ?? Fields()
    }
}

/// Hours, as they must be counted.
extension ReferenceState {
    private func shown(_ entity: Entity, _ field: Field) -> Fields? {
        let slot = Slot(
            entity: entity, tag: GroupTag(kind: ServiceRecord.kind.number, group: field.group))
        return surviving[slot]?.max { left, right in
            let (a, b) = (
                left.changes[0].canonical.original.header,
                right.changes[0].canonical.original.header
            )
            return (a.time, a.origin, a.sequence) < (b.time, b.origin, b.sequence)
        }?.changes[0].fields(of: field.group)
    }

    /// Seconds of every record that counts, once each (I11).
    var countedSeconds: [Entity: Int64] {
        var counted: [Entity: Int64] = [:]
        for (entity, kind) in kinds where kind == ServiceRecord.kind.number {
            guard
                let seconds = shown(entity, ServiceRecord.seconds)?[ServiceRecord.seconds.number]?
                    .asInt, counts(entity, depth: 0)
            else { continue }
            counted[entity] = seconds
        }
        return counted
    }

    private func counts(_ record: Entity, depth: Int) -> Bool {
        let correction = shown(record, ServiceRecord.reversed)
        return correction?[ServiceRecord.reversed.number] != .bool(true)
            && isReached(record, depth: depth)
    }

    /// A replacement counts only through the shown correction of what it replaces.
    private func isReached(_ record: Entity, depth: Int) -> Bool {
        let replaces = shown(record, ServiceRecord.seconds)?[ServiceRecord.replaces.number]
        guard let replaces else { return true }
        guard case .reference(let earlier) = replaces, depth < 64,
            kinds[earlier] == ServiceRecord.kind.number
        else { return false }
        let correction = shown(earlier, ServiceRecord.reversed)
        return correction?[ServiceRecord.reversed.number] == .bool(true)
            && correction?[ServiceRecord.replacement.number] == .reference(record)
            && isReached(earlier, depth: depth + 1)
    }
}
