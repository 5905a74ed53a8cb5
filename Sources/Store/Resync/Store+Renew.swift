extension Store {
    /// Has a store that was put back without its sidecar go on as a new origin at once, and not only at its
    /// next write.
    /// - Parameter time: wall clock, milliseconds.
    /// - Throws: `StoreError`.
    public func renew(at time: Int64) throws { try append(at: time) { _ in } }
}
