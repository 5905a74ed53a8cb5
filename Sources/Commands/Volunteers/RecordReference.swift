import ServiceRecords
import Store
import SyncCore
import Texts

/// How a person names a record on the command line: six or more digits of its id; for a volunteer also
/// the volunteer number or the citizen's number. What fits several is never guessed.
enum RecordReference {
    private static let shortestPrefix = 6

    /// The one volunteer that `text` means.
    /// Under a number stands whoever stays of volunteers that were merged.
    /// - Parameters:
    ///   - scope: of whose records it is; nil for any that is held.
    ///   - byNumber: false where only an id says which of two is meant.
    /// - Throws: `Problem`, listing the ids where several fit.
    static func volunteer(
        _ text: String, in view: StoreView, scope: Scope? = nil, byNumber: Bool = true
    ) throws -> VolunteerCard {
        var found = try entities(of: Volunteer.kind, text, in: view)
        if byNumber { found += try volunteers(underNumber: text, in: view) }
        if let scope { found = try found.filter { try view.volunteer($0)?.scope == scope } }
        let entity = try one(
            of: found, text,
            orElse: Problem(
                "unknown-volunteer", .inputNotFound, .record(.unknownVolunteer(masked(text))),
                remedy: .record(.unknownVolunteerRemedy)),
            ambiguous: .ambiguousVolunteerRemedy)
        guard let card = try view.volunteer(entity) else {
            throw Problem("bug", .bug, .unexpected("volunteer"), remedy: .reportBug)
        }
        return card
    }

    private static func volunteers(
        underNumber text: String, in view: StoreView
    ) throws -> [Entity] {
        var found: [Entity] = []
        let number = PlainText.compact(text).uppercased()
        for card in try view.volunteers(withNumber: PlainText.trimmed(text)) {
            found.append(card.entity)
        }
        for entity in try view.volunteers(underKey: .idNumber(number)) {
            if try KnownVolunteer(entity, in: view)?.idNumber?.uppercased() == number {
                found.append(entity)
            }
        }
        return try found.map(view.staying)
    }

    /// The one service record that `text` means.
    static func hours(_ text: String, in view: StoreView) throws -> HoursCard {
        let entity = try one(
            of: entities(of: ServiceRecord.kind, text, in: view), text,
            orElse: unknownRecord(text))
        guard let card = try view.hours(entity) else {
            throw Problem("bug", .bug, .unexpected("service record"), remedy: .reportBug)
        }
        return card
    }

    /// The one attachment that `text` means.
    static func attachment(_ text: String, in view: StoreView) throws -> AttachmentCard {
        let entity = try one(
            of: entities(of: Attachment.kind, text, in: view), text,
            orElse: Problem(
                "unknown-attachment", .inputNotFound, .attachment(.unknown(masked(text))),
                remedy: .attachment(.unknownRemedy)))
        guard let card = try view.attachment(entity) else {
            throw Problem("bug", .bug, .unexpected("attachment"), remedy: .reportBug)
        }
        return card
    }

    /// The one record of any kind that `text` means, a volunteer by number too.
    static func any(_ text: String, in view: StoreView) throws -> (Entity, Kind) {
        let found = try Schema.kinds.flatMap { kind in
            try entities(of: kind, text, in: view).map { ($0, kind) }
        }
        guard !found.isEmpty else {
            do { return (try volunteer(text, in: view).entity, Volunteer.kind) } catch let problem
                as Problem where problem.exit == .inputNotFound
            { throw unknownRecord(text) }
        }
        let entity = try one(of: found.map(\.0), text, orElse: unknownRecord(text))
        return (entity, found.first { $0.0 == entity }?.1 ?? ServiceRecord.kind)
    }

    /// What is shown of an id: enough to name it again, in most stores for ever.
    static func short(_ entity: Entity) -> String { String(entity.description.prefix(12)) }

    private static func entities(
        of kind: Kind, _ text: String, in view: StoreView
    ) throws -> [Entity] {
        let prefix = PlainText.compact(text).lowercased()
        let isHexadecimal = prefix.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        guard prefix.utf8.count >= shortestPrefix, isHexadecimal else { return [] }
        return try view.entities(of: kind, beginningWith: prefix)
    }

    private static func unknownRecord(_ text: String) -> Problem {
        Problem(
            "unknown-record", .inputNotFound, .record(.unknownRecord(masked(text))),
            remedy: .record(.unknownRecordRemedy))
    }

    private static func one(
        of found: [Entity], _ text: String, orElse problem: Problem,
        ambiguous remedy: RecordSentence = .ambiguousRemedy
    ) throws -> Entity {
        let candidates = Set(found).sorted()
        guard let first = candidates.first else { throw problem }
        guard candidates.count == 1 else {
            throw Problem(
                "ambiguous", .badInput,
                .record(.ambiguous(masked(text), candidates.map(\.description))),
                remedy: .record(remedy))
        }
        return first
    }

    /// What was typed, as it may be said again: without a citizen's number.
    static func masked(_ text: String) -> String {
        CitizenNumber.maskingNumbers(in: String(text.prefix(64)))
    }
}
