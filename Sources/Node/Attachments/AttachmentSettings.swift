/// What a node bears of attachments.
public struct AttachmentSettings: Hashable, Sendable {
    /// Bytes of one attachment: a longer one is neither added, asked for nor taken.
    public var maxBytes = 128 << 20
    /// Bytes that go either way between this node and a neighbour in one local day.
    public var dailyBytes = 1 << 30

    public init() {}
}
