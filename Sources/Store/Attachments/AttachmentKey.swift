public import SyncCore

/// Which bytes are meant: a name within a scope. The same bytes under two names, or in two scopes, lie
/// there twice: what was verified in one scope says nothing in another.
public struct AttachmentKey: Hashable, Sendable {
    public let scope: Scope
    public let name: Hash

    public init(scope: Scope, name: Hash) {
        self.scope = scope
        self.name = name
    }
}

/// An attachment as the lane knows it: what is called so, and how long it has to be.
public struct AttachmentItem: Hashable, Sendable {
    public let key: AttachmentKey
    /// Bytes, 1 and more.
    public let size: UInt64

    public init(key: AttachmentKey, size: UInt64) {
        self.key = key
        self.size = size
    }
}
