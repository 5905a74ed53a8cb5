/// What one side says in an exchange, request and answer alike (docs/PROTOCOL.md, Message).
///
/// Everything but the origin and the summary is optional and costs nothing when absent.
public struct Message: Hashable, Sendable {
    /// A hash over the scopes whose ids begin with `prefix`, for the search in sixteenths (I12).
    public struct Probe: Hashable, Sendable {
        /// Nibbles, 0 to 15 each, at most 32.
        public let prefix: [UInt8]
        public let summary: Hash

        public init(prefix: [UInt8], summary: Hash) {
            self.prefix = prefix
            self.summary = summary
        }
    }

    /// A run that was not taken, and why.
    public struct TurnedAway: Hashable, Sendable {
        public let scope: Scope
        public let origin: Origin
        public let error: RunError

        public init(scope: Scope, origin: Origin, error: RunError) {
            self.scope = scope
            self.origin = origin
            self.error = error
        }
    }

    /// The sender.
    public var origin: Origin
    /// Version of the sender's schema of records; differing ones still exchange everything (I4).
    public var schemaVersion: UInt64
    /// Over the scopes that both share, as the sender holds them now.
    public var summary: Hash
    public var probes: [Probe] = []
    public var vectors: [StatedScope] = []
    /// Public keys of the origins of runs that the receiver may never have met.
    public var keys: [[UInt8]] = []
    public var runs: [Run] = []
    public var receipts: [Receipt] = []
    public var turnedAway: [TurnedAway] = []
    /// Bytes of body that the sender is ready to read in return.
    public var room: UInt64 = 0
    /// The sender has more to give than stood in this message.
    public var hasMore = false
    /// Seconds to wait before coming back; zero for none. With no other content it means "busy".
    public var retryAfter: UInt64 = 0
    /// The link of the nonce chain between the two origins; nil only in a word that says nothing, "busy".
    public var chain: NonceChain.Word?
    /// The sender has found that one of the two was put back or lives twice: nothing of this exchange
    /// was applied, and each has to show what it holds of the other.
    public var isApart = false
    /// How the sender came by its origin, for a receiver that knows an earlier one: oldest first.
    public var lineage: [Succession] = []
    /// Where two branches of a log part, as far as the search for it has come.
    public var branches: [BranchSearch.Probe] = []
    /// What the receiver itself once signed, and is not seen to hold.
    public var shown: [SignedCheckpoint] = []
    /// The trees before runs that do not begin at 1: only in a bundle, whose chunks lean on nothing.
    public var frontiers: [LogFrontier] = []

    public init(origin: Origin, schemaVersion: UInt64, summary: Hash) {
        self.origin = origin
        self.schemaVersion = schemaVersion
        self.summary = summary
    }

    public static let contentType = "application/vnd.yizhan.sync"
}
