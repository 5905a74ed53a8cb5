/// What a log claims to be: so many leaves, with this root (C2SP tlog-checkpoint).
///
/// Without extension lines: one log of one length has one text.
public struct Checkpoint: Hashable, Sendable {
    /// The longest note that is read, in bytes.
    public static let noteByteLimit = 4096
    /// The longest name, in bytes.
    public static let nameByteLimit = 200

    /// The log: the origin line of C2SP, printable ASCII without space and `+`.
    public let name: String
    /// The number of leaves.
    public let size: UInt64
    /// The root of the tree over them.
    public let root: Hash

    /// The checkpoint of these parts. Throws `NoteError.name`.
    public init(name: String, size: UInt64, root: Hash) throws(NoteError) {
        self.name = try NoteText.name(name.utf8)
        self.size = size
        self.root = root
    }

    /// The text that is signed: name, size and root in Base 64, each ended by a newline.
    public var body: String { "\(name)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the three lines of a body.
    init(lines: [ArraySlice<UInt8>]) throws(NoteError) {
        guard lines.count == 3 else { throw .lines }
        let name = try NoteText.name(lines[0])
        guard let size = NoteText.decimal(lines[1]) else { throw .size }
        guard let bytes = Base64.decode(lines[2]), let root = Hash(bytes: bytes) else {
            throw .root
        }
        try self.init(name: name, size: size, root: root)
    }
}
