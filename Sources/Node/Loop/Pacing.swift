import ServiceRecords

/// Whether a node may call of itself at this moment: within its windows, and within its bytes for the day.
/// A person who asks is served all the same (docs/decisions/0019). Pure: time is an argument.
public struct Pacing: Hashable, Sendable {
    public struct Settings: Hashable, Sendable {
        public var windows = DayWindows()
        /// Bytes of a local day, both ways together; zero: no bound.
        public var budget = 0

        public init() {}
    }

    /// Why nothing is sent of itself, and until when: milliseconds since 1970.
    public struct Hold: Hashable, Sendable {
        public enum Reason: String, Sendable {
            case window, budget
        }

        public let reason: Reason
        public let until: Int64
    }

    public let settings: Settings
    private var spending: DaySpending

    public init(settings: Settings = Settings(), spending: DaySpending = DaySpending()) {
        self.settings = settings
        self.spending = spending
    }

    /// nil where nothing stands in the way. Of two reasons the one that lasts longer is told.
    public func hold(at wall: Int64) -> Hold? {
        let opening = settings.windows.opening(after: wall)
        if settings.budget > 0, spending.bytes(on: wall) >= settings.budget {
            let midnight = LocalDay(containing: wall).adding(days: 1).start
            return Hold(reason: .budget, until: settings.windows.opening(after: midnight))
        }
        return opening > wall ? Hold(reason: .window, until: opening) : nil
    }

    /// What is left of today's bytes; nil without a bound.
    public func left(at wall: Int64) -> Int? {
        settings.budget > 0 ? max(0, settings.budget - spending.bytes(on: wall)) : nil
    }

    mutating func spend(_ bytes: Int, at wall: Int64) { spending.spend(bytes, at: wall) }

    /// What has to be kept, so that a restart does not begin the day anew; nil without a budget.
    var kept: String? { settings.budget > 0 ? spending.description : nil }
}

/// The bytes that the line has carried on one local day.
public struct DaySpending: Hashable, Sendable, CustomStringConvertible {
    private var day: Int
    private var bytes: Int

    /// Nothing yet.
    public init() {
        day = 0
        bytes = 0
    }

    /// Reads what `description` wrote; nothing spent, for anything else.
    public init(_ text: String?) {
        let parts = (text ?? "").split(separator: " ").map { Int($0) }
        let isWhole = parts.count == 2 && !parts.contains(nil)
        day = isWhole ? parts[0] ?? 0 : 0
        bytes = isWhole ? max(0, parts[1] ?? 0) : 0
    }

    public var description: String { "\(day) \(bytes)" }

    func bytes(on wall: Int64) -> Int {
        LocalDay(containing: wall).daysSinceEpoch == day ? bytes : 0
    }

    mutating func spend(_ more: Int, at wall: Int64) {
        let spent = bytes(on: wall)
        day = LocalDay(containing: wall).daysSinceEpoch
        // Nobody's line carries as much in a day as would overflow; a damaged text may say so.
        bytes = spent.addingReportingOverflow(max(0, more)).overflow ? .max : spent + max(0, more)
    }
}
