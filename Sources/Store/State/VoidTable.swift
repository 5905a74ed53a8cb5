import GRDB
import ServiceRecords
import SyncCore

/// Which records are voided. A record is shown as voided only if every surviving write of every other
/// group was seen by whoever voided it, and no other lifecycle write survives; otherwise it is "voided
/// and edited", an open conflict, and visible (I9).
struct VoidTable {
    private let registers: RegisterTable
    private let entities: EntityTable
    private let isListed: Prepared
    private let listed = Listed()
    private var db: Database { registers.log.db }

    /// Whether the table has no row; asked once, since only this object adds to it.
    private final class Listed {
        @exclusivity(unchecked) var isEmpty: Bool?
    }

    init(registers: RegisterTable, entities: EntityTable) {
        self.registers = registers
        self.entities = entities
        isListed = Prepared(registers.log.db, "SELECT 1 FROM voided WHERE entity = ?")
    }

    /// To be called after each later write of a record, and after its creation where that came late.
    ///
    /// A write of any other group makes no void: it matters only to a record that is listed. Before
    /// its creation is here a record's own lifecycle group is not certain, and everything matters.
    func update(_ entity: Int64, after change: Change) throws {
        let isCertain = entity > 0 && !change.createsEntity
        let isLifecycle = change.groups.contains { $0.group == Lifecycle.group.number }
        if try isLifecycle || !isCertain || isListed(entity) { try update(entity) }
    }

    private func isListed(_ entity: Int64) throws -> Bool {
        if listed.isEmpty == nil {
            listed.isEmpty = try Int.fetchOne(db, sql: "SELECT 1 FROM voided LIMIT 1") == nil
        }
        guard listed.isEmpty == false else { return false }
        return try isListed.first({ $0.int(1, entity) }, { _ in true }) ?? false
    }

    private func update(_ entity: Int64) throws {
        let isEdited = try isEdited(entity)
        if isEdited != nil { listed.isEmpty = false }
        try db.cachedStatement(
            sql: isEdited == nil
                ? "DELETE FROM voided WHERE entity = ?"
                : "INSERT OR REPLACE INTO voided(entity, is_edited) VALUES(?1, ?2)"
        ).execute(
            arguments: isEdited.map { [entity, $0] } ?? [entity])
    }

    /// nil when nobody voided it; else whether something survives that no void has seen.
    func isEdited(_ entity: Int64) throws -> Bool? {
        let tags = try registers.tags(of: entity)
        guard let kind = try entities.kind(of: entity) ?? tags.map(\.kind).min() else { return nil }
        let own = GroupTag(kind: kind, group: Lifecycle.group.number)
        let lifecycle = try registers.survivors(entity, own)
        let voids = lifecycle.filter(\.isVoid)
        guard !voids.isEmpty else { return nil }
        if PlantedBug.voidHidesEdits.isPlanted { return false }
        if voids.count < lifecycle.count { return true }
        return try !registers.unseen(by: voids, of: entity, besides: own).isEmpty
    }
}

extension RegisterTable {
    /// What survives of a record's other groups and was not seen by whoever voided it.
    func unseen(
        by voids: [Stored], of entity: Int64, besides lifecycle: GroupTag
    ) throws -> [(tag: GroupTag, write: Stored)] {
        let seen = try voids.flatMap { try contexts(of: $0) }
        let tags = try tags(of: entity).filter { $0 != lifecycle && $0.kind == lifecycle.kind }
        return try tags.sorted { $0.group < $1.group }.flatMap { tag in
            try survivors(entity, tag).filter { survivor in
                let dots = try aliases.dots(of: survivor)
                return !seen.contains { dots.contains(where: $0.covers) }
            }.map { (tag, $0) }
        }
    }
}

extension RegisterTable.Stored {
    var isVoid: Bool {
        change.fields(of: Lifecycle.group.number)[Lifecycle.state.number]
            == .int(Lifecycle.voided)
    }
}
