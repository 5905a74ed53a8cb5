import Node

/// What a server does at one path.
struct Route: Sendable {
    /// What a request's body has to be.
    enum Content: Hashable, Sendable {
        /// Whatever it is: nobody looks at it.
        case ignored
        /// There must be none.
        case none
        /// Of this media type, and of a stated length.
        case type(String)
    }

    /// The one method it takes, in capitals.
    let method: String
    let content: Content
    /// How long an answer is waited for; nil: as long as the listener's limits say.
    let answerTime: Duration?
    let answer: @Sendable (RoutedRequest) async -> HTTPAnswer

    init(
        method: String, content: Content, answerTime: Duration? = nil,
        answer: @escaping @Sendable (RoutedRequest) async -> HTTPAnswer
    ) {
        self.method = method
        self.content = content
        self.answerTime = answerTime
        self.answer = answer
    }
}

/// A request as whoever answers it sees it.
public struct RoutedRequest: Sendable {
    public let body: [UInt8]
    /// What stands behind the question mark, as it was sent; nil for no mark.
    public let query: String?
    /// The values of all `Authorization` fields.
    public let authorizations: [String]
    let caller: Caller
}

/// The part of a request that decides where it goes.
struct RequestHead: Hashable, Sendable {
    var method: String
    /// Without a query.
    var path: String
    var contentType: String?
    /// The text of `Content-Length`; nil when there is none.
    var contentLength: String?
    /// Whether a body follows, of whatever length.
    var hasBody = false
}

extension [String: Route] {
    /// The route for `head` and the length of the body that follows it.
    func route(for head: RequestHead, bodyLimit: Int) throws(Refusal) -> (Route, bodyLength: Int) {
        guard let route = self[head.path] else { throw .notFound }
        guard head.method == route.method else { throw .wrongMethod(allowed: route.method) }
        switch route.content {
        case .ignored: break
        case .none: guard !head.hasBody else { throw .contentNotTaken }
        case .type(let type):
            guard Self.isType(type, head.contentType) else { throw .wrongContentType }
            guard head.contentLength != nil else { throw .lengthRequired }
        }
        guard let text = head.contentLength else { return (route, 0) }
        // The parser below has checked that these are digits: too many of them are too many bytes.
        guard let length = Int(text), length >= 0, length <= bodyLimit else { throw .tooLarge }
        return (route, length)
    }

    /// Type and subtype are compared without regard to case, parameters are ignored (RFC 9110
    /// §8.3.1).
    private static func isType(_ type: String, _ given: String?) -> Bool {
        let given = given?.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        return given?.lowercased() == type
    }
}
