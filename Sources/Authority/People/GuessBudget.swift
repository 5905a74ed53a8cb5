/// How many wrong passwords may still be tried: a few at once, then one at a time.
///
/// It is kept on the disk and counted down before a password is looked at, so neither a kill nor a restart
/// gives a guess back; and it is filled by the clock that nobody can set, so no other clock does. While
/// the machine is off it is not filled.
public struct GuessBudget: Hashable, Sendable {
    public struct Size: Hashable, Sendable {
        /// Guesses that may follow one another.
        public let burst: Int
        /// Milliseconds until there is another one.
        public let pause: Int64

        public init(burst: Int, pause: Int64) {
            self.burst = burst
            self.pause = pause
        }

        /// One user's: 29 in the first hour, 24 in every later one.
        public static let user = Size(burst: 5, pause: 150_000)
        /// Everybody's together: 38 in the first hour, 30 in every later one.
        public static let node = Size(burst: 8, pause: 120_000)
    }

    public private(set) var left: Int
    /// Up to when it is filled.
    public private(set) var filled: BootTime

    public init(left: Int, filled: BootTime) {
        self.left = left
        self.filled = filled
    }

    public init(_ size: Size, at now: BootTime) { self.init(left: size.burst, filled: now) }

    /// Takes one guess, if there is one; else the milliseconds until there is.
    public mutating func spend(_ size: Size, at now: BootTime) -> Int64? {
        fill(size, at: now)
        guard left > 0 else { return max(1, size.pause - now.elapsed(since: filled)) }
        left -= 1
        return nil
    }

    /// The guess was right, and is no guess.
    public mutating func giveBack(_ size: Size) { left = min(size.burst, left + 1) }

    private mutating func fill(_ size: Size, at now: BootTime) {
        let elapsed = now.elapsed(since: filled)
        let more = elapsed / size.pause
        guard left < size.burst, more < Int64(size.burst - left) else {
            left = size.burst
            filled = now
            return
        }
        left += Int(more)
        // What is begun of the next pause counts on.
        filled = now.adding(-(elapsed - more * size.pause))
    }
}
