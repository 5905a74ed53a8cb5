/// Instants as people write and read them: milliseconds since 1970 UTC on one side, the civil time
/// of Asia/Shanghai (fixed UTC+8) on the other.
public enum CivilTime {
    /// Why a text is no instant.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// Nothing there. Fill in the time.
        case empty
        /// No form that we know. Write it as `2026-03-01 09:00`.
        case unreadable
        /// The calendar has no such day, or the day no such time.
        case noSuchTime
        /// A day without a time of day. Add the time.
        case timeMissing
    }

    /// Reads a time as it comes in files: `2026-03-01 09:00[:00]`, `2026/3/1 9:00`,
    /// `2026年3月1日 9:00`, `2026年3月1日9时30分`, `20260301 09:00`, ISO 8601 with T and optional
    /// zone, a spreadsheet's serial (46082.375); full-width digits too; 24:00 ends the day.
    ///
    /// - Returns: milliseconds since 1970 UTC; local unless a zone is written.
    public static func milliseconds(_ text: String) throws(Problem) -> Int64 {
        let written = try TimeText.read(text)
        guard let time = written.millisecondOfDay else { throw .timeMissing }
        return written.instant(at: time)
    }

    /// Reads a day as it comes in files: the same forms; a time of day is understood and dropped.
    public static func day(_ text: String) throws(Problem) -> LocalDay {
        let written = try TimeText.read(text)
        guard let time = written.millisecondOfDay, written.offset != nil else { return written.day }
        return LocalDay(containing: written.instant(at: time))
    }

    /// RFC 3339 in UTC with seconds: `2026-03-01T01:00:00Z`.
    public static func rfc3339(_ milliseconds: Int64) -> String {
        let (day, time) = split(milliseconds)
        let seconds = time / 1_000
        return "\(LocalDay(daysSinceEpoch: Int(day)))T\(clock(seconds)):\(padded(seconds % 60, 2))Z"
    }

    /// Civil time in Asia/Shanghai: `2026-03-01 09:00`; seconds only when they are not zero.
    public static func local(_ milliseconds: Int64) -> String {
        let (_, time) = split(milliseconds)
        let seconds = (time + offset) % millisecondsPerDay / 1_000
        let tail = seconds % 60 == 0 ? "" : ":" + padded(seconds % 60, 2)
        return "\(LocalDay(containing: milliseconds)) \(clock(seconds))\(tail)"
    }

    static let millisecondsPerDay: Int64 = 86_400_000
    /// Asia/Shanghai, in milliseconds east of UTC.
    static let offset: Int64 = 8 * 3_600_000

    /// Days since 1970 (rounded down) and milliseconds within that day, in UTC; never overflows.
    static func split(_ milliseconds: Int64) -> (day: Int64, time: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(
            dividingBy: millisecondsPerDay)
        return remainder < 0
            ? (quotient - 1, remainder + millisecondsPerDay) : (quotient, remainder)
    }

    private static func clock(_ seconds: Int64) -> String {
        "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2))"
    }
}
