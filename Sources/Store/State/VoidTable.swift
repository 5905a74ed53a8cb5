import GRDB
import ServiceRecords
import SyncCore

/// Which records are voided. A record is shown as voided only if every surviving write of every other
/// group was seen by whoever voided it, and no other lifecycle write survives; otherwise it is "voided
/// and edited", an open conflict, and visible (I9).
struct VoidTable {
    let registers: RegisterTable
    private var db: Database { registers.log.db }

    func update(_ entity: Int64) throws {
        let isEdited = try isEdited(entity)
        try db.cachedStatement(
            sql: isEdited == nil
                ? "DELETE FROM voided WHERE entity = ?"
                : "INSERT OR REPLACE INTO voided(entity, is_edited) VALUES(?1, ?2)"
        ).execute(
            arguments: isEdited.map { [entity, $0] } ?? [entity])
    }

    /// nil when nobody voided it; else whether something survives that no void has seen.
    private func isEdited(_ entity: Int64) throws -> Bool? {
        let lifecycle = try registers.survivors(entity, Lifecycle.group.number)
        let voids = lifecycle.filter(\.isVoid)
        guard !voids.isEmpty else { return nil }
        if voids.count < lifecycle.count { return true }
        for group in try groups(of: entity) where group != Lifecycle.group.number {
            for survivor in try registers.survivors(entity, group) {
                let dots = try registers.aliases.dots(of: survivor)
                let isSeen = voids.contains { void in
                    dots.contains(where: void.change.header.context.covers)
                }
                if !isSeen { return true }
            }
        }
        return false
    }

    private func groups(of entity: Int64) throws -> Set<GroupNumber> {
        var groups = Set(
            try Int64.fetchAll(
                db.cachedStatement(sql: "SELECT DISTINCT grp FROM register WHERE entity = ?"),
                arguments: [entity]
            ).map { GroupNumber(truncatingIfNeeded: $0) })
        if entity > 0 {
            let creation = try registers.stored(LocalDot(value: entity))
            groups.formUnion(creation.change.groups.map(\.group))
        }
        return groups
    }
}

extension RegisterTable.Stored {
    fileprivate var isVoid: Bool {
        change.fields(of: Lifecycle.group.number)[Lifecycle.state.number]
            == .int(Lifecycle.voided)
    }
}
