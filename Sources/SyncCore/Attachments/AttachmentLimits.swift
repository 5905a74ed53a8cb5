/// What an attachment and a message about one may be at most; part of the format.
public enum AttachmentLimits {
    /// Bytes of one attachment. A record that claims more is kept, and its file is never asked for.
    public static let size: UInt64 = 1 << 30
    /// Pieces begin at multiples of this, and end at one or where the attachment ends: so many bytes are
    /// sealed together at rest, and none is ever sealed twice.
    public static let block = 16 << 10
    /// Bytes of one piece.
    public static let piece = 1 << 20
    /// Attachments named in one answer.
    public static let list = 1_024
    /// Bytes of a request or an answer: a piece or a list, and what stands around it.
    public static let message = 1_100_000
    /// Seconds after which somebody may be asked to come back: a day.
    public static let wait: UInt64 = 86_400
}
