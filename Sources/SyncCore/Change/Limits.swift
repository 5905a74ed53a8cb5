/// What one change and one message may be at most. Part of the format: a change beyond a limit is
/// malformed for everybody, so no node can store what another must turn away.
public enum Limits {
    /// Bytes of the canonical header and open part together; wrappers included.
    public static let changeBytes = 64 << 10
    /// The same of a change that is no wrapper: what is wrapped, even several times, still fits.
    public static let plainChangeBytes = 48 << 10
    /// Bytes of a personal part.
    public static let personalBytes = 32 << 10
    public static let textBytes = 16 << 10
    public static let listCount = 1_024
    public static let listDepth = 4
    public static let groupCount = 64
    public static let fieldCount = 256
    /// Origins that a context or a vector may name. A scope has a handful; a thousand is an attack.
    public static let originCount = 1_024
    /// Logs that a node opens in one scope for origins that are not admitted; below `originCount`, so
    /// that every vector can be read and the admitted ones always find room.
    public static let scopeOrigins = 512
    /// Wrappers inside wrappers.
    public static let wrapperDepth = 8
    /// Bytes of one request or answer.
    public static let messageBytes = 8 << 20
    /// Canonical bytes to which the batches of one message unpack together.
    public static let messageUnpackedBytes = 64 << 20
    public static let scopeCount = 65_536
    public static let probeCount = 4_096
    public static let runCount = 4_096
    public static let runChanges = 65_536
    /// Successions that lead from an origin that a peer knows to the present one.
    public static let lineageCount = 64
    /// Logs whose branches are compared in one message.
    public static let branchCount = 256
    /// Lengths that one step of a search for a fork names.
    public static let branchMarks = 32
    /// No row is shorter: two identifiers, and one byte for each of the rest.
    public static let rowBytes = 40
    /// Bytes of a signed note: checkpoint with its signature and cosignature.
    public static let noteBytes = 4 << 10
    public static let proofCount = 64
    /// Canonical bytes of the changes of a batch together; the same of its personal parts.
    public static let batchBytes = 8 << 20
    /// Bytes of the columns of one frame of a batch.
    public static let frameBytes = 16 << 20
    /// Numbers that the columns of one frame hold together.
    public static let frameNumbers = 2 << 20
    /// Logs, shapes and columns, of each, that one frame names.
    public static let frameTable = 4_096
    /// Values in all shapes of a frame together.
    public static let frameSlots = 65_536
    /// Edits of contexts in a frame.
    public static let frameEdits = 1 << 18
    /// Changes after which a batch is packed, and their canonical bytes.
    public static let prefixCount = 1_024
    public static let prefixBytes = 64 << 10
    /// Of a message in a packed body. In a longer one, packing gains nothing that anybody would notice.
    public static let packedMessageBytes = 64 << 10
    /// What `packed` bytes of a batch may become at most: changes in a thousand that are all alike are
    /// rare, and beyond a small allowance somebody means harm.
    public static func inflated(_ packed: Int) -> Int { (64 << 10) + 1_024 * packed }
    /// Whether a frame for these bytes and numbers should take no further change: every change is far
    /// smaller than what is left here of the limits.
    static func isFull(_ changes: Int, of bytes: Int, numbers: Int) -> Bool {
        changes > batchBytes - changeBytes || bytes + 8 * numbers > frameBytes - 4 << 20
    }
    /// Lengths stay below the bits that a store gives to a sequence (docs/STORE.md, Dots).
    public static let logLength: UInt64 = (1 << 40) - 1
}
