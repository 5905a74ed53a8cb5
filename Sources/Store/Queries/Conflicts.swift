import Foundation
import GRDB
public import ServiceRecords
public import SyncCore

/// One of the surviving writes of a group: what somebody wrote who had not seen the others.
public struct Version: Sendable {
    public let origin: Origin
    /// Written by the scope's authority: the county, seen from a station.
    public let isByAuthority: Bool
    /// Milliseconds by the author's own clock.
    public let time: Int64
    /// Open and personal fields; the personal ones are absent where their part is not held.
    public let fields: Fields
    /// The one that every node shows until somebody decides.
    public let isShown: Bool
}

extension StoreView {
    /// The surviving writes of one group of a record; more than one is a conflict.
    public func versions(of entity: Entity, _ kind: Kind, _ group: Group) throws -> [Version] {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT entity.id, authority FROM entity JOIN scope USING(scope)
                    WHERE uid = ? AND kind = ?
                    """), arguments: [entity.databaseBytes, kind.number])
        guard let row else { return [] }
        let registers = RegisterTable(log: log)
        let tag = kind.tag(group)
        let shown = try registers.shown(row[0], tag)?.dot
        return try registers.survivors(row[0], tag).map { survivor in
            let author = survivor.change.original
            return Version(
                origin: author.origin,
                isByAuthority: author.origin.databaseBytes == row[1] as Data, time: author.time,
                fields: try fields(of: survivor, group: group), isShown: survivor.dot == shown)
        }
    }

    private func fields(of survivor: RegisterTable.Stored, group: Group) throws -> Fields {
        var fields = survivor.change.fields(of: group.number)
        if let part = try vault.content(at: survivor.dot, in: db).part, part.group == group.number {
            for entry in part.fields.entries { fields[entry.number] = entry.value }
        }
        return fields
    }
}
