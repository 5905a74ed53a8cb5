/// A day of the civil calendar in Asia/Shanghai, whatever the PC's time zone says.
///
/// Asia/Shanghai is a fixed UTC+8 here. Summer time of 1986–1991 is not modelled: service times
/// are later, and a birth date has no hour. Invariant: the year is 1 to 9999; what lies outside is
/// clamped, so that no number from a peer can overflow.
public struct LocalDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01, negative before.
    public let daysSinceEpoch: Int

    public init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = min(max(daysSinceEpoch, Self.earliest), Self.latest)
    }

    /// Nil unless the calendar has that day and the year is 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        daysSinceEpoch = Self.days(year: year, month: month, day: day)
    }

    /// The local day of an instant in milliseconds since 1970 UTC.
    public init(containing milliseconds: Int64) {
        let (day, time) = CivilTime.split(milliseconds)
        let carry = time + CivilTime.offset >= CivilTime.millisecondsPerDay ? 1 : 0
        self.init(daysSinceEpoch: Int(day) + carry)
    }

    /// The instant of local midnight at which the day begins, in milliseconds since 1970 UTC.
    public var start: Int64 {
        Int64(daysSinceEpoch) * CivilTime.millisecondsPerDay - CivilTime.offset
    }

    public func adding(days: Int) -> LocalDay {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return LocalDay(daysSinceEpoch: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// 1 Monday to 7 Sunday (ISO 8601).
    public var weekday: Int {
        let fromThursday = (daysSinceEpoch % 7 + 7) % 7
        return (fromThursday + 3) % 7 + 1
    }

    public var year: Int { parts.year }
    public var month: Int { parts.month }
    public var day: Int { parts.day }

    /// Full years from this day to `other`: an age. Born on 29 February, a year is full on 1 March.
    public func fullYears(until other: LocalDay) -> Int {
        let (from, to) = (parts, other.parts)
        let isBeforeBirthday = (to.month, to.day) < (from.month, from.day)
        return to.year - from.year - (isBeforeBirthday ? 1 : 0)
    }

    /// `2026-03-01`.
    public var description: String {
        let parts = parts
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    public static func < (left: LocalDay, right: LocalDay) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension LocalDay {
    private static let earliest = days(year: 1, month: 1, day: 1)
    private static let latest = days(year: 9999, month: 12, day: 31)

    /// Howard Hinnant, chrono-compatible low-level date algorithms: days_from_civil. The year
    /// begins in March, so that the leap day is its last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The same source: civil_from_days.
    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A number with leading zeros; wider ones stay as they are.
func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
