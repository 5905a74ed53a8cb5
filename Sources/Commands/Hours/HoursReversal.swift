import Interchange
import ServiceRecords
import Store
import SyncCore
public import Texts

extension HoursCommands {
    /// The right time of a record that is replaced; what is nil stays as it was. Without hours the
    /// whole time counts.
    public struct Replacement: Sendable {
        public var start: String?
        public var end: String?
        public var hours: String?

        public init(start: String? = nil, end: String? = nil, hours: String? = nil) {
            self.start = start
            self.end = end
            self.hours = hours
        }
    }

    /// Reverses a record: it stays with its reason and counts no more. A replacement counts in its
    /// stead, once, and awaits approval anew.
    /// - Parameter overruling: whether the correction may replace both sides of an open conflict.
    public static func reverse(
        _ place: Workplace, _ reference: String, reason: String, replacement: Replacement? = nil,
        overruling: Bool = false
    ) throws -> ReversalReport {
        let reason = try OpenWords.checked(reason)
        guard !reason.isEmpty else {
            throw Problem("reason-needed", .usage, .record(.reasonNeeded))
        }
        let scope = try place.store.view { try RecordReference.hours(reference, in: $0).scope }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.hours(reference, in: door.view)
            try refuse(card, overruling: overruling)
            let person = try card.volunteer.flatMap(door.view.volunteer)
            try OpenWords.refuse(naming: [person].compactMap(\.self), in: reason)
            let new = try replacement.map {
                try write($0, for: card, now: place.now, through: door)
            }
            var correction = Draft(ServiceRecord.kind, entity: card.entity)
            correction[ServiceRecord.reversed] = .bool(true)
            correction[ServiceRecord.reason] = .text(reason)
            correction[ServiceRecord.replacement] = new.map(Value.reference)
            try door.write(correction)
            return ReversalReport(card.entity, replacement: new, isDryRun: place.isDryRun)
        }
    }

    private static func refuse(_ card: HoursCard, overruling: Bool) throws {
        if card.conflicts.contains(ServiceRecord.correction.name), !overruling {
            throw Problem(
                "in-conflict", .badInput, .record(.inConflict([ServiceRecord.correction.name])),
                remedy: .record(.inConflictRemedy))
        }
        guard card.isReversed else { return }
        throw Problem(
            "already-reversed", .badInput,
            .record(.alreadyReversed(RecordReference.short(card.entity))))
    }

    private static func write(
        _ replacement: Replacement, for card: HoursCard, now: Int64, through door: CommitDoor
    ) throws -> Entity {
        guard let entry = try door.view.shown(ServiceRecord.entry, of: card.entity) else {
            throw Problem(
                "part-not-held", .notPermitted, .record(.partNotHeld),
                remedy: .record(.partNotHeldRemedy))
        }
        let part = try part(replacement, of: card, now: now)
        if let volunteer = card.volunteer {
            try TimeCheck(part.interval, of: volunteer, except: card.entity, in: door.view)
                .refuseOverlap()
        }
        var draft = Draft(ServiceRecord.kind)
        for field in ServiceRecord.entry.fields { draft[field] = entry[field.number] }
        draft.setTime(part.interval, seconds: part.seconds)
        draft[ServiceRecord.replaces] = .reference(card.entity)
        draft[Source.channel] = .text(Source.desk)
        return try door.write(draft)
    }

    private static func part(
        _ replacement: Replacement, of card: HoursCard, now: Int64
    ) throws -> HoursRow.Part {
        let (row, _) = try HoursFields.checked(now: now) { column in
            switch column {
            case .name, .activityName: "—"
            case .start: replacement.start ?? CivilTime.rfc3339(card.start)
            case .end: replacement.end ?? CivilTime.rfc3339(card.end)
            case .hours: replacement.hours
            default: nil
            }
        }
        guard row.parts.count == 1, let part = row.parts.first else {
            throw Problem("over-midnight", .badInput, .record(.replacementOverMidnight))
        }
        return part
    }
}

/// A record that was reversed.
public struct ReversalReport: Report {
    public static let kind = "Reversal"
    public let record: String
    public let replacement: Nullable<String>
    public let dryRun: Bool

    init(_ record: Entity, replacement: Entity?, isDryRun: Bool) {
        self.record = record.description
        self.replacement = Nullable(replacement?.description)
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let id = String(record.prefix(12))
        let sentence: RecordSentence =
            replacement.value.map { .replaced(id, by: String($0.prefix(12))) } ?? .reversed(id)
        return ([sentence] + (dryRun ? [.nothingWritten] : []))
            .map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}
