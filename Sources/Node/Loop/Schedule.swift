/// When to talk to the level above next: a regular rhythm, sooner after a local change, later after
/// failures. Pure: time and chance are arguments.
public struct Schedule: Hashable, Sendable {
    /// Milliseconds throughout.
    public struct Settings: Hashable, Sendable {
        /// Between exchanges when nothing happens.
        public var interval: Int64 = 15 * 60_000
        /// How much of a pause is left to chance, so that a whole county does not ring at once.
        public var jitterPercent: Int64 = 20
        /// Typing is not interrupted by an exchange a keystroke.
        public var settling: Int64 = 300
        /// First pause after a failure; doubled with each further one, up to the interval.
        public var firstBackoff: Int64 = 15_000

        public init() {}
    }

    public let settings: Settings
    public private(set) var next: Int64
    public private(set) var failures = 0
    private var lastFailure: Int64 = .min / 2
    /// The other side asked not to be called before.
    private var notBefore: Int64 = .min

    public init(settings: Settings = Settings(), now: Int64) {
        self.settings = settings
        next = now
    }

    /// The last exchange reached the other side.
    public mutating func succeeded(now: Int64, chance: UInt64) {
        failures = 0
        next = now + jittered(settings.interval, chance)
    }

    /// - Parameter wasDemanded: somebody had asked for it; their impatience lengthens no pause.
    public mutating func failed(now: Int64, chance: UInt64, wasDemanded: Bool = false) {
        lastFailure = now
        if wasDemanded, failures > 0 {
            next = max(next, now + settings.firstBackoff)
            return
        }
        let doublings = min(failures, 20)
        failures += 1
        let pause = min(settings.interval, settings.firstBackoff << Int64(doublings))
        next = now + jittered(pause, chance)
    }

    /// The other side named a time; it is honoured, within a day.
    public mutating func postponed(seconds: UInt64, now: Int64) {
        next = now + Int64(min(seconds, 86_400)) * 1_000
        notBefore = next
    }

    /// The exchange could not begin at this moment, for no reason of the line.
    public mutating func deferred(now: Int64) { next = now + settings.settling }

    /// Something was recorded here. On a good line it goes at once; on a bad one soon, but no sooner
    /// than the first pause after the last failure: every try costs the line.
    public mutating func changed(now: Int64) {
        let earliest = failures == 0 ? now : lastFailure + settings.firstBackoff
        next = min(next, max(now + settings.settling, earliest, notBefore))
    }

    /// Somebody is waiting.
    public mutating func demanded(now: Int64) { next = min(next, now) }

    private func jittered(_ pause: Int64, _ chance: UInt64) -> Int64 {
        let spread = pause * settings.jitterPercent / 100
        guard spread > 0 else { return pause }
        return pause - spread + Int64(chance % UInt64(2 * spread + 1))
    }
}
