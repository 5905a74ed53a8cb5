public import SyncCore

/// What is wrong with the file of an attachment on this node's disk.
public enum AttachmentFlaw: String, Sendable, CaseIterable {
    /// As long as it was, and not what its name says.
    case altered
    /// Its end is gone.
    case short
    /// The disk does not give it: it may be good.
    case unread
    /// It was here, and is gone.
    case missing

    /// Whether nothing of it can be given to anybody, so that it makes way for what comes from elsewhere.
    public var isSpoiled: Bool { self == .altered || self == .short }
}

extension CheckReport.Finding {
    /// - Parameter records: that name the file.
    public init(_ flaw: AttachmentFlaw, of key: AttachmentKey, records: [Entity]) {
        what = .attachment
        place = "\(flaw.rawValue) \(key.name.hex.prefix(16))"
        self.records = records.prefix(Self.recordLimit).map { .init(entity: $0, effect: .changes) }
    }

    /// nil for what is no attachment.
    public var flaw: AttachmentFlaw? {
        guard what == .attachment else { return nil }
        return place.split(separator: " ").first.flatMap { AttachmentFlaw(rawValue: String($0)) }
    }
}
