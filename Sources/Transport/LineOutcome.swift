/// What became of one request: an answer, or why there is none, and what it cost.
public struct LineOutcome: Hashable, Sendable {
    public var id: UInt64
    public var result: Result<LineAnswer, LineFailure>
    /// HTTP bytes handed to the line, headers and body, repeats on a fresh connection included.
    /// TLS and TCP are not counted. After a failure: up to where it ended.
    public var sentBytes: Int64
    /// HTTP bytes that came, headers and body (chunk framing not counted), those of a body turned
    /// away for its size included.
    public var receivedBytes: Int64
    /// Milliseconds from getting the line to the outcome; waiting behind another request to the
    /// same host does not count.
    public var elapsed: Int64

    public init(
        id: UInt64, result: Result<LineAnswer, LineFailure>, sentBytes: Int64, receivedBytes: Int64,
        elapsed: Int64
    ) {
        self.id = id
        self.result = result
        self.sentBytes = sentBytes
        self.receivedBytes = receivedBytes
        self.elapsed = elapsed
    }
}

/// What the far end said, whatever the status: a refusal and a captive portal are answers too.
///
/// Complete as far as HTTP can tell. An answer without a length that ends with its connection
/// cannot be told from a cut one, so the body's own format must show where it ends.
public struct LineAnswer: Hashable, Sendable {
    /// The HTTP status. Redirects are not followed; they arrive as they are.
    public var status: Int
    public var contentType: String?
    /// The seconds of `Retry-After` (RFC 9110 §10.2.3; a date is turned into seconds), 1 to 86,400:
    /// a longer wait is cut to a day, an absent or passed one is nil.
    public var retryAfter: Int?
    /// At most `LineLimits.maxAnswerBytes`.
    public var body: [UInt8]

    public init(status: Int, contentType: String?, retryAfter: Int?, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.retryAfter = retryAfter
        self.body = body
    }
}
