/// What a node's lines are like, to it and from it.
public enum LineProtection: String, Hashable, Sendable, CaseIterable {
    /// TLS 1.3, both ends known by their keys.
    case tls
    /// In the clear, and for that reason between addresses of this machine alone.
    case insecure
}
