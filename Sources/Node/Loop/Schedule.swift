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
        /// Of the times of the day at which a node calls of itself, how long the shortest lasts.
        public var shortestWindow: Int64 = .max
        /// Within this, and no rhythm is so slow, everybody has called who was held back.
        static let crowd: Int64 = 15 * 60_000

        public init() {}

        /// The pause after a failure on a line that has just borne something: such a line may be back
        /// soon, and only for a while.
        var resuming: Int64 { min(firstBackoff / 3, interval) }
        /// For how long it counts as such a line.
        var hopeful: Int64 { firstBackoff * 8 }
        /// So many times in a row a line counts as one that bore something but no answer: who cuts everybody
        /// off is not called every few seconds for ever.
        static let signs = 4
    }

    public let settings: Settings
    public private(set) var next: Int64
    public private(set) var failures = 0
    private var lastFailure: Int64 = .min / 2
    private var lastProgress: Int64 = .min / 2
    /// How often since the last answer the line has borne something and was then cut.
    private var signs = 0
    /// The other side asked not to be called before.
    private var notBefore: Int64 = .min

    public init(settings: Settings = Settings(), now: Int64) {
        self.settings = settings
        next = now
    }

    /// The last exchange reached the other side.
    public mutating func succeeded(now: Int64, chance: UInt64) {
        failures = 0
        progressed(now: now)
        next = now + jittered(settings.interval, chance)
    }

    /// The other side has answered in the middle of an exchange: what it has taken stays taken, whatever
    /// becomes of the rest.
    public mutating func progressed(now: Int64) {
        lastProgress = now
        signs = 0
    }

    /// - Parameters:
    ///   - wasDemanded: somebody had asked for it; their impatience lengthens no pause.
    ///   - isOfTheLine: nobody answered, or not to the end.
    ///   - hasCarried: the line was there, and bore some of it.
    public mutating func failed(
        now: Int64, chance: UInt64, wasDemanded: Bool = false, isOfTheLine: Bool = true,
        hasCarried: Bool = false
    ) {
        lastFailure = now
        if hasCarried, signs < Settings.signs {
            signs += 1
            lastProgress = now
        }
        if isOfTheLine, now - lastProgress <= settings.hopeful {
            failures = 1
            next = now + jittered(settings.resuming, chance)
            return
        }
        if wasDemanded, failures > 0 {
            next = max(next, now + settings.firstBackoff)
            return
        }
        let doublings = min(failures, 20)
        failures += 1
        let pause = min(settings.interval, settings.firstBackoff << Int64(doublings))
        next = now + jittered(pause, chance)
    }

    /// The other side named a time; it is honoured, within a day. All whom it has turned away at one moment
    /// heard the same one: none comes earlier, but not all come at once.
    public mutating func postponed(seconds: UInt64, now: Int64, chance: UInt64) {
        let pause = Int64(min(seconds, 86_400)) * 1_000
        notBefore = now + pause
        next = notBefore + spread(min(pause, settings.interval), chance)
    }

    /// Sending is allowed again, to everybody at the same moment, and maybe not for long.
    public mutating func released(now: Int64, chance: UInt64) {
        let pause = min(settings.interval, settings.shortestWindow, Settings.crowd)
        next = max(now, notBefore) + spread(pause, chance)
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

    /// A part of the pause that is left to chance.
    private func spread(_ pause: Int64, _ chance: UInt64) -> Int64 {
        Int64(chance % UInt64(max(pause * settings.jitterPercent / 100, 0) + 1))
    }

    private func jittered(_ pause: Int64, _ chance: UInt64) -> Int64 {
        let spread = pause * settings.jitterPercent / 100
        guard spread > 0 else { return pause }
        return pause - spread + Int64(chance % UInt64(2 * spread + 1))
    }
}
