import SyncCore

/// The records that a narrowing means, by what the logs say of them and no table.
struct NarrowedRecords {
    /// nil for all.
    private let records: Set<Entity>?

    init(_ narrowing: Narrowing, in view: StoreView) throws {
        guard !narrowing.isNone else {
            records = nil
            return
        }
        var records: Set<Entity> = []
        for scope in try view.log.scopes() {
            for row in try view.log.logs(in: scope.id) {
                let length = try view.log.length(row.id)
                guard length > 0 else { continue }
                for sequence in 1...length {
                    let dot = LocalDot(log: row.id, sequence: sequence)
                    // What is damaged is found by its leaf; no table tells more of it.
                    guard let placed = try? view.log.placed(at: dot) else { continue }
                    let header = placed.original
                    if narrowing.concerns(kind: header.kind, time: header.time) {
                        records.insert(placed.entity)
                    }
                }
            }
        }
        self.records = records
    }

    func contains(_ record: Entity) -> Bool { records?.contains(record) ?? true }
}
