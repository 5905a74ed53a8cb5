/// What a line is like: how far, how wide, how often it fails. A value; what it does to a connection is
/// drawn from a seed (`LineDice`), so that the same seed fails at the same bytes.
public struct LineProfile: Hashable, Sendable {
    /// One way, in milliseconds. Opening a connection costs two of them, as the handshake does.
    public var delay: Int64 = 0
    /// From the caller to the one who is called, bytes a second over all connections; zero: no bound.
    public var upRate = 0
    /// The way back.
    public var downRate = 0
    /// Of a hundred segments so many are lost and sent again: they take the line twice and arrive a round
    /// trip late, with all that stands behind them.
    public var segmentLoss: UInt64 = 0
    /// Of a hundred connections so many are lost within their first 32 KiB.
    public var connectionLoss: UInt64 = 0
    /// The chance, in percent, that a connection is lost in each of its seconds.
    public var lossPerSecond: UInt64 = 0
    /// When the line is there at all; nil: always.
    public var windows: LineWindows?
    /// How long the first byte of an answer is held back, in milliseconds.
    public var firstByteDelay: Int64 = 0
    /// Nobody is let through, and who is connected is cut off.
    public var isDown = false

    /// A line that does nothing to anybody.
    public init() {}

    /// Whether the line is there, so many milliseconds after it was laid.
    public func isUp(at time: Int64) -> Bool { !isDown && windows?.isUp(at: time) ?? true }

    func rate(_ direction: LineDirection) -> Int { direction == .up ? upRate : downRate }
}

/// From the caller, or to the caller.
public enum LineDirection: Int, Hashable, Sendable, CaseIterable {
    case up, down
}

/// A line that comes and goes: first up, then down, over and over. Milliseconds.
public struct LineWindows: Hashable, Sendable {
    public let up: Int64
    public let down: Int64

    /// Both at least a millisecond.
    public init(up: Int64, down: Int64) {
        self.up = max(up, 1)
        self.down = max(down, 1)
    }

    public func isUp(at time: Int64) -> Bool { place(time) < up }

    /// When the line next comes or goes.
    func change(after time: Int64) -> Int64 {
        let place = place(time)
        return time - place + (place < up ? up : up + down)
    }

    private func place(_ time: Int64) -> Int64 { max(time, 0) % (up + down) }
}
