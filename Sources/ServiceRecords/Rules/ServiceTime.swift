/// What is checked on the time of a service record, as values: texts are made elsewhere.
public enum ServiceTime {
    /// Why a record cannot stand as it is.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// No time given, or less than none.
        case notPositive
        /// More time than lies between start and end.
        case longerThanInterval
        /// It crosses local midnight. Enter one record for each day (`ServiceInterval.byDay`).
        case severalDays
        /// Outside the project's window. Correct the day, or have the window changed.
        case outsideWindow
    }

    /// What a person should look at; the record stands.
    public enum Warning: Hashable, Sendable, CaseIterable {
        /// Ends after the PC's present. The clock may be wrong: the record is marked.
        case inTheFuture
        /// More than 12 hours on one day.
        case longDay
    }

    /// Over how many seconds on a day a warning is due.
    public static let longDay: Int64 = 12 * 3_600

    /// Everything wrong with a record of `seconds` served within `interval`.
    /// - Parameter window: the project's first and last day; nil when there is no project.
    public static func problems(
        _ interval: ServiceInterval, seconds: Int64, window: ClosedRange<LocalDay>? = nil
    ) -> [Problem] {
        var problems: [Problem] = []
        if seconds <= 0 { problems.append(.notPositive) }
        if seconds > interval.seconds { problems.append(.longerThanInterval) }
        let parts = interval.byDay
        if parts.count > 1 { problems.append(.severalDays) }
        if let window, !parts.allSatisfy({ window.contains($0.day) }) {
            problems.append(.outsideWindow)
        }
        return problems
    }

    /// What to point out about a record.
    /// - Parameter now: the PC's present, milliseconds since 1970 UTC.
    public static func warnings(
        _ interval: ServiceInterval, seconds: Int64, now: Int64
    ) -> [Warning] {
        var warnings: [Warning] = []
        if interval.end > now { warnings.append(.inTheFuture) }
        if seconds > longDay { warnings.append(.longDay) }
        return warnings
    }

    /// The days on which one volunteer's records come to more than 12 hours, in order.
    public static func longDays(
        _ records: some Sequence<(day: LocalDay, seconds: Int64)>
    ) -> [LocalDay] {
        var totals: [LocalDay: Int64] = [:]
        for record in records {
            let (sum, overflow) = totals[record.day, default: 0]
                .addingReportingOverflow(record.seconds)
            totals[record.day] = overflow ? .max : sum
        }
        return totals.filter { $0.value > longDay }.keys.sorted()
    }

    /// Pairs of positions whose intervals overlap, of one volunteer's records. Every interval that
    /// overlaps another stands in a pair, but not every pair is named: a thousand equal entries
    /// give 999 pairs, not half a million.
    public static func overlaps(
        _ intervals: [ServiceInterval]
    ) -> [(earlier: Int, later: Int)] {
        let order = intervals.indices.sorted {
            (intervals[$0].start, intervals[$0].end, $0) < (
                intervals[$1].start, intervals[$1].end, $1
            )
        }
        guard var longest = order.first else { return [] }
        var pairs: [(earlier: Int, later: Int)] = []
        for position in order.dropFirst() {
            if intervals[position].start < intervals[longest].end {
                pairs.append((longest, position))
            }
            if intervals[position].end > intervals[longest].end { longest = position }
        }
        return pairs
    }
}
