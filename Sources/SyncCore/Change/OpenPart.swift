/// The part of a change that every holder of the scope reads, upper levels included: the groups it
/// writes, or another change carried whole.
public enum OpenPart: Hashable, Sendable {
    /// The groups that the change writes, sorted by number. A group whose fields are all personal
    /// stands here too, empty: the write shows, its content does not.
    case groups([GroupContent])
    /// The original header and open part, byte for byte. The personal part and its commitment are
    /// those of the wrapper itself, so the original leaf can be recomputed and need not be believed.
    indirect case wrapped(CanonicalChange)

    public struct GroupContent: Hashable, Sendable {
        public let group: GroupNumber
        public let fields: Fields

        public init(_ group: GroupNumber, _ fields: Fields) {
            self.group = group
            self.fields = fields
        }
    }

    private enum Form {
        static let groups: UInt8 = 0
        static let wrapped: UInt8 = 1
    }

    public func write(to writer: inout ByteWriter) {
        switch self {
        case .groups(let groups):
            writer.byte(Form.groups)
            writer.varint(groups.count)
            for content in groups {
                writer.varint(UInt64(content.group))
                content.fields.write(to: &writer)
            }
        case .wrapped(let inner):
            writer.byte(Form.wrapped)
            writer.raw(inner.bytes)
        }
    }

    init(from reader: inout ByteReader, depth: Int) throws(MalformedBytes) {
        switch try reader.byte() {
        case Form.groups: self = .groups(try Self.groups(from: &reader))
        case Form.wrapped:
            guard depth < Limits.wrapperDepth else { throw reader.failure(.tooDeep) }
            self = .wrapped(try CanonicalChange(from: &reader, depth: depth + 1))
        default: throw reader.failure(.unknownForm)
        }
    }

    private static func groups(
        from reader: inout ByteReader
    ) throws(MalformedBytes) -> [GroupContent] {
        let count = try reader.varint(in: 0...Limits.groupCount)
        var groups: [GroupContent] = []
        var previous = -1
        for _ in 0..<count {
            let group = try reader.varint(in: 0...Int(UInt32.max))
            guard group > previous else { throw reader.failure(.outOfOrder) }
            groups.append(GroupContent(GroupNumber(group), try Fields(from: &reader)))
            previous = group
        }
        return groups
    }
}
