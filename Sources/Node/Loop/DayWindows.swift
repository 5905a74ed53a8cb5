import ServiceRecords

/// The times of a local day (Asia/Shanghai) at which a node calls of itself; none: at all times.
public struct DayWindows: Hashable, Sendable, CustomStringConvertible {
    /// Minutes from midnight: from `begin` until before `end`. One that ends before it begins goes on over
    /// midnight.
    public struct Window: Hashable, Sendable {
        public let begin: Int
        public let end: Int

        func contains(_ minute: Int) -> Bool {
            begin < end
                ? (begin..<end).contains(minute) : minute >= begin || minute < end
        }
    }

    /// More of them say nothing that a person could oversee.
    public static let limit = 24
    private static let minutesPerDay = 24 * 60

    public let windows: [Window]

    /// Milliseconds of the shortest; nil where there is none.
    var shortest: Int64? {
        windows.map { window in
            let minutes = window.end - window.begin
            return Int64(minutes > 0 ? minutes : minutes + Self.minutesPerDay) * 60_000
        }.min()
    }

    /// At all times.
    public init() { windows = [] }

    /// Reads `07:00-09:00,18:00-22:00`; nil for anything else, for a window without length, and for more
    /// than 24 of them. 24:00 ends a day.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.limit else { return nil }
        var windows: [Window] = []
        for part in parts {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let begin = Self.minute(ends[0]), let end = Self.minute(ends[1]),
                begin != end, begin < Self.minutesPerDay
            else { return nil }
            windows.append(Window(begin: begin, end: end))
        }
        self.windows = windows
    }

    public var description: String {
        windows.map { "\(Self.text($0.begin))-\(Self.text($0.end))" }.joined(separator: ",")
    }

    /// - Parameter wall: milliseconds since 1970.
    func isOpen(at wall: Int64) -> Bool {
        let minute = Self.minute(at: wall)
        return windows.isEmpty || windows.contains { $0.contains(minute) }
    }

    /// When the next window opens, milliseconds since 1970; the same moment, if one is open.
    func opening(after wall: Int64) -> Int64 {
        guard !isOpen(at: wall) else { return wall }
        let today = LocalDay(containing: wall)
        return [today, today.adding(days: 1)]
            .flatMap { day in windows.map { day.start + Int64($0.begin) * 60_000 } }
            .filter { $0 > wall }.min() ?? wall
    }

    private static func minute(at wall: Int64) -> Int {
        Int((wall - LocalDay(containing: wall).start) / 60_000)
    }

    /// `7:00` and `07:00`, up to `24:00`.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour <= 24, minute < 60
        else { return nil }
        let all = hour * 60 + minute
        return all <= minutesPerDay ? all : nil
    }

    private static func text(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}
