/// The time from the start to the end of one service, the end not included.
///
/// Invariants: at least a second and at most 24 hours, so that no arithmetic on it overflows.
public struct ServiceInterval: Hashable, Sendable {
    /// Why two instants are no service.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// The end is not after the start. Look for exchanged cells or a wrong day.
        case endNotAfterStart
        /// Longer than 24 hours. Enter one record for each day.
        case overADay
    }

    /// Milliseconds since 1970 UTC.
    public let start: Int64
    public let end: Int64

    public init(start: Int64, end: Int64) throws(Problem) {
        let (span, overflow) = end.subtractingReportingOverflow(start)
        guard end > start, overflow || span >= 1_000 else { throw .endNotAfterStart }
        guard !overflow, span <= Seconds.limit * 1_000 else { throw .overADay }
        self.start = start
        self.end = end
    }

    /// The whole seconds from start to end: the most that may be recorded.
    public var seconds: Int64 { (end - start) / 1_000 }

    /// The local day on which it starts.
    public var day: LocalDay { LocalDay(containing: start) }

    /// This interval by local days: itself, or its two parts where midnight divides it. A part of
    /// less than a second is not made.
    public var byDay: [ServiceInterval] {
        let midnight = day.adding(days: 1).start
        guard let before = try? ServiceInterval(start: start, end: midnight),
            let after = try? ServiceInterval(start: midnight, end: end)
        else { return [self] }
        return [before, after]
    }

    public func overlaps(_ other: ServiceInterval) -> Bool {
        start < other.end && other.start < end
    }
}
