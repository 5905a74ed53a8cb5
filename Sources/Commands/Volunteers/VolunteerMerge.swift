import ServiceRecords
import Store
import SyncCore
public import Texts

extension VolunteerCommands {
    /// Volunteers under one document number, who were registered twice where nobody could see both.
    public static func duplicates(
        _ place: Workplace, code: String? = nil
    ) throws -> VolunteerDuplicates {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            VolunteerDuplicates(
                groups: try view.sharedNumbers(in: scope).map { cards in
                    try cards.map { card in
                        VolunteerDuplicates.Entry(
                            volunteer: VolunteerView(card, on: place.today),
                            records: try view.hours(of: card.entity))
                    }
                })
        }
    }

    /// Says that two volunteers are one person: `kept` stays. Nothing is moved; hours stay where they were
    /// recorded, and count once as before. Can be taken back.
    public static func merge(
        _ place: Workplace, _ reference: String, into kept: String
    ) throws -> VolunteerMerged {
        let scope = try place.store.view { try RecordReference.volunteer(reference, in: $0).scope }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.volunteer(reference, in: door.view, byNumber: false)
            let other = try RecordReference.volunteer(kept, in: door.view, byNumber: false)
            try refuse(merging: card, into: other, in: door.view)
            var draft = Draft(Volunteer.kind, entity: card.entity)
            draft[Volunteer.mergedInto] = .reference(other.entity)
            try door.edit(draft)
            return VolunteerMerged(
                card.entity, into: other.entity, isDryRun: place.isDryRun)
        }
    }

    /// Takes a merge back.
    public static func unmerge(_ place: Workplace, _ reference: String) throws -> VolunteerMerged {
        let scope = try place.store.view { try RecordReference.volunteer(reference, in: $0).scope }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.volunteer(reference, in: door.view, byNumber: false)
            guard try door.view.merged(card.entity) != nil else {
                throw Problem(
                    "not-merged", .no,
                    .record(.notMerged(RecordReference.short(card.entity))))
            }
            var draft = Draft(Volunteer.kind, entity: card.entity)
            draft[Volunteer.mergedInto] = nil
            try door.edit(draft)
            return VolunteerMerged(card.entity, into: nil, isDryRun: place.isDryRun)
        }
    }

    private static func refuse(
        merging card: VolunteerCard, into kept: VolunteerCard, in view: StoreView
    ) throws {
        let short = RecordReference.short(card.entity)
        guard card.scope == kept.scope else {
            throw Problem(
                "other-station", .badInput, .record(.mergeElsewhere),
                remedy: .record(.mergeElsewhereRemedy))
        }
        if try view.merged(card.entity) != nil {
            throw Problem("already-merged", .no, .record(.alreadyMerged(short)))
        }
        // Also by way of others: nobody stays of a ring.
        guard try view.staying(kept.entity) != card.entity, card.entity != kept.entity else {
            throw Problem("same-volunteer", .badInput, .record(.mergeIntoItself(short)))
        }
    }
}

/// Volunteers who stand under one document number.
public struct VolunteerDuplicates: Report {
    public static let kind = "VolunteerDuplicates"
    public static let list: String? = "groups"
    public let groups: [[Entry]]

    public struct Entry: Encodable, Sendable, Hashable {
        public let volunteer: VolunteerView
        /// Service records that were entered for them.
        public let records: Int
    }

    public func text(in language: Language) -> String {
        guard !groups.isEmpty else { return Sentence.record(.noDuplicates).text(in: language) }
        let lines = groups.flatMap { group in
            [Sentence.record(.oneNumber(group.count)).text(in: language)]
                + group.map { entry in
                    let count = Sentence.record(.recordsOf(entry.records)).text(in: language)
                    return "  \(entry.volunteer.line(in: language))  \(count)"
                }
        }
        return (lines + [Sentence.record(.howToMerge).text(in: language)])
            .joined(separator: "\n")
    }
}

/// Two volunteers who are one, or two again.
public struct VolunteerMerged: Report {
    public static let kind = "VolunteerMerged"
    public let id: String
    /// Who stays; null where a merge was taken back.
    public let into: Nullable<String>
    public let dryRun: Bool

    init(_ entity: Entity, into kept: Entity?, isDryRun: Bool) {
        id = entity.description
        into = Nullable(kept?.description)
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let short = String(id.prefix(12))
        let sentences: [RecordSentence] =
            into.value.map { [.merged(short, into: String($0.prefix(12))), .mergedNext] }
            ?? [.mergedNoMore(short)]
        return (sentences + (dryRun ? [.nothingWritten] : []))
            .map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}
