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
    /// Lengths stay below the bits that a store gives to a sequence (docs/STORE.md, Dots).
    public static let logLength: UInt64 = (1 << 40) - 1
}
