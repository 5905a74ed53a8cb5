import Foundation
import GRDB
import SyncCore

/// Which record has which local id. The id is the dot of the creating change; a record that is
/// mentioned before its creation has arrived gets a negative one, and keeps it.
struct EntityTable {
    let db: Database
    let scope: Int64

    func find(_ entity: Entity) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM entity WHERE uid = ? AND scope = ?"),
            arguments: [Data(entity.bytes), scope])
    }

    /// The id of a record that may not have arrived yet.
    func findOrExpect(_ entity: Entity) throws -> Int64 {
        if let id = try find(entity) { return id }
        let lowest = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM entity")) ?? 0
        let id = min(lowest, 0) - 1
        try insert(id: id, entity, kind: nil)
        return id
    }

    /// Notes that the change at `dot` creates `entity`; false if it was known before (expected by a
    /// reference, or created by another copy of the same change).
    func create(_ entity: Entity, kind: KindNumber, at dot: LocalDot) throws -> (
        id: Int64, isNew: Bool
    ) {
        if let id = try find(entity) {
            try db.cachedStatement(sql: "UPDATE entity SET kind = ? WHERE id = ?")
                .execute(arguments: [kind, id])
            return (id, false)
        }
        try insert(id: dot.value, entity, kind: kind)
        return (dot.value, true)
    }

    private func insert(id: Int64, _ entity: Entity, kind: KindNumber?) throws {
        try db.cachedStatement(sql: "INSERT INTO entity(id, scope, uid, kind) VALUES(?, ?, ?, ?)")
            .execute(arguments: [id, scope, Data(entity.bytes), kind])
    }
}
