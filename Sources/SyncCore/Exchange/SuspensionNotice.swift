/// What a node answers to a neighbour below that it has suspended, in place of everything else: the reason.
/// It stands beside status 403 (docs/PROTOCOL.md, Suspension).
public struct SuspensionNotice: Hashable, Sendable {
    public static let contentType = "application/vnd.yizhan.suspended"
    /// The greatest reason, in bytes of UTF-8.
    public static let reasonBytes = 1_024
    private static let magic: [UInt8] = [0x59, 0x53, 0x00]  // "YS", version 0

    public let reason: String

    /// - Parameter reason: what is longer than it may be is cut.
    public init(reason: String) {
        var reason = reason
        while reason.utf8.count > Self.reasonBytes { reason.removeLast() }
        self.reason = reason
    }

    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        guard try reader.raw(3) == Self.magic else { throw MalformedBytes(.unknownForm, at: 0) }
        reason = try reader.text(atMost: Self.reasonBytes)
        try reader.finish()
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 64)
        writer.raw(Self.magic)
        writer.text(reason)
        return writer.bytes
    }
}
