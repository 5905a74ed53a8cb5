public import GRDB

/// A change's name inside one store: which log by a small local number, which sequence, in one
/// integer. Rows keyed by it append; arithmetic replaces look-ups (docs/STORE.md, Dots).
///
/// Never leaves the node: other stores number their logs otherwise.
public struct LocalDot: Hashable, Sendable, Comparable, DatabaseValueConvertible {
    public static let sequenceBits: Int64 = 40

    private static let greatest: UInt64 = 1 << UInt64(sequenceBits) - 1

    public let value: Int64

    public init(value: Int64) { self.value = value }

    /// A sequence that dots have no room for, which only a damaged cell says, becomes the greatest one.
    init(log: Int64, sequence: UInt64) {
        value = log << Self.sequenceBits | Int64(min(sequence, Self.greatest))
    }

    var log: Int64 { value >> Self.sequenceBits }
    var sequence: UInt64 { UInt64(value & (1 << Self.sequenceBits - 1)) }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    public var databaseValue: DatabaseValue { value.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> LocalDot? {
        Int64.fromDatabaseValue(value).map(LocalDot.init(value:))
    }
}
