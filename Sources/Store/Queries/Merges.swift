import Foundation
import GRDB
public import SyncCore

/// A record of which several people wrote different groups without seeing each other: merged by itself,
/// nothing to do.
public struct ParallelMerge: Sendable {
    public let entity: Entity
    public let scope: Scope
    /// The writes that had not seen each other, in order of time.
    public let versions: [Version]
}

extension StoreView {
    /// Records whose groups were written in parallel, the latest first, `limit` at most.
    /// - Parameter since: milliseconds; a write of the record is as late as that.
    public func merges(
        in scope: Scope? = nil, since: Int64 = .min, limit: Int
    ) throws -> [ParallelMerge] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.entity, e.uid, s.id, s.authority FROM register r
                JOIN entity e ON e.id = r.entity JOIN scope s ON s.scope = e.scope
                WHERE ?1 IS NULL OR s.id = ?1 GROUP BY r.entity
                HAVING count(DISTINCT r.grp) > 1 AND count(DISTINCT r.dot >> 40) > 1
                """, arguments: [scope?.databaseBytes])
        let merges = try rows.compactMap(merge).filter { $0.time >= since }
        return Array(
            merges.sorted { ($0.time, $1.entity) > ($1.time, $0.entity) }.prefix(max(0, limit)))
    }

    private func merge(_ row: Row) throws -> ParallelMerge? {
        guard let entity = Entity(bytes: row.bytes(1)), let scope = Scope(bytes: row.bytes(2)),
            let authority = Origin(bytes: row.bytes(3))
        else { throw StoreError.damaged("entity") }
        let registers = RegisterTable(log: log)
        let writes = try registers.tags(of: row.cell(0)).sorted { $0.code < $1.code }.flatMap {
            tag in
            try registers.survivors(row.cell(0), tag).map { (tag: tag, write: $0) }
        }
        let parallel = writes.filter { one in
            writes.contains { $0.tag != one.tag && one.write.isParallel(to: $0.write) }
        }
        guard !parallel.isEmpty else { return nil }
        return ParallelMerge(
            entity: entity, scope: scope,
            versions: try versions(parallel, of: row.cell(0), authority))
    }
}

extension ParallelMerge {
    fileprivate var time: Int64 { versions.map(\.time).max() ?? .min }
}

extension RegisterTable.Stored {
    /// Neither author had seen the other's write.
    fileprivate func isParallel(to other: RegisterTable.Stored) -> Bool {
        !change.header.context.covers(other.change.dot)
            && !other.change.header.context.covers(change.dot) && change.dot != other.change.dot
    }
}
