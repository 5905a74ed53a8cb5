/// What is said about attachments: files that belong to records.
public enum AttachmentSentence: Sendable, Hashable {
    // Adding
    case attached(id: String, bytes: UInt64)
    case attachedToIt(String)
    case couldBeAttached(bytes: UInt64)
    case alreadyAttached(String)
    case putBack(String)
    /// The hours are safe; the file is not with them.
    case notAttached
    case notAttachedRemedy(record: String)
    case empty(String)
    case tooLarge(String, bytes: UInt64, limit: UInt64)
    case tooLargeRemedy
    case unreadable(String)
    case unreadableRemedy
    case changing(String)
    case noRoom
    case noRoomRemedy
    case captionTooLong(limit: Int)
    case captionNotOneLine
    case badFileName(String)
    case badFileNameRemedy
    case notToAnAttachment

    // Looking
    case none
    case line(AttachmentLine)
    case waiting(toSend: Int, toFetch: Int)
    case damaged(String)
    case unread(String)
    case unreadRemedy
    case swept(Int)

    // Fetching
    case unknown(String)
    case unknownRemedy
    case fetched(file: String, bytes: UInt64)
    case withheld
    case notThere
    case notThereRemedy
    case mismatch
    case unreachable
    case partly(percent: Int)
    case goOnLater
    case later
    case beyondLimit
    case beyondLimitRemedy
    case noWay
    case noWayRemedy
}

/// One attachment as it is listed.
public struct AttachmentLine: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case here
        case coming(percent: Int)
        case missing
    }

    public let id: String
    public let state: State
    /// Whether the level above has said to hold it; nil where there is none, or it is not here.
    public let isThere: Bool?
    public let bytes: UInt64
    /// What the file was called, and what stands under it; empty where that is not held.
    public let fileName: String
    public let caption: String

    public init(
        id: String, state: State, isThere: Bool?, bytes: UInt64, fileName: String, caption: String
    ) {
        self.id = id
        self.state = state
        self.isThere = isThere
        self.bytes = bytes
        self.fileName = fileName
        self.caption = caption
    }

    /// With the words of a language for its state.
    func text(_ words: String) -> String {
        [id, words, ByteText.text(bytes), fileName, caption].filter { !$0.isEmpty }
            .joined(separator: "  ")
    }
}

/// A number of bytes as people read it.
enum ByteText {
    static func text(_ bytes: UInt64) -> String {
        let units = ["KiB", "MiB", "GiB"]
        guard bytes >= 1_024 else { return "\(bytes) B" }
        var tenths = bytes / 1_024 * 10 + bytes % 1_024 * 10 / 1_024
        var unit = 0
        while tenths >= 10_240, unit < units.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
