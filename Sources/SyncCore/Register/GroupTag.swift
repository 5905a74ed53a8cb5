/// Which register of a record: a group of a kind.
///
/// The kind belongs to it. A change that claims another kind than its record's writes registers that
/// the record does not have, and can replace nothing in those that it has.
public struct GroupTag: Hashable, Sendable {
    public let kind: KindNumber
    public let group: GroupNumber

    public init(kind: KindNumber, group: GroupNumber) {
        self.kind = kind
        self.group = group
    }

    /// Both numbers in one, for keys: the kind in the upper half.
    public var code: Int64 { Int64(bitPattern: UInt64(kind) << 32 | UInt64(group)) }

    public init(code: Int64) {
        kind = KindNumber(truncatingIfNeeded: UInt64(bitPattern: code) >> 32)
        group = GroupNumber(truncatingIfNeeded: code)
    }
}
