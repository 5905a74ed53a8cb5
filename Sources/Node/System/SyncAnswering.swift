/// Who answers the exchanges that other nodes begin, without a word about HTTP's machinery.
///
/// The seam is bytes: a server below it knows neither logs nor stores, and the answerer knows no
/// sockets. Every call comes from a request of its own and many may be open at once. A call that
/// takes longer than the server's own deadline is answered with 503 in its place; its result is
/// then thrown away.
public protocol SyncAnswering: Sendable {
    /// The answer to one exchange: the body of a `POST /v1/sync`, whole, and never larger than the
    /// server's limit.
    func answerSync(_ body: [UInt8], from caller: Caller) async -> HTTPAnswer

    /// The answer to a node that asks to be admitted: the body of a `POST /v1/enrol`.
    func answerEnrolment(_ body: [UInt8], from caller: Caller) async -> HTTPAnswer

    /// The answer to one request about attachments: the body of a `POST /v1/attachment`.
    func answerAttachment(_ body: [UInt8], from caller: Caller) async -> HTTPAnswer

    /// Whether the node's loop and its store still answer. A dead line is not ill health.
    func health() async -> Bool

    /// Whether the node can take requests now: false only for a migration, the disk or the store.
    func readiness() async -> Readiness
}

/// What goes back over the line for one request.
public struct HTTPAnswer: Hashable, Sendable {
    /// The status code, 200...599.
    public var status: Int
    /// The media type of `body`; empty when there is no body to describe.
    public var contentType: String
    /// After how many seconds the peer may come back; nil leaves it to the peer.
    public var retryAfter: Int?
    public var body: [UInt8]
    /// Other fields of the answer's head, by their names.
    public var fields: [String: String]

    public init(
        status: Int, contentType: String = "", retryAfter: Int? = nil, body: [UInt8] = [],
        fields: [String: String] = [:]
    ) {
        self.status = status
        self.contentType = contentType
        self.retryAfter = retryAfter
        self.body = body
        self.fields = fields
    }
}

/// Whether a node can take requests.
public enum Readiness: Hashable, Sendable {
    case ready
    /// `reason` is a short code for machines (`migration`, `disk`, `store`), never a text from a
    /// record.
    case notReady(reason: String)
}
