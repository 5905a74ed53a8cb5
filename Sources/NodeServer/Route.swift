import Node

/// What a server does at one path.
struct Route: Sendable {
    /// The one method it takes, in capitals.
    let method: String
    /// The one media type of a request's body; nil when the body does not matter.
    let contentType: String?
    let answer: @Sendable ([UInt8], Caller) async -> HTTPAnswer
}

/// The part of a request that decides where it goes.
struct RequestHead: Hashable, Sendable {
    var method: String
    /// Without a query.
    var path: String
    var contentType: String?
    /// The text of `Content-Length`; nil when there is none.
    var contentLength: String?
}

/// Why a request is turned away before its body is read.
enum Refusal: Hashable, Error {
    /// Asked by a name that is not the listener's.
    case wrongHost
    /// Asked by a page of somebody else's.
    case foreignPage
    case notFound
    case wrongMethod(allowed: String)
    case wrongContentType
    /// A body whose length nobody states could be cut off without our noticing.
    case lengthRequired
    case tooLarge

    /// RFC 9110 §15.5.
    var status: Int {
        switch self {
        case .wrongHost: 421
        case .foreignPage: 403
        case .notFound: 404
        case .wrongMethod: 405
        case .lengthRequired: 411
        case .tooLarge: 413
        case .wrongContentType: 415
        }
    }
}

extension [String: Route] {
    /// The route for `head` and the length of the body that follows it.
    func route(for head: RequestHead, bodyLimit: Int) throws(Refusal) -> (Route, bodyLength: Int) {
        guard let route = self[head.path] else { throw .notFound }
        guard head.method == route.method else { throw .wrongMethod(allowed: route.method) }
        guard route.accepts(head.contentType) else { throw .wrongContentType }
        guard let text = head.contentLength else {
            if route.contentType == nil { return (route, 0) }
            throw .lengthRequired
        }
        // The parser below has checked that these are digits: too many of them are too many bytes.
        guard let length = Int(text), length >= 0, length <= bodyLimit else { throw .tooLarge }
        return (route, length)
    }
}

extension Route {
    /// Type and subtype are compared without regard to case, parameters are ignored (RFC 9110
    /// §8.3.1).
    fileprivate func accepts(_ given: String?) -> Bool {
        guard let contentType else { return true }
        let type = given?.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        return type?.lowercased() == contentType
    }
}
