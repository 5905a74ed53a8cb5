/// What the next message shall say: decided from values here, filled with bytes by whoever has the
/// store. The vectors stand in it as they were read, so a message never states what it has not seen.
public struct Outline: Hashable, Sendable {
    /// Send a log from `first` to `last`, as far as there is room.
    public struct Span: Hashable, Sendable {
        public let scope: Scope
        public let origin: Origin
        public let first: UInt64
        public let last: UInt64
        /// What the peer is believed to hold of the scope as it is held here: columns may lean on it.
        public var known: VersionVector
        /// Row by row: the peer could not read the columns.
        public let isLiteral: Bool

        package init(
            scope: Scope, origin: Origin, first: UInt64, last: UInt64,
            known: VersionVector = VersionVector(), isLiteral: Bool = false
        ) {
            self.scope = scope
            self.origin = origin
            self.first = first
            self.last = last
            self.known = known
            self.isLiteral = isLiteral
        }
    }

    /// Cosign what is held of a log.
    public struct ReceiptWish: Hashable, Sendable {
        public let scope: Scope
        public let origin: Origin
    }

    /// More logs than that wait for the next round: a message has to stay readable for the peer
    /// (`Limits.runCount`, and a key for each run).
    static let spanLimit = 1_024
    static let receiptLimit = 1_024

    public var summary: Hash
    public var probes: [Message.Probe] = []
    public var vectors: [StatedScope] = []
    public var spans: [Span] = []
    public var receipts: [ReceiptWish] = []
    public var turnedAway: [Message.TurnedAway] = []
    public var branches: [BranchSearch.Probe] = []

    public init(summary: Hash) { self.summary = summary }

    /// Asks for every log of `holding` that is longer than what the peer has by `theirs`.
    ///
    /// While both differ in the root of an origin that nobody has retired yet, nothing of that scope
    /// travels but the branches themselves and the authority's word (I8).
    mutating func send(
        _ holding: Holdings.ScopeHolding, beyond theirs: VersionVector,
        without blocked: Set<Origin> = [], divergent: [Divergence] = [],
        literally literal: Set<Origin> = []
    ) {
        let divergent = divergent.filter { $0.scope == holding.scope }
        var known = theirs
        for log in divergent { known[log.origin] = min(known[log.origin], log.point ?? 0) }
        let isSplit = divergent.contains { !holding.retired.contains($0.origin) }
        for log in holding.logs where !blocked.contains(log.origin) {
            var first = theirs[log.origin] + 1
            if let divergence = divergent.first(where: { $0.origin == log.origin }) {
                guard let point = divergence.point else { continue }
                first = point + 1
            } else if isSplit, !holding.authorities.contains(log.origin) {
                continue
            }
            guard first <= log.length else { continue }
            guard spans.count < Self.spanLimit else { return }
            spans.append(
                Span(
                    scope: holding.scope, origin: log.origin, first: first, last: log.length,
                    known: known, isLiteral: literal.contains(log.origin)))
        }
    }
}

extension Outline {
    /// Wishes a receipt for each log of which the peer says that it lacks one, as far as both hold it.
    mutating func wish(for holding: Holdings.ScopeHolding, statedAs stated: StatedScope) {
        for log in stated.logs {
            let held = holding.logs.first { $0.origin == log.origin }?.length ?? 0
            guard held > 0, log.receipted < min(held, log.length),
                receipts.count < Self.receiptLimit
            else { continue }
            receipts.append(ReceiptWish(scope: holding.scope, origin: log.origin))
        }
    }
}

/// Which of two neighbouring nodes cosigns what it receives: the aggregator, whoever began.
public enum Standpoint: Sendable {
    case below, above

    /// That of the other one.
    public var opposite: Standpoint { self == .below ? .above : .below }
}

/// The lengths that a peer is believed to hold, per scope: a guess about where to start, never a fact
/// to rely on.
public struct PeerMemory: Hashable, Sendable {
    public private(set) var vectors: [Scope: VersionVector]

    public init(_ vectors: [Scope: VersionVector] = [:]) { self.vectors = vectors }

    public subscript(scope: Scope) -> VersionVector? {
        get { vectors[scope] }
        set { vectors[scope] = newValue }
    }

    public subscript(scope: Scope, default empty: VersionVector) -> VersionVector {
        get { vectors[scope] ?? empty }
        set { vectors[scope] = newValue }
    }

    /// The peer has said that it holds exactly this. Of a scope that it has announced, and of which nothing has
    /// come, it has said nothing so: that moves no summary.
    public mutating func learn(_ holdings: Holdings) {
        for holding in holdings.scopes where !holding.isAwaited {
            vectors[holding.scope] = holding.vector
        }
    }
}
