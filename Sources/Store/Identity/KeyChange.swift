public import SyncCore

extension Store {
    /// Goes on under a new key because somebody wants it so: as a new origin, which the old key names as
    /// its successor. What the old one wrote goes on counting.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: what the node was, and what it is now.
    public func changeKey(at time: Int64) throws -> (from: Origin, to: Origin) {
        defer { identity.dropWaiting() }
        let change = try append(at: time) { db in
            let from = try identity.refresh(db).origin
            try succeed(because: .keyChanged, at: time, in: db)
            return (from: from, to: try identity.refresh(db).origin)
        }
        identity.exposeWaiting()
        return change
    }
}
