import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// A file that was attached, or that was there before.
public struct AttachmentAdded: Report {
    public static let kind = "AttachmentAdded"
    /// Null in a dry run.
    public let id: Nullable<String>
    public let bytes: UInt64
    /// attached, alreadyThere, putBack or tried.
    public let result: String
    public let dryRun: Bool

    enum Outcome: String {
        case attached, alreadyThere, putBack, tried
    }

    private let sentence: AttachmentSentence

    private enum CodingKeys: String, CodingKey { case id, bytes, result, dryRun }

    init(_ entity: Entity?, size: UInt64, _ outcome: Outcome) {
        id = Nullable(entity?.description)
        bytes = size
        result = outcome.rawValue
        dryRun = outcome == .tried
        let short = entity.map(RecordReference.short) ?? ""
        sentence =
            switch outcome {
            case .attached: .attached(id: short, bytes: size)
            case .alreadyThere: .alreadyAttached(short)
            case .putBack: .putBack(short)
            case .tried: .couldBeAttached(bytes: size)
            }
    }

    public func text(in language: Language) -> String {
        let words = [Sentence.attachment(sentence)] + (dryRun ? [.record(.nothingWritten)] : [])
        return words.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// An attachment as it stands here.
public struct AttachmentView: Encodable, Sendable, Hashable {
    public let id: String
    /// The record that it belongs to; null in a record that does not say.
    public let record: Nullable<String>
    public let bytes: UInt64
    /// A code of the list media-type.
    public let mediaType: Nullable<String>
    /// here, coming or missing.
    public let state: String
    /// 0…100.
    public let percent: Int
    /// Whether the level above has said to hold it; null where there is none, or it is not here.
    public let isThere: Nullable<Bool>
    /// Null where the personal part is not held; of a child's no more than that there is one.
    public let fileName: Nullable<String>
    public let caption: Nullable<String>
    let line: AttachmentLine

    private enum CodingKeys: String, CodingKey {
        case id, record, bytes, mediaType, state, percent, isThere, fileName, caption
    }

    /// - Parameter isOfChild: whether the file is about a child.
    init(
        _ card: AttachmentCard, _ state: AttachmentLine.State, isThere: Bool?, isOfChild: Bool
    ) {
        let shown = { (text: String) in isOfChild ? PersonMask.whole : text }
        id = card.entity.description
        record = Nullable(card.subject?.description)
        bytes = card.size
        mediaType = Nullable(card.mediaType)
        switch state {
        case .here: (self.state, percent) = ("here", 100)
        case .coming(let percent): (self.state, self.percent) = ("coming", percent)
        case .missing: (self.state, percent) = ("missing", 0)
        }
        self.isThere = Nullable(isThere)
        fileName = Nullable(card.fileName.map(shown))
        caption = Nullable(card.caption.map(shown))
        line = AttachmentLine(
            id: RecordReference.short(card.entity), state: state, isThere: isThere,
            bytes: card.size, fileName: PlainText.oneLine(fileName.value ?? ""),
            caption: PlainText.oneLine(caption.value ?? ""))
    }
}

/// Attachments, one line each.
public struct AttachmentList: Report {
    public static let kind = "AttachmentList"
    public static let list: String? = "attachments"
    public let attachments: [AttachmentView]

    public func text(in language: Language) -> String {
        let lines = attachments.map { AttachmentSentence.line($0.line) }
        return (lines.isEmpty ? [.none] : lines)
            .map { Sentence.attachment($0).text(in: language) }.joined(separator: "\n")
    }
}

/// A file that was written for a person.
public struct AttachmentFetched: Report {
    public static let kind = "AttachmentFetched"
    public let id: String
    public let file: String
    public let bytes: UInt64
    /// What it was called, and what stands under it; null where it has none.
    public let fileName: Nullable<String>
    public let caption: Nullable<String>

    init(_ card: AttachmentCard, size: UInt64, to out: String) {
        id = card.entity.description
        file = out
        bytes = size
        fileName = Nullable(card.fileName)
        caption = Nullable(card.caption)
    }

    public func text(in language: Language) -> String {
        let names = [fileName.value, caption.value].compactMap(\.self).filter { !$0.isEmpty }
            .map(PlainText.oneLine)
        return
            ([Sentence.attachment(.fetched(file: file, bytes: bytes)).text(in: language)] + names)
            .joined(separator: "  ")
    }
}
