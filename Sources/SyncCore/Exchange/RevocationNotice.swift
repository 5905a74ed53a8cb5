/// What a node answers to a neighbour below that has proved to hold a revoked key, in place of everything
/// else: that it is revoked, and no more. It stands beside status 403 (docs/PROTOCOL.md, Revocation).
public enum RevocationNotice {
    public static let contentType = "application/vnd.yizhan.revoked"
    public static let bytes: [UInt8] = [0x59, 0x52, 0x00]  // "YR", version 0
}
