/// Why a server does not have a request done that has reached it.
public enum Refusal: Hashable, Error, Sendable {
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
    /// A body where none has a meaning (RFC 9110 §9.3.1).
    case contentNotTaken
    /// The body ended before its stated length.
    case cutShort
    /// Too much is being done already. Nothing was begun.
    case busy
    /// It was begun, takes longer than the server waits, and goes on.
    case unfinished

    /// RFC 9110 §15.5, §15.6.
    public var status: Int {
        switch self {
        case .contentNotTaken, .cutShort: 400
        case .foreignPage: 403
        case .notFound: 404
        case .wrongMethod: 405
        case .lengthRequired: 411
        case .tooLarge: 413
        case .wrongContentType: 415
        case .wrongHost: 421
        case .busy, .unfinished: 503
        }
    }
}
