import SyncCore

/// How large the pieces of an attachment are: as much as the line carries in ten seconds, so that one that
/// lives for twenty gets somewhere. Pure: what was measured is an argument.
struct AttachmentPace: Hashable, Sendable {
    /// Milliseconds.
    static let aim: Int64 = 10_000
    private static let first = 64 << 10

    /// Bytes, a multiple of a block.
    private(set) var piece = first

    /// At most doubled by one success: a line that was fast for a moment is not a fast line.
    mutating func succeeded(bytes: Int, milliseconds: Int64) {
        guard bytes > 0 else { return }
        let (product, overflow) = Int64(bytes).multipliedReportingOverflow(by: Self.aim)
        let fitting = overflow ? .max : product / max(1, milliseconds)
        set(min(2 * piece, Int(clamping: fitting)))
    }

    mutating func failed() { set(piece / 2) }

    private mutating func set(_ bytes: Int) {
        let blocks = bytes / AttachmentLimits.block * AttachmentLimits.block
        piece = min(max(blocks, AttachmentLimits.block), AttachmentLimits.piece)
    }
}
