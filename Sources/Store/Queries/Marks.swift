import GRDB
public import ServiceRecords
public import SyncCore

extension StoreView {
    /// What stands for all that is shown of a record: any other content has another mark. It is made of the
    /// leaves of the changes that say it, so it gives away nothing of the personal parts, which are salted.
    public func mark(of record: Entity, _ kind: Kind) throws -> Hash {
        var writer = ByteWriter()
        writer.identifier(record)
        guard
            let id = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT id FROM entity WHERE uid = ? AND kind = ?"),
                arguments: [record.databaseBytes, kind.number])
        else { return Hash.sha256(writer.bytes) }
        for group in kind.groups {
            let tag = kind.tag(group)
            guard let shown = try RegisterTable(log: log).shown(id, tag) else { continue }
            let isHeld = try content(at: shown.dot, of: id).isHeld
            writer.signed(tag.code)
            writer.raw(shown.change.originalLeaf.bytes)
            writer.signed(isHeld ? 1 : 0)
        }
        return Hash.sha256(writer.bytes)
    }
}
