/// Names one change within a scope: the sequence-th entry of an origin's log.
public struct Dot: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let origin: Origin
    public let sequence: UInt64

    public init(origin: Origin, sequence: UInt64) {
        self.origin = origin
        self.sequence = sequence
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.origin, left.sequence) < (right.origin, right.sequence)
    }

    public var description: String { "\(origin):\(sequence)" }
}
