/// What a node holds of the scopes that it shares with a peer: per log its length and root.
///
/// Sorted by scope and origin; a log of length zero does not appear, nor a scope without logs.
public struct Holdings: Hashable, Sendable {
    public struct Log: Hashable, Sendable {
        public let origin: Origin
        public let length: UInt64
        /// RFC 6962 root at `length`.
        public let root: Hash
        /// How much of the log the receipts cover that are held here from the level above.
        public let receipted: UInt64

        public init(origin: Origin, length: UInt64, root: Hash, receipted: UInt64 = 0) {
            self.origin = origin
            self.length = length
            self.root = root
            self.receipted = receipted
        }
    }

    public struct ScopeHolding: Hashable, Sendable {
        public let scope: Scope
        public let logs: [Log]
        /// Whose words govern here: the one origin that created the scope, and its successors.
        public let authorities: Set<Origin>
        /// Origins of which a retirement is held.
        public let retired: Set<Origin>

        /// Announced by the peer, opened here, and nothing of it has come yet.
        public let isAwaited: Bool

        public init(
            scope: Scope, logs: [Log], authorities: Set<Origin> = [], retired: Set<Origin> = [],
            isAnnounced: Bool = false
        ) {
            self.scope = scope
            isAwaited = isAnnounced && logs.allSatisfy { $0.length == 0 }
            self.authorities = authorities
            self.retired = retired
            self.logs = logs.filter { $0.length > 0 }.sorted { $0.origin < $1.origin }
        }

        public var vector: VersionVector { VersionVector(logs.map { ($0.origin, $0.length) }) }

        /// Whether a log is not covered to its end by receipts of the level above.
        var lacksReceipts: Bool { logs.contains { $0.receipted < $0.length } }
    }

    /// Every shared scope, also one of which nothing is held yet.
    public let scopes: [ScopeHolding]

    public init(_ scopes: [ScopeHolding]) {
        self.scopes = scopes.sorted { $0.scope < $1.scope }
    }

    public subscript(scope: Scope) -> ScopeHolding? {
        let index = firstIndex(notBefore: scope)
        return index < scopes.count && scopes[index].scope == scope ? scopes[index] : nil
    }

    /// Index of the first scope that is `scope` or comes after it; the count where none does.
    func firstIndex(notBefore scope: Scope) -> Int {
        var (low, high) = (0, scopes.count)
        while low < high {
            let middle = (low + high) / 2
            if scopes[middle].scope < scope { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// SHA-256 over the sorted (scope, origin, length, root): equal means that nothing is left to
    /// exchange (I12).
    public var summary: Hash { Self.summary(of: scopes[...]) }

    static func summary(of scopes: some Sequence<ScopeHolding>) -> Hash {
        var writer = ByteWriter()
        for holding in scopes {
            for log in holding.logs {
                writer.identifier(holding.scope)
                writer.identifier(log.origin)
                writer.bigEndian(log.length)
                writer.hash(log.root)
            }
        }
        return Hash.sha256(writer.bytes)
    }
}

/// The first 8 bytes of a root at a length, per log: what a vector says on the wire.
public struct StatedLog: Hashable, Sendable {
    public let origin: Origin
    public let length: UInt64
    public let rootHead: UInt64
    public let receipted: UInt64

    public init(origin: Origin, length: UInt64, rootHead: UInt64, receipted: UInt64) {
        self.origin = origin
        self.length = length
        self.rootHead = rootHead
        self.receipted = receipted
    }

    public init(_ log: Holdings.Log) {
        self.init(
            origin: log.origin, length: log.length, rootHead: log.root.prefix8,
            receipted: log.receipted)
    }

    func agrees(with log: Holdings.Log) -> Bool {
        origin == log.origin && length == log.length && rootHead == log.root.prefix8
    }
}

/// The vector of one scope as a peer states it.
public struct StatedScope: Hashable, Sendable {
    public let scope: Scope
    /// Sorted by origin.
    public let logs: [StatedLog]

    public init(scope: Scope, logs: [StatedLog]) {
        self.scope = scope
        self.logs = logs
    }

    public init(_ holding: Holdings.ScopeHolding) {
        self.init(scope: holding.scope, logs: holding.logs.map(StatedLog.init))
    }

    public var vector: VersionVector { VersionVector(logs.map { ($0.origin, $0.length) }) }

    public func agrees(with holding: Holdings.ScopeHolding) -> Bool {
        logs.count == holding.logs.count
            && zip(logs, holding.logs).allSatisfy { $0.agrees(with: $1) }
    }
}
