import ServiceRecords
import Store
import SyncCore
public import Texts

/// A change that does not count, in a line.
public struct QuarantineEntry: Encodable, Sendable, Hashable {
    /// `ORIGIN:SEQUENCE`, to name it by.
    public let ref: String
    public let station: Nullable<String>
    public let scope: String
    public let origin: String
    public let sequence: UInt64
    public let author: ConflictAuthor
    public let kind: String
    public let record: String
    /// Whom or what it is about.
    public let title: String
    /// not-admitted, not-permitted, refused, revoked or malformed.
    public let reason: String
    /// In words, where somebody refused it.
    public let detail: String
    /// RFC 3339: since it was refused, else since it was written.
    public let since: String
    /// open, requeued or closed.
    public let state: String
    public let closedBecause: Nullable<String>
    /// Waits for somebody at this node.
    public let needsYou: Bool
    private let sinceTime: Int64
    private let closedAt: Int64?

    private enum CodingKeys: String, CodingKey {
        case ref, station, scope, origin, sequence, author, kind, record, title, reason, detail
        case since, state, closedBecause, needsYou
    }

    init(_ excluded: ExcludedChange, title: String, _ authors: Authors) {
        let change = excluded.change
        ref = ChangeReference.text(change.dot)
        station = Nullable(excluded.code)
        scope = excluded.scope.description
        origin = change.dot.origin.description
        sequence = change.dot.sequence
        author = authors.author(
            change.dot.origin, isByAuthority: excluded.isByAuthority, at: change.header.time,
            in: excluded.scope)
        kind = Schema.kind(change.kind)?.name ?? "\(change.kind)"
        record = change.entity.description
        self.title = title
        reason = excluded.reason
        detail = excluded.detail
        sinceTime = excluded.since
        since = CivilTime.rfc3339(excluded.since)
        state =
            excluded.isRequeued ? "requeued" : excluded.dismissal == nil ? "open" : "closed"
        closedBecause = Nullable(excluded.dismissal?.reason)
        closedAt = excluded.dismissal?.time
        needsYou = excluded.needsYou
    }

    func why(in language: Language) -> String {
        let why: ConflictSentence =
            switch reason {
            case "refused": .refusedBecause(detail)
            case "not-admitted": .notAdmitted
            case "not-permitted": .notPermitted
            case "revoked": .revoked
            default: .malformed
            }
        return Sentence.conflict(why).text(in: language)
    }

    func stateText(in language: Language) -> String? {
        if state == "requeued" { return Sentence.conflict(.sentAgain).text(in: language) }
        guard let closedBecause = closedBecause.value, let closedAt else { return nil }
        return Sentence.conflict(
            .closedBecause(closedBecause, at: CivilTime.local(closedAt))
        ).text(in: language)
    }

    func line(in language: Language) -> String {
        let known = Schema.kinds.first { $0.name == kind }
        let name = language == .zh ? known?.zh ?? kind : kind
        let row = Sentence.conflict(
            .excludedRow(
                ref: ref, author: author.text(in: language), what: "\(name) \(title)",
                reason: why(in: language), since: CivilTime.local(sinceTime),
                needsYou: needsYou)
        ).text(in: language)
        return row + (stateText(in: language).map { "  " + $0 } ?? "")
    }

    var sinceLocal: String { CivilTime.local(sinceTime) }
}

extension Change {
    /// The fields of each group, open and personal.
    var written: [Fields] {
        groups.map { content in
            var fields = Fields(content.fields)
            if let part = personal.part, part.group == content.group {
                for field in part.fields.entries { fields[field.number] = field.value }
            }
            return fields
        }
    }

    /// Of these, the group that says whom it is about.
    var telling: [Fields] {
        let group =
            kind == Volunteer.kind.number ? Volunteer.name.group : ServiceRecord.entry.number
        return zip(groups, written).filter { $0.0.group == group }.map(\.1)
    }

    func isOfChild(on today: LocalDay, in view: StoreView) throws -> Bool {
        try Childhood.concerns(entity, kind, versions: telling, on: today, in: view)
    }
}

/// Changes that are held and do not count.
public struct QuarantineList: Report {
    public static let kind = "QuarantineList"
    public static let list: String? = "changes"
    /// How many there are in all.
    public let count: Int
    public let needsYou: Int
    public let changes: [QuarantineEntry]

    public func text(in language: Language) -> String {
        guard count > 0 else { return Sentence.conflict(.nothingExcluded).text(in: language) }
        var lines = [
            Sentence.conflict(.excludedCount(count, needsYou: needsYou)).text(in: language)
        ]
        lines += changes.map { $0.line(in: language) }
        if count > changes.count {
            let sentence = ConflictSentence.shownOf(shown: changes.count, all: count)
            lines.append(Sentence.conflict(sentence).text(in: language))
        }
        return lines.joined(separator: "\n")
    }
}

/// One change that does not count, with what it says.
public struct QuarantineReport: Report {
    public static let kind = "Quarantine"
    public let change: QuarantineEntry
    /// By field name, masked unless somebody has said why they look; of every group that it writes.
    public let fields: [String: String]

    private enum CodingKeys: String, CodingKey { case fields }

    init(_ entry: QuarantineEntry, _ change: Change, _ showing: FieldText.Showing) {
        self.change = entry
        let kind = Schema.kind(change.kind)
        var texts: [String: String] = [:]
        for (content, fields) in zip(change.groups, change.written) {
            texts.merge(FieldText.texts(fields, of: kind?.group(content.group), showing)) {
                first, _ in first
            }
        }
        fields = texts
    }

    /// The members of the entry, and `fields` beside them.
    public func encode(to encoder: any Encoder) throws {
        try change.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(fields, forKey: .fields)
    }

    public func text(in language: Language) -> String {
        let lines: [(ConflictLabel, String?)] = [
            (.change, change.ref), (.station, change.station.value),
            (.author, change.author.text(in: language)), (.kind, change.kind),
            (.record, change.record), (.about, change.title),
            (.why, change.why(in: language)), (.since, change.sinceLocal),
            (.state, change.stateText(in: language)),
            (.fields, FieldLine.text(fields, in: language)),
        ]
        return lines.compactMap { label, text in
            text.flatMap {
                $0.isEmpty
                    ? nil : "\(Sentence.conflict(.label(label)).text(in: language)): \($0)"
            }
        }.joined(separator: "\n")
    }
}

/// What was decided about a change.
public struct QuarantineDecided: Report {
    public static let kind = "QuarantineDecided"
    public let ref: String
    /// refused, requeued or closed.
    public let result: String
    public let dryRun: Bool

    enum Result: String { case refused, requeued, closed }

    init(_ ref: String, _ result: Result, isDryRun: Bool) {
        self.ref = ref
        self.result = result.rawValue
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let sentence: ConflictSentence =
            switch Result(rawValue: result) {
            case .refused: .refusedNow(ref)
            case .requeued: .requeued(ref)
            case .closed, nil: .closed(ref)
            }
        let more: Sentence = dryRun ? .record(.nothingWritten) : .conflict(.toldAtNextExchange)
        return [.conflict(sentence), more].map { (sentence: Sentence) in
            sentence.text(in: language)
        }.joined(separator: "\n")
    }
}
