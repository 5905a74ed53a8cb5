/// The set of changes that a replica holds of a scope, written as the length of each origin's log.
///
/// Invariants: logs have no gaps; an origin of which nothing is held has no entry, so `==` is
/// equality of sets. Sorted by origin, because vectors are hashed and sent. Not `Comparable`: the
/// order is partial, and the standard library would believe us.
public struct VersionVector: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let origin: Origin
        public var length: UInt64
    }

    public private(set) var entries: [Entry] = []

    public init() {}

    public init(_ lengths: some Sequence<(Origin, UInt64)>) {
        for (origin, length) in lengths { self[origin] = length }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// The number of changes held from `origin`; zero when it has never been heard of.
    public subscript(origin: Origin) -> UInt64 {
        get {
            let index = position(of: origin)
            return index < entries.count && entries[index].origin == origin
                ? entries[index].length : 0
        }
        set {
            let index = position(of: origin)
            let isPresent = index < entries.count && entries[index].origin == origin
            switch (newValue, isPresent) {
            case (0, true): entries.remove(at: index)
            case (0, false): break
            case (_, true): entries[index].length = newValue
            case (_, false):
                entries.insert(Entry(origin: origin, length: newValue), at: index)
            }
        }
    }

    /// First index whose origin is not below `origin`. Vectors have two to five entries, so a walk
    /// beats a search.
    private func position(of origin: Origin) -> Int {
        entries.firstIndex { $0.origin >= origin } ?? entries.count
    }

    public func covers(_ dot: Dot) -> Bool { self[dot.origin] >= dot.sequence }

    public func isCovered(by other: VersionVector) -> Bool {
        entries.allSatisfy { $0.length <= other[$0.origin] }
    }

    /// How the two sets of changes relate. Origins known to only one side count too.
    public func ordering(to other: VersionVector) -> CausalOrdering {
        switch (isCovered(by: other), other.isCovered(by: self)) {
        case (true, true): .equal
        case (true, false): .before
        case (false, true): .after
        case (false, false): .concurrent
        }
    }

    /// The union of both sets.
    public func joined(with other: VersionVector) -> VersionVector {
        var result = self
        for entry in other.entries where entry.length > result[entry.origin] {
            result[entry.origin] = entry.length
        }
        return result
    }

    /// What both sets hold.
    public func lowered(to other: VersionVector) -> VersionVector {
        var result = self
        for entry in entries where entry.length > other[entry.origin] {
            result[entry.origin] = other[entry.origin]
        }
        return result
    }
}

/// The version vector of the scope that an author had in front of them when they wrote.
public typealias Context = VersionVector

public enum CausalOrdering: Sendable {
    case equal, before, after, concurrent

    public var reversed: CausalOrdering {
        switch self {
        case .equal: .equal
        case .before: .after
        case .after: .before
        case .concurrent: .concurrent
        }
    }
}

extension VersionVector {
    public func write(to writer: inout ByteWriter) {
        writer.varint(entries.count)
        for entry in entries {
            writer.identifier(entry.origin)
            writer.varint(entry.length)
        }
    }

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        let count = try reader.varint(in: 0...Limits.originCount)
        guard count * (Origin.byteCount + 1) <= reader.remaining else {
            throw reader.failure(.truncated)
        }
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let origin = try reader.identifier(Origin.self)
            let length = try reader.varint()
            guard (1...Limits.logLength).contains(length) else { throw reader.failure(.outOfRange) }
            if let last = entries.last, last.origin >= origin { throw reader.failure(.outOfOrder) }
            entries.append(Entry(origin: origin, length: length))
        }
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }
}
