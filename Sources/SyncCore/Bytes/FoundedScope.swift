/// A scope's id says who opened it: six bytes of chance, then ten of SHA-256 over a prefix, the opener's key
/// and the chance. So nobody raises or lists under their own key a scope that somebody else has opened
/// (docs/PROTOCOL.md, Shared scopes): they would need a key with the same 80 bits.
extension Scope {
    private static let nonceBytes = 6
    private static let prefix = Array("yizhan scope".utf8)

    /// The id of a new scope.
    /// - Parameter key: Ed25519, of the origin that opens it.
    public init(foundedBy key: [UInt8], _ randomness: some Randomness) {
        self.init(key, Array(randomness.bytes(Self.nonceBytes).prefix(Self.nonceBytes)))
    }

    private init(_ key: [UInt8], _ nonce: [UInt8]) {
        let bound = Hash.sha256(Self.prefix + key + nonce).bytes
        let bytes = nonce + bound.prefix(Self.byteCount - nonce.count)
        self = Scope(bytes: bytes) ?? Scope(raw: Hash.sha256(bytes).head)
    }

    /// Whether the holder of this key can have opened the scope.
    public func isFounded(by key: [UInt8]) -> Bool {
        self == Scope(key, Array(bytes.prefix(Self.nonceBytes)))
    }
}
