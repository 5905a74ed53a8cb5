/// A day, and perhaps a time of day and a zone, as one cell of a file has them.
struct TimeText {
    var day: LocalDay
    /// 0 to 86,400,000; the latter is 24:00.
    var millisecondOfDay: Int64?
    /// Milliseconds east of UTC; nil when the text names no zone.
    var offset: Int64?

    func instant(at time: Int64) -> Int64 {
        Int64(day.daysSinceEpoch) * CivilTime.millisecondsPerDay + time
            - (offset ?? CivilTime.offset)
    }

    static func read(_ text: String) throws(CivilTime.Problem) -> TimeText {
        let plain = PlainText.trimmed(PlainText.halfWidth(text))
        if plain.isEmpty { throw .empty }
        if let serial = serial(plain) { return serial }
        var scanner = TextScanner(plain)
        var result = TimeText(day: try scanner.day())
        scanner.skipBlanks()
        let isMarked = scanner.take(anyOf: "Tt")
        scanner.skipBlanks()
        if scanner.isAtEnd, !isMarked { return result }
        result.millisecondOfDay = try scanner.timeOfDay()
        scanner.skipBlanks()
        result.offset = try scanner.zone()
        guard scanner.isAtEnd else { throw .unreadable }
        return result
    }

    /// A spreadsheet's serial: days since 1899-12-30, five digits (1927 to 2173), the time as a
    /// fraction of the day, to the nearest second because the fraction was a rounded binary number.
    private static func serial(_ text: String) -> TimeText? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].utf8.count == 5, let days = number(parts[0]) else {
            return nil
        }
        let day = LocalDay(daysSinceEpoch: Int(days) - 25_569)
        guard parts.count == 2 else { return TimeText(day: day) }
        let digits = parts[1].prefix(11)
        guard !parts[1].isEmpty, number(parts[1].dropFirst(11)) != nil || parts[1].utf8.count <= 11,
            let fraction = number(digits)
        else { return nil }
        let scale = digits.reduce(into: Int64(1)) { scale, _ in scale *= 10 }
        let seconds = (fraction * 86_400 * 2 + scale) / (scale * 2)
        return TimeText(day: day, millisecondOfDay: seconds * 1_000)
    }

    private static func number(_ digits: Substring) -> Int64? {
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(digits.prefix(17))
    }
}

extension TextScanner {
    fileprivate mutating func day() throws(CivilTime.Problem) -> LocalDay {
        guard let (first, width) = digits(atMost: 8) else { throw .unreadable }
        if width == 8 {
            return try existing(year: first / 10_000, month: first / 100 % 100, day: first % 100)
        }
        guard width == 4, let mark = take(oneOf: "-/.年"),
            let (month, _) = digits(atMost: 2),
            take(anyOf: mark == "年" ? "月" : String(mark)),
            let (day, _) = digits(atMost: 2)
        else { throw .unreadable }
        if mark == "年" { take(anyOf: "日号") }
        return try existing(year: first, month: month, day: day)
    }

    private func existing(
        year: Int, month: Int, day: Int
    ) throws(CivilTime.Problem) -> LocalDay {
        guard let day = LocalDay(year: year, month: month, day: day) else { throw .noSuchTime }
        return day
    }

    /// `9:00`, `09:00:30`, `09:00:30.250`, `9时`, `9点30分`, `9时30分15秒`; in milliseconds.
    fileprivate mutating func timeOfDay() throws(CivilTime.Problem) -> Int64 {
        guard let (hour, _) = digits(atMost: 2), let mark = take(oneOf: ":时点") else {
            throw .unreadable
        }
        let rest = try mark == ":" ? minutesAfterColon() : minutesInChinese()
        let isEndOfDay = hour == 24 && rest.minute == 0 && rest.millisecond == 0
        guard hour < 24 || isEndOfDay, rest.minute < 60, rest.millisecond < 60_000 else {
            throw .noSuchTime
        }
        return Int64(hour * 3_600_000 + rest.minute * 60_000 + rest.millisecond)
    }

    private mutating func minutesAfterColon() throws(CivilTime.Problem) -> (
        minute: Int, millisecond: Int
    ) {
        guard let (minute, width) = digits(atMost: 2), width == 2 else { throw .unreadable }
        guard take(anyOf: ":") else { return (minute, 0) }
        guard let (second, width) = digits(atMost: 2), width == 2 else { throw .unreadable }
        guard take(anyOf: ".") else { return (minute, second * 1_000) }
        guard let (fraction, width) = digits(atMost: 3) else { throw .unreadable }
        while digits(atMost: 9) != nil {}
        return (minute, second * 1_000 + fraction * [100, 10, 1][width - 1])
    }

    private mutating func minutesInChinese() throws(CivilTime.Problem) -> (
        minute: Int, millisecond: Int
    ) {
        guard let (minute, _) = digits(atMost: 2) else { return (0, 0) }
        guard take(anyOf: "分"), let (second, _) = digits(atMost: 2) else { return (minute, 0) }
        guard take(anyOf: "秒") else { throw .unreadable }
        return (minute, second * 1_000)
    }

    /// `Z`, `+08:00`, `+0800`, `+08`, `UTC` not; nil when nothing is left. At most 14 hours.
    fileprivate mutating func zone() throws(CivilTime.Problem) -> Int64? {
        if isAtEnd { return nil }
        if take(anyOf: "Zz") { return 0 }
        guard let sign = take(oneOf: "+-"), let (hour, width) = digits(atMost: 2), width == 2 else {
            throw .unreadable
        }
        take(anyOf: ":")
        let minute = digits(atMost: 2)
        guard hour <= 14, minute.map({ $0.width == 2 && $0.value < 60 }) ?? true else {
            throw .unreadable
        }
        let offset = Int64(hour * 60 + (minute?.value ?? 0)) * 60_000
        return sign == "-" ? -offset : offset
    }
}
