/// Which groups of which kinds somebody may write: what is permitted, less what is excepted.
public struct WriteRights: Hashable, Sendable {
    /// All groups of all kinds, of one kind, or one group.
    public enum Reach: Hashable, Sendable {
        case everything
        case kind(KindNumber)
        case group(GroupTag)
    }

    public let permitted: Set<Reach>
    public let excepted: Set<Reach>

    public init(permitted: Set<Reach> = [], excepted: Set<Reach> = []) {
        self.permitted = permitted
        self.excepted = excepted
    }

    public func permit(_ tag: GroupTag) -> Bool {
        let reaches: [Reach] = [.everything, .kind(tag.kind), .group(tag)]
        return reaches.contains(where: permitted.contains)
            && !reaches.contains(where: excepted.contains)
    }
}

extension WriteRights {
    /// More are not read: a role is a handful of lines.
    static let most = 256

    /// nil where one is no list of reaches.
    init?(permitted: Value?, excepted: Value?) {
        guard let permitted = Self.reaches(permitted), let excepted = Self.reaches(excepted) else {
            return nil
        }
        self.init(permitted: permitted, excepted: excepted)
    }

    private static func reaches(_ value: Value?) -> Set<Reach>? {
        guard let value else { return [] }
        guard let items = value.asList, items.count <= most else { return nil }
        let reaches = items.compactMap { $0.asInt.map(Reach.init(number:)) }
        return reaches.count == items.count ? Set(reaches) : nil
    }

    var permittedValue: Value? { Self.value(permitted) }
    var exceptedValue: Value? { Self.value(excepted) }

    private static func value(_ reaches: Set<Reach>) -> Value? {
        reaches.isEmpty ? nil : .list(reaches.map(\.number).sorted().map(Value.int))
    }
}

extension WriteRights.Reach {
    /// The kind in the upper half, the group in the lower; 0 for all of them.
    package init(number: Int64) {
        let bits = UInt64(bitPattern: number)
        let (kind, group) = (KindNumber(bits >> 32), GroupNumber(bits & 0xFFFF_FFFF))
        self =
            switch (kind, group) {
            case (0, _): .everything
            case (_, 0): .kind(kind)
            default: .group(GroupTag(kind: kind, group: group))
            }
    }

    package var number: Int64 {
        switch self {
        case .everything: 0
        case .kind(let kind): Int64(bitPattern: UInt64(kind) << 32)
        case .group(let tag): Int64(bitPattern: UInt64(tag.kind) << 32 | UInt64(tag.group))
        }
    }
}
