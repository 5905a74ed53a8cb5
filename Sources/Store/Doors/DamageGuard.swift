import GRDB

/// Parts of a transaction of which each may trip over a damaged change.
struct DamageGuard {
    let db: Database
    let writer: Writer
    /// Else the transaction fails with the first that trips.
    let isOn: Bool

    /// What trips is undone, and left for when the damage is mended; the rest goes on.
    /// - Returns: nil where it tripped.
    @discardableResult
    func run<T>(_ body: () throws -> T) throws -> T? {
        guard isOn else { return try body() }
        var result: T?
        do {
            try db.inSavepoint {
                result = try body()
                return .commit
            }
        } catch StoreError.damaged {
            writer.forget()
            return nil
        }
        return result
    }
}
