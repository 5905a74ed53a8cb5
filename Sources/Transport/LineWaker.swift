/// A bell that other threads ring so that `poll` returns at once: for a change just saved, a
/// network that came back, an order to stop.
///
/// A ring is not lost when nobody waits: the next poll returns at once. Several rings before one
/// poll are one. May be kept and rung after the transport is gone; then it does nothing.
public struct LineWaker: Sendable {
    private let ring: @Sendable () -> Void

    /// - Parameter ring: called on any thread, never waits.
    public init(ring: @escaping @Sendable () -> Void) {
        self.ring = ring
    }

    public func wake() {
        ring()
    }
}
