/// One POST to be made.
public struct LineRequest: Hashable, Sendable {
    /// The caller's name for it, unique among the requests on their way.
    public var id: UInt64
    /// `http` or `https`; any other scheme is an outcome `other`.
    public var url: String
    public var contentType: String
    public var body: [UInt8]
    public var limits: LineLimits
    /// nil: straight to the host.
    public var proxy: LineProxy?
    /// For `https`: who the ends are.
    public var security: LineSecurity?

    public init(
        id: UInt64, url: String, contentType: String, body: [UInt8],
        limits: LineLimits = LineLimits(), proxy: LineProxy? = nil, security: LineSecurity? = nil
    ) {
        self.id = id
        self.url = url
        self.contentType = contentType
        self.body = body
        self.limits = limits
        self.proxy = proxy
        self.security = security
    }
}

/// When to give a request up. A slow line is not a broken one, so the normal bound is on low speed
/// and not on the whole time (protocol §5).
public struct LineLimits: Hashable, Sendable {
    /// Time for finding the address, connecting and the TLS handshake, in milliseconds, from 1 on.
    public var connectMilliseconds: Int
    /// Giving up when fewer bytes a second than this, both ways, went through …
    public var lowSpeedBytesPerSecond: Int
    /// … for this many seconds on end. Zero: never. It must leave the peer time to do its work,
    /// while nothing is on the line.
    public var lowSpeedSeconds: Int
    /// The whole time in milliseconds, connecting included; zero means no bound.
    public var totalMilliseconds: Int
    /// The greatest body of an answer in bytes. The request ends when more is announced or arrives.
    public var maxAnswerBytes: Int

    public init(
        connectMilliseconds: Int = 30_000, lowSpeedBytesPerSecond: Int = 50,
        lowSpeedSeconds: Int = 60, totalMilliseconds: Int = 0, maxAnswerBytes: Int = 4 << 20
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
        self.lowSpeedSeconds = lowSpeedSeconds
        self.totalMilliseconds = totalMilliseconds
        self.maxAnswerBytes = maxAnswerBytes
    }
}
