/// When an aggregator pulls by itself, and how. Pure: time is an argument.
public struct PullSchedule: Hashable, Sendable {
    /// Milliseconds throughout.
    public struct Settings: Hashable, Sendable {
        /// From the beginning of one round to that of the next; zero: only when somebody asks.
        public var interval: Int64 = 0
        /// How long one station may take, busy times included.
        public var timeout: Int64 = 120_000
        /// Stations that are visited at the same time.
        public var parallel = 8

        public init() {}
    }

    public let settings: Settings
    /// When the next round begins; `.max` for never, and while one is under way.
    public private(set) var next: Int64
    private var began: Int64 = 0

    /// The first round begins at once: nobody knows how long this node was away.
    public init(settings: Settings = Settings(), now: Int64) {
        self.settings = settings
        next = settings.interval > 0 ? now : .max
    }

    public mutating func began(now: Int64) {
        began = now
        next = .max
    }

    /// A round that took longer than the interval is followed by the next one at once.
    public mutating func ended(now: Int64) {
        guard settings.interval > 0 else { return }
        next = max(now, began + settings.interval)
    }
}
