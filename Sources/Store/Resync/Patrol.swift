import SyncCore

/// Where a patrol through the logs has come to.
public struct PatrolPlace: Hashable, Sendable {
    fileprivate let log: Int64
    fileprivate let sequence: UInt64
}

extension Store {
    /// Looks at the next few changes of the logs: whether bytes and personal parts give their leaves. Alters
    /// nothing, and keeps nobody from writing.
    ///
    /// - Parameters:
    ///   - place: nil for the beginning.
    ///   - count: of changes, at most.
    /// - Returns: what is damaged among them, and where to go on; nil at the end of the last log.
    /// - Throws: `StoreError`.
    public func patrol(
        from place: PatrolPlace?, count: UInt64
    ) throws -> (damages: [Damage], next: PatrolPlace?) {
        try view { view in
            let rows = try view.log.scopes().flatMap { scope in
                try view.log.logs(in: scope.id).map { (scope, $0) }
            }.sorted { $0.1.id < $1.1.id }
            let left = rows.drop { $0.1.id < place?.log ?? 0 }
            for (scope, row) in left {
                let first = row.id == place?.log ? place?.sequence ?? 1 : 1
                let length = try view.log.length(row.id)
                guard first <= length else { continue }
                let last = min(length, first + count - 1)
                let damages = try view.damages(in: row, of: scope, first...last)
                return (damages, PatrolPlace(log: row.id, sequence: last + 1))
            }
            return ([], nil)
        }
    }
}
