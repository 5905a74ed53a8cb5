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

    enum Form {
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
}
