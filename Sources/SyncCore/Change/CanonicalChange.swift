/// A header with its open part, together with the one byte string that they have.
///
/// Invariant: `bytes` is the canonical encoding of `header` and `open`. Reading refuses any other
/// spelling, so bytes that were read can be hashed, stored and relayed as they came (I4).
public struct CanonicalChange: Hashable, Sendable {
    public let header: Header
    public let open: OpenPart
    public let bytes: [UInt8]

    public init(header: Header, open: OpenPart) {
        var writer = ByteWriter(reserving: 160)
        header.write(to: &writer)
        open.write(to: &writer)
        self.init(header: header, open: open, bytes: writer.bytes)
    }

    /// Reads exactly one change from `bytes`.
    public init(bytes: [UInt8]) throws(MalformedBytes) {
        guard bytes.count <= Limits.changeBytes else { throw MalformedBytes(.tooMany, at: 0) }
        var reader = ByteReader(bytes)
        self = try CanonicalChange(from: &reader, depth: 0)
        try reader.finish()
    }

    init(from reader: inout ByteReader, depth: Int) throws(MalformedBytes) {
        let start = reader.position
        let header = try Header(from: &reader)
        let open = try OpenPart(from: &reader, depth: depth)
        self.init(header: header, open: open, bytes: reader.slice(from: start))
        // A wrapper of another kind would be a requeue that nobody asked for.
        guard isWrapper == SystemKind.isWrapper(header.kind) else {
            throw MalformedBytes(.unknownForm, at: start)
        }
        guard isWrapper || bytes.count <= Limits.plainChangeBytes else {
            throw MalformedBytes(.tooMany, at: start)
        }
    }

    private init(header: Header, open: OpenPart, bytes: [UInt8]) {
        self.header = header
        self.open = open
        self.bytes = bytes
    }

    /// The change that a wrapper carries, through all wrappers; itself when it is none.
    public var original: CanonicalChange {
        if case .wrapped(let inner) = open { inner.original } else { self }
    }

    public var isWrapper: Bool { if case .wrapped = open { true } else { false } }

    public func leaf(commitment: Hash) -> Hash {
        MerkleTree.leaf(bytes, commitment.bytes)
    }
}
