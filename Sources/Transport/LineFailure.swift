/// Why a request has no answer. Whether the peer acted on it is unknown in every case but
/// `unresolved` and `refused`: send the same message again rather than a new one.
public enum LineFailure: Error, Hashable, Sendable {
    /// The host's name has no address now: no line, or a wrong name. Back off and try again; when
    /// other hosts answer, show the name to a person.
    case unresolved
    /// Nobody listens at the address, or there is no way to it. Back off and try again.
    case refused
    /// Connecting (the name server's silence included), or the whole, took longer than allowed.
    /// Back off and try again; a smaller batch helps only when the whole was bounded.
    case timedOut
    /// The line was open and carried less than the low-speed limit. Halve the batch, try again.
    case tooSlow
    /// The line was cut in the middle. Halve the batch, try again. With TLS 1.3 a refused client
    /// certificate looks the same: after several in a row show it to a person.
    case interrupted
    /// The TLS handshake failed: a certificate or key that does not fit, or a line cut during the
    /// handshake. Back off and try again; after several in a row show it to a person.
    case tls
    /// Who answers holds another key than the one asked for; nothing was said to them. Back off, try
    /// another address; show it to a person.
    case anotherKey
    /// The proxy answers, and does not let us through: it cannot reach the host, or a SOCKS proxy wants other
    /// credentials. Back off and try again; after several in a row show it to a person.
    case proxy
    /// The proxy wants other credentials for a tunnel. Show it to a person; back off and try again.
    case proxyCredentials
    /// The answer is longer than allowed. Do not repeat it unchanged: ask for less.
    case tooLarge
    /// The caller cancelled it. Nothing to do.
    case cancelled
    /// Anything else, by libcurl's number (`CURLcode`): a malformed address, no memory, an answer
    /// that is not HTTP. Show it to a person; back off as after `refused`.
    case other(code: Int32)
}
