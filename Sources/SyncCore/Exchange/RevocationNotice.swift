/// What a node answers to a neighbour below that has proved to hold a revoked key, in place of everything
/// else: that it is revoked, and no more. It stands beside status 403 (docs/PROTOCOL.md, Revocation).
public enum RevocationNotice {
    public static let contentType = "application/vnd.yizhan.revoked"
    public static let bytes: [UInt8] = [0x59, 0x52, 0x00]  // "YR", version 0
    private static let named: [UInt8] = [0x59, 0x52, 0x01]

    /// The same in a bundle, which has to say whom it means: several may open it.
    public static func bytes(naming origin: Origin) -> [UInt8] { named + origin.bytes }

    /// Whom a notice in a bundle means; nil for anything else.
    public static func origin(in bytes: [UInt8]) -> Origin? {
        guard bytes.starts(with: named) else { return nil }
        return Origin(bytes: bytes.dropFirst(named.count))
    }
}
