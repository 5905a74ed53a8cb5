import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// A service record as it is shown.
public struct HoursView: Encodable, Sendable, Hashable {
    public let id: String
    public let scope: String
    public let volunteer: Nullable<String>
    public let volunteerName: Nullable<String>
    /// Whether the disk has altered what the volunteer is shown by.
    public let isVolunteerDamaged: Bool
    public let activity: Nullable<String>
    public let place: Nullable<String>
    public let content: Nullable<String>
    /// RFC 3339.
    public let start: String
    public let end: String
    public let seconds: Int64
    /// Code of the list.
    public let entryMode: Nullable<String>
    /// Where it counts; null when it counts nowhere.
    public let column: Nullable<String>
    public let approvedAt: Nullable<String>
    public let isReversed: Bool
    public let reason: Nullable<String>
    /// The record that this one replaces.
    public let replaces: Nullable<String>
    /// Names of the groups with two surviving entries.
    public let conflicts: [String]
    /// Whether it counts, or how, depends on a conflict: its own, or of a correction on the way to it.
    public let isDisputed: Bool
    /// Whether another that counts, of the same person in the same station, overlaps: perhaps entered twice.
    public let isOverlapping: Bool
    /// Whether it counts, and the station did not hold the volunteer when the service was: a late entry.
    public let isServedElsewhere: Bool
    private let span: String

    private enum CodingKeys: String, CodingKey {
        case id, scope, volunteer, volunteerName, isVolunteerDamaged, activity, place, content,
            start, end, seconds
        case entryMode, column, approvedAt, isReversed, reason, replaces, conflicts
        case isDisputed, isOverlapping, isServedElsewhere
    }

    init(_ card: HoursCard, _ names: inout VolunteerNames, in view: StoreView) throws {
        id = card.entity.description
        scope = card.scope.description
        volunteer = Nullable(card.volunteer?.description)
        volunteerName = Nullable(try names.name(of: card, in: view))
        isVolunteerDamaged = try names.isDamaged(card, in: view)
        activity = Nullable(card.activityName)
        place = Nullable(card.place)
        content = Nullable(card.content)
        start = CivilTime.rfc3339(card.start)
        end = CivilTime.rfc3339(card.end)
        seconds = card.seconds
        entryMode = Nullable(card.entryMode)
        column = Nullable(card.column?.rawValue)
        approvedAt = Nullable(card.approvedAt.map(CivilTime.rfc3339))
        isReversed = card.isReversed
        reason = Nullable(card.reason)
        replaces = Nullable(card.replaces?.description)
        conflicts = card.conflicts
        isDisputed = card.isDisputed
        isOverlapping = card.isOverlapping
        isServedElsewhere = card.isServedElsewhere
        span = "\(CivilTime.local(card.start)) – \(CivilTime.local(card.end).suffix(5))"
    }

    private var columnName: HoursColumnName {
        column.value.flatMap(HoursColumnName.init(rawValue:)) ?? .notCounted
    }

    private func name(in language: Language) -> String? {
        isVolunteerDamaged
            ? Sentence.record(.nameDamaged).text(in: language) : volunteerName.value
    }

    private func doubts(in language: Language) -> [String] {
        let doubts: [RecordSentence] =
            (isOverlapping ? [.overlapsAnother] : [])
            + (isServedElsewhere ? [.servedElsewhere] : [])
        return conflicts + doubts.map { Sentence.record($0).text(in: language) }
    }

    func line(in language: Language) -> String {
        let counts = Sentence.record(.column(columnName)).text(in: language)
        let doubts = doubts(in: language)
        let marks = isDisputed || !doubts.isEmpty ? "  ▲" + doubts.joined(separator: ",") : ""
        let parts = [
            String(id.prefix(12)), name(in: language) ?? "—", span, Seconds.hours(seconds),
            counts, activity.value ?? "",
        ]
        return PlainText.row(parts.joined(separator: "  ")) + marks
    }

    func lines(in language: Language) -> [(RecordLabel, String)] {
        let mode = entryMode.value.flatMap { CodeLists.hoursEntryMode[$0] }
        let all: [(RecordLabel, String?)] = [
            (.id, id), (.volunteer, volunteerName.value ?? volunteer.value),
            (.activity, activity.value), (.start, span), (.hours, Seconds.hours(seconds)),
            (.place, place.value), (.content, content.value),
            (.entryMode, mode.map { language == .zh ? $0.zh : $0.en }),
            (.column, Sentence.record(.column(columnName)).text(in: language)),
            (.approvedAt, approvedAt.value), (.reason, reason.value),
            (.replaces, replaces.value),
            (.conflicts, doubts(in: language).joined(separator: " ")),
        ]
        return all.compactMap { label, text in
            text.flatMap { $0.isEmpty ? nil : (label, $0) }
        }
    }
}
