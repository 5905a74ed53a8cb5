import SyncCore

/// What the writing connection has looked at lately: which local ids records have, and which groups
/// their creating changes wrote. References travel as sixteen bytes; most of those in a batch name a few
/// hundred people and projects again and again, and most later writes follow soon after the creation.
///
/// Only the writer uses it, inside its transaction. It is emptied whenever what it says may have
/// become untrue (`Writer`), and when a scope is derived again.
final class WriterCache: @unchecked Sendable {  // The writing connection is one thread at a time.
    /// Room for what somebody types, and for what a batch names.
    private static let widths = (few: 1 << 8, many: 1 << 14)

    private struct Known {
        var entity: Entity
        var scope: Int64
        var id: Int64
    }

    private struct Creation {
        var id: Int64
        var kind: KindNumber
        /// A bit for each group that was written.
        var groups: UInt64
    }

    /// By the last bits of the record's id, which are random; a newcomer takes the place.
    @exclusivity(unchecked) private var known: [Known?] = []
    /// By the last bits of the sequence.
    @exclusivity(unchecked) private var creations: [Creation?] = []
    /// Insertions of typed rows; they stay good.
    @exclusivity(unchecked) var insertions: [TypedRows.Shape: Prepared] = [:]

    /// Set where something was erased; whoever commits has to see to the rest (`Store.scrub`).
    @exclusivity(unchecked) var hasPurged = false

    /// Set where another scope was announced; whoever takes a message in has to see to it.
    @exclusivity(unchecked) var hasAnnouncements = false

    @exclusivity(unchecked) private var width = WriterCache.widths.few
    @exclusivity(unchecked) private var noted = 0

    func id(of entity: Entity, in scope: Int64) -> Int64? {
        guard !known.isEmpty, let slot = known[place(of: entity)], slot.entity == entity,
            slot.scope == scope
        else { return nil }
        return slot.id
    }

    func note(_ id: Int64, of entity: Entity, in scope: Int64) {
        widen()
        if known.isEmpty { known = Array(repeating: nil, count: width) }
        known[place(of: entity)] = Known(entity: entity, scope: scope, id: id)
    }

    /// Remembers what the change that created a record wrote.
    /// - Parameter groups: a bit for each group; nil where a number is too great for that.
    func note(creationOf id: Int64, kind: KindNumber, groups mask: UInt64?) {
        guard let mask else { return }
        widen()
        if creations.isEmpty { creations = Array(repeating: nil, count: width) }
        creations[place(of: id)] = Creation(id: id, kind: kind, groups: mask)
    }

    /// Whether the change that created a record wrote a group; nil where that is not remembered.
    func creation(of id: Int64, wrote tag: GroupTag) -> Bool? {
        guard !creations.isEmpty, let slot = creations[place(of: id)], slot.id == id else {
            return nil
        }
        return slot.kind == tag.kind && tag.group < 64 && slot.groups >> UInt64(tag.group) & 1 == 1
    }

    func clear() {
        known = []
        creations = []
    }

    /// From the first batch on there is the larger room.
    private func widen() {
        noted &+= 1
        guard width < Self.widths.many, noted > 4 * width else { return }
        width = Self.widths.many
        known = []
        creations = []
    }

    private func place(of entity: Entity) -> Int {
        Int(truncatingIfNeeded: entity.raw.low & UInt64(width - 1))
    }

    private func place(of id: Int64) -> Int { Int(id & Int64(width - 1)) }
}
