/// A header with its open part, together with the one byte string that they have.
///
/// Invariant: `bytes` is the canonical encoding of `header` and `open`. Reading refuses any other
/// spelling, so bytes that were read can be hashed, stored and relayed as they came (I4). The open part
/// is checked when it is read, and stays bytes: most of it is only passed on.
public struct CanonicalChange: Hashable, Sendable {
    public let header: Header
    public let bytes: [UInt8]
    private let content: Content

    /// The open part, as far as it was looked at.
    private enum Content: Sendable {
        case groups(EncodedGroups)
        indirect case wrapped(CanonicalChange)

        init(from reader: inout ByteReader, depth: Int) throws(MalformedBytes) {
            switch try reader.byte() {
            case OpenPart.Form.groups: self = .groups(try EncodedGroups(from: &reader))
            case OpenPart.Form.wrapped:
                guard depth < Limits.wrapperDepth else { throw reader.failure(.tooDeep) }
                self = .wrapped(try CanonicalChange(from: &reader, depth: depth + 1))
            default: throw reader.failure(.unknownForm)
            }
        }
    }

    public init(header: Header, open: OpenPart) {
        let (bytes, start) = Self.encoded(header, open)
        self.header = header
        self.bytes = bytes
        switch open {
        case .groups:
            var reader = ByteReader(bytes)
            _ = try? reader.raw(start + 1)
            content = .groups(EncodedGroups(writtenAt: reader))
        case .wrapped(let inner): content = .wrapped(inner)
        }
    }

    /// Writes a change and reads it back, which refuses whatever breaks a limit of the format.
    public init(checking header: Header, open: OpenPart) throws(MalformedBytes) {
        try self.init(bytes: Self.encoded(header, open).bytes)
    }

    /// The canonical bytes, and where the open part begins in them.
    private static func encoded(_ header: Header, _ open: OpenPart) -> (bytes: [UInt8], start: Int)
    {
        var writer = ByteWriter(reserving: 256)
        header.write(to: &writer)
        let start = writer.bytes.count
        open.write(to: &writer)
        return (writer.bytes, start)
    }

    /// Reads exactly one change from `bytes`.
    public init(bytes: [UInt8]) throws(MalformedBytes) {
        guard bytes.count <= Limits.changeBytes else { throw MalformedBytes(.tooMany, at: 0) }
        var reader = ByteReader(bytes)
        (header, content) = try Self.parts(from: &reader, depth: 0)
        try reader.finish()
        self.bytes = bytes
    }

    /// Reads one that stands inside another.
    private init(from reader: inout ByteReader, depth: Int) throws(MalformedBytes) {
        let start = reader.position
        (header, content) = try Self.parts(from: &reader, depth: depth)
        bytes = reader.slice(from: start)
    }

    private static func parts(
        from reader: inout ByteReader, depth: Int
    ) throws(MalformedBytes) -> (Header, Content) {
        let start = reader.position
        let header = try Header(from: &reader)
        let content = try Content(from: &reader, depth: depth)
        let isWrapper = if case .wrapped = content { true } else { false }
        // A wrapper of another kind would be a requeue that nobody asked for.
        guard isWrapper == SystemKind.isWrapper(header.kind) else {
            throw MalformedBytes(.unknownForm, at: start)
        }
        guard isWrapper || reader.position - start <= Limits.plainChangeBytes else {
            throw MalformedBytes(.tooMany, at: start)
        }
        return (header, content)
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension CanonicalChange {
    public var open: OpenPart {
        switch content {
        case .groups(let groups):
            .groups(groups.map { OpenPart.GroupContent($0.group, Fields($0.fields)) })
        case .wrapped(let inner): .wrapped(inner)
        }
    }

    /// The groups that the change itself writes; none for a wrapper.
    public var groups: EncodedGroups {
        if case .groups(let groups) = content { groups } else { .none }
    }

    /// The change that a wrapper carries; nil for any other.
    public var carried: CanonicalChange? {
        if case .wrapped(let inner) = content { inner } else { nil }
    }

    /// The change that a wrapper carries, through all wrappers; itself when it is none.
    public var original: CanonicalChange { carried?.original ?? self }

    public var isWrapper: Bool { if case .wrapped = content { true } else { false } }

    public func leaf(commitment: Hash) -> Hash {
        MerkleTree.leaf(bytes, commitment: commitment)
    }
}
