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
        let tags = try registers.tags(of: entity)
        guard let kind = try kind(of: entity) ?? tags.map(\.kind).min() else { return nil }
        let own = GroupTag(kind: kind, group: Lifecycle.group.number)
        let lifecycle = try registers.survivors(entity, own)
        let voids = lifecycle.filter(\.isVoid)
        guard !voids.isEmpty else { return nil }
        if voids.count < lifecycle.count { return true }
        for tag in tags where tag != own && tag.kind == kind {
            for survivor in try registers.survivors(entity, tag) {
                let dots = try registers.aliases.dots(of: survivor)
                let isSeen = voids.contains { void in
                    dots.contains(where: void.change.header.context.covers)
                }
                if !isSeen { return true }
            }
        }
        return false
    }

    /// nil where the creating change has not arrived or does not count.
    private func kind(of entity: Int64) throws -> KindNumber? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT kind FROM entity WHERE id = ?"), arguments: [entity]
        ).map { KindNumber(truncatingIfNeeded: $0) }
    }
}

extension RegisterTable.Stored {
    fileprivate var isVoid: Bool {
        change.fields(of: Lifecycle.group.number)[Lifecycle.state.number]
            == .int(Lifecycle.voided)
    }
}
