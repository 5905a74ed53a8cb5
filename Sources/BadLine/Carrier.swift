/// One direction of a line, shared by all connections: bytes leave one after the other at its rate and
/// arrive a delay later. Pure; milliseconds.
struct Carrier: Sendable {
    /// When the last byte that was taken has left.
    private var free: Double = 0

    /// When these bytes, taken now, have arrived.
    /// - Parameter lost: how many segments of them are sent twice.
    mutating func carry(
        _ count: Int, lost: Int, at now: Int64, rate: Int, _ profile: LineProfile
    ) -> Int64 {
        let bytes = count + lost * min(count, LineDice.segment)
        let started = max(free, Double(now))
        free = rate > 0 ? started + Double(bytes) * 1_000 / Double(rate) : started
        return Int64(free.rounded(.up)) + profile.delay + (lost > 0 ? 2 * profile.delay : 0)
    }

    /// How long the bytes that were taken still need to leave.
    func backlog(at now: Int64) -> Int64 { max(0, Int64(free.rounded(.up)) - now) }

    /// What was on its way is gone.
    mutating func clear() { free = 0 }
}
