/// What a node answers that trips over its own file or disk while it answers: that nothing comes of the request
/// for a fault of its own, and no more. It stands beside status 503 (docs/PROTOCOL.md, HTTP).
public enum FaultNotice {
    public static let contentType = "application/vnd.yizhan.fault"
    public static let bytes: [UInt8] = [0x59, 0x46, 0x00]  // "YF", version 0
}
