/// What a server bears from its clients. The defaults suit a county's aggregator.
///
/// The framework below does not stop a handler when its client goes away and knows no time limit
/// for a body: every wait here has a deadline of our own.
public struct ServerLimits: Hashable, Sendable {
    /// Bytes of a request's body; a longer one is answered with 413, unread.
    public var bodyBytes = 8 << 20
    /// How long a body may take to arrive, from the end of its head on; then the connection is
    /// dropped.
    public var bodyTime = Duration.seconds(60)
    /// How long a connection may stand without a request's head being complete: the time between
    /// two requests as well as that of a head that trickles in.
    public var idleTime = Duration.seconds(75)
    /// How long we work on an answer, before 503 goes out in its place.
    public var answerTime = Duration.seconds(120)
    /// How long the client may take for each 16 KiB of an answer. Slow is allowed, standing still
    /// is not.
    public var writeTime = Duration.seconds(60)
    /// Requests in work at once; the next one is answered with 503. Bounds memory too: `bodyBytes`
    /// each.
    public var requests = 256
    /// Connections open at once; the next ones wait unaccepted.
    public var connections = 1024
    /// Of these, from one address (of IPv6: from one /64); the next ones are closed. A whole county may stand
    /// behind one gateway.
    public var connectionsPerAddress = 256
    /// What `Retry-After` says with our own 503, in seconds.
    public var retryAfter = 30
    /// After a stop: how long requests in work may still take.
    public var stopTime = Duration.seconds(10)

    public init() {}
}
