/// What a line has seen: bytes as TCP carries them, without its headers and what it sends twice.
public struct LineCounts: Hashable, Sendable {
    /// Bytes taken from the caller, those included that were lost on the way.
    public var up = 0
    /// Bytes taken from the one who is called.
    public var down = 0
    /// Connections that were let in.
    public var connections = 0
    /// Of these, those that were lost or cut off.
    public var lost = 0

    public var total: Int { up + down }

    subscript(direction: LineDirection) -> Int {
        get { direction == .up ? up : down }
        set { if direction == .up { up = newValue } else { down = newValue } }
    }

    public static func - (after: LineCounts, before: LineCounts) -> LineCounts {
        LineCounts(
            up: after.up - before.up, down: after.down - before.down,
            connections: after.connections - before.connections, lost: after.lost - before.lost)
    }
}

/// What happens on a line, for whoever tells its story.
public enum LineEvent: Hashable, Sendable {
    /// The line is there again.
    case cameUp
    /// The line is gone, with so many connections.
    case wentDown(lost: Int)
    /// One connection was lost, by chance or as it was ordered.
    case lost(connection: Int)
}
