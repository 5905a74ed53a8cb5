/// What an origin says of where it comes from. It stands in the origin's own log, and counts there
/// only: a copy says nothing.
public enum LineageChange: Hashable, Sendable {
    /// The first change of a log: its origin takes the place of another, whose key names it; *planned* where
    /// somebody wanted another key, and nothing was lost.
    case succeed(Succession, isPlanned: Bool = false)
    /// The log of a predecessor has two branches, which agree up to `point`: the request to retire it.
    case fork(origin: Origin, point: UInt64)

    /// nil for any other change, and for a succession that the predecessor has not signed.
    /// - Parameter isProven: whether that was looked at before.
    public init?(_ change: CanonicalChange, isProven: Bool = false) {
        guard let fields = Fields(systemGroupOf: change) else { return nil }
        switch change.header.kind {
        case SystemKind.succeed:
            guard change.header.sequence == 1, let predecessor = fields[1]?.asBytes,
                let key = fields[2]?.asBytes, let signature = fields[3]?.asBytes,
                let succession = Succession(
                    predecessor: predecessor, successor: key, signature: signature,
                    isProven: isProven),
                succession.origin == change.header.origin
            else { return nil }
            self = .succeed(succession, isPlanned: fields[4] == .int(1))
        case SystemKind.fork:
            guard let origin = fields[1]?.asIdentifier(Origin.self), let point = fields[2]?.asLength
            else { return nil }
            self = .fork(origin: origin, point: point)
        default: return nil
        }
    }

    public var kind: KindNumber {
        switch self {
        case .succeed: SystemKind.succeed
        case .fork: SystemKind.fork
        }
    }

    public var open: OpenPart {
        let fields =
            switch self {
            case .succeed(let succession, let isPlanned):
                Fields(
                    [
                        1: .bytes(succession.predecessorKey), 2: .bytes(succession.publicKey),
                        3: .bytes(succession.signature),
                    ].merging(isPlanned ? [4: .int(1)] : [:]) { $1 })
            case .fork(let origin, let point):
                Fields([1: .bytes(origin.bytes), 2: .int(Int64(clamping: point))])
            }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}

/// One origin takes the place of another, named by the other's key: a node that has lost a part of its
/// past goes on under a new name (docs/PROTOCOL.md, Forks).
public struct Succession: Hashable, Sendable {
    public let predecessorKey: [UInt8]
    public let publicKey: [UInt8]
    /// By the predecessor's key, over both keys.
    public let signature: [UInt8]

    public var predecessor: Origin { Origin(publicKey: predecessorKey) }
    public var origin: Origin { Origin(publicKey: publicKey) }

    /// nil where the predecessor's key has not signed this.
    /// - Parameter isProven: whether that was looked at before.
    public init?(
        predecessor: [UInt8], successor: [UInt8], signature: [UInt8], isProven: Bool = false
    ) {
        guard predecessor.count == 32, successor.count == 32, predecessor != successor,
            isProven || PlantedBug.successionUnsigned.isPlanted
                || Ed25519.isValid(
                    signature: signature, of: Self.statement(predecessor, successor),
                    by: predecessor)
        else { return nil }
        predecessorKey = predecessor
        publicKey = successor
        self.signature = signature
    }

    /// Signs with the predecessor's key. Throws what its keeper throws.
    public init(naming successor: [UInt8], by predecessor: Signer) throws {
        predecessorKey = predecessor.publicKey
        publicKey = successor
        signature = try predecessor.sign(Self.statement(predecessor.publicKey, successor))
    }

    private static func statement(_ predecessor: [UInt8], _ successor: [UInt8]) -> [UInt8] {
        Array("yizhan succession\n".utf8) + predecessor + successor
    }
}
