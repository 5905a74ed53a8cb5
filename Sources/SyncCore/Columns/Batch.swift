/// The changes of one run in columns: what the line carries and a log keeps of them
/// (docs/PROTOCOL.md, Batch).
///
/// A batch leans on no other, so that each log can be read alone. Open and personal parts lie in
/// frames of their own: the second can be kept elsewhere, or replaced by commitments, and the first
/// does not show it. A batch promises nothing: the root over what it unpacks to does.
public struct Batch: Hashable, Sendable {
    public static let version: UInt8 = 1

    public let scope: Scope
    public let origin: Origin
    /// Sequence of the first change.
    public let first: UInt64
    /// Of changes, at least one.
    public let count: Int
    /// Of the canonical bytes of all changes together.
    public let byteCount: Int
    /// How many changes before `first` the open frame was packed after.
    public let prefixCount: Int
    let open: Frame
    /// nil if no change has a personal part.
    let personal: Frame?

    /// Columns as they travel.
    struct Frame: Hashable, Sendable {
        enum Form {
            static let stored: UInt8 = 0
            static let zstd: UInt8 = 1
        }

        /// Of the columns.
        let count: Int
        let isPacked: Bool
        let bytes: [UInt8]
    }

    public var last: UInt64 { first + UInt64(count) - 1 }

    /// The open frame as it travels.
    package var openBytes: [UInt8] { open.bytes }

    /// The changes before `first` without which the open frame cannot be unpacked.
    var neededPrefixCount: Int { open.isPacked ? prefixCount : 0 }

    /// What the payloads of all personal parts may come to together.
    var personalLimit: Int {
        min(Limits.batchBytes, Limits.inflated(personal?.bytes.count ?? 0))
    }

    /// No less than what reading it takes, in bytes.
    var unpackedByteCount: Int {
        max(byteCount, Limits.rowBytes * count, open.count, personal?.count ?? 0)
    }

    /// Bytes that the batch takes on the wire, near enough for sizing.
    public var wireBytes: Int { 56 + open.bytes.count + (personal?.bytes.count ?? 0) }
}

extension Batch {
    /// The canonical bytes of the last changes before a batch, which both sides hold.
    public struct Prefix: Sendable {
        public static let none = Prefix(of: [])

        public let count: Int
        public let bytes: [UInt8]

        /// Takes the last of `changes`, in order of their sequence, as far as the format allows.
        public init(of changes: some BidirectionalCollection<[UInt8]>) {
            var size = 0
            let taken = changes.reversed().prefix(Limits.prefixCount).prefix {
                size += $0.count
                return size <= Limits.prefixBytes
            }
            count = taken.count
            bytes = taken.reversed().flatMap { $0 }
        }
    }
}
