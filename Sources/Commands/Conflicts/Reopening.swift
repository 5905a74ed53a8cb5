import ServiceRecords
import Store
import SyncCore
public import Texts

extension ConflictCommands {
    /// Takes a decision back, for thirty days: the versions that stood before it are written again as
    /// siblings, or a void is undone. Both are forward changes; the decision stays in the log.
    public static func reopen(
        _ place: Workplace, _ reference: String, group: String? = nil
    ) throws -> ConflictReopened {
        let (record, scope) = try place.store.view { view in
            let record = try RecordReference.any(reference, in: view).0
            return (record, try view.scope(of: record))
        }
        guard let scope else { throw nothingToReopen(record) }
        return try place.commit(to: scope) { door in
            try place.requireAdmission(door)
            let decision = try decision(on: record, group: group, in: door.view)
            guard decision.canBeTakenBack(at: place.now) else {
                throw Problem(
                    "too-late", .notPermitted,
                    .conflict(
                        .tooLate(
                            decided: CivilTime.local(decision.time),
                            now: CivilTime.local(place.now), days: Int(Decision.days))),
                    remedy: .conflict(.tooLateRemedy))
            }
            guard decision.before.allSatisfy(\.isHeld) else {
                throw Problem(
                    "part-not-held", .notPermitted, .record(.partNotHeld),
                    remedy: .record(.partNotHeldRemedy))
            }
            try door.takeBack(decision)
            return ConflictReopened(decision, isDryRun: place.isDryRun)
        }
    }

    private static func decision(
        on record: Entity, group: String?, in view: StoreView
    ) throws -> Decision {
        let open = try view.conflicts(of: record)
            .filter { group == nil || $0.tag.groupName == group }
        let meant = try view.decisions(on: record).filter { decision in
            (group == nil || decision.tag.groupName == group)
                && !open.contains { $0.tag == decision.tag }
        }
        guard let first = meant.first else {
            guard open.isEmpty else {
                throw Problem(
                    "still-open", .no, .conflict(.stillOpen(RecordReference.short(record))),
                    remedy: .conflict(.stillOpenRemedy))
            }
            throw nothingToReopen(record)
        }
        guard meant.count == 1 else { throw severalGroups(meant.map(\.tag.groupName)) }
        return first
    }

    private static func nothingToReopen(_ record: Entity) -> Problem {
        Problem(
            "nothing-to-reopen", .no,
            .conflict(.nothingToReopen(RecordReference.short(record))),
            remedy: .conflict(.nothingToReopenRemedy))
    }
}

/// A decision that was taken back.
public struct ConflictReopened: Report {
    public static let kind = "ConflictReopened"
    public let id: String
    public let group: String
    /// siblings, voided-and-edited or void.
    public let what: String
    /// RFC 3339: when the decision was made, by its author's clock.
    public let decidedAt: String
    /// How many versions stand again; of a void that is undone, none.
    public let versions: Int
    public let dryRun: Bool
    private let tag: GroupTag

    private enum CodingKeys: String, CodingKey {
        case id, group, what, decidedAt, versions, dryRun
    }

    init(_ decision: Decision, isDryRun: Bool) {
        id = decision.entity.description
        tag = decision.tag
        group = tag.groupName
        what = decision.kind.rawValue
        decidedAt = CivilTime.rfc3339(decision.time)
        versions = decision.kind == .void ? 0 : decision.before.count
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let short = String(id.prefix(12))
        let sentence: ConflictSentence =
            what == Decision.Kind.void.rawValue
            ? .voidTakenBack(id: short)
            : .reopened(id: short, group: tag.title(in: language), versions: versions)
        let lines: [Sentence] =
            [.conflict(sentence)] + (dryRun ? [.record(.nothingWritten)] : [])
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
