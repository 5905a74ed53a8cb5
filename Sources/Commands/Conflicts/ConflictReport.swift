import ServiceRecords
import Store
import SyncCore
public import Texts

extension ConflictCommands {
    /// The conflicts of one record with all versions side by side, and what the record would be with
    /// each choice.
    /// - Parameter grounds: why the versions are to be shown in full; nil to have them masked.
    public static func show(
        _ place: Workplace, _ reference: String, group: String? = nil,
        revealing grounds: RevealGrounds? = nil
    ) throws -> ConflictReport {
        let authors = try Authors(place)
        if let grounds { try disclose(reference, group, grounds, at: place) }
        let (record, shown) = try place.store.view { view in
            let record = try find(reference, in: view)
            let conflicts =
                try group.map { [try conflict(of: record, group: $0, in: view)] }
                ?? view.conflicts(of: record)
            var titles = RecordTitle(on: place.today)
            return (
                record,
                try conflicts.map { conflict in
                    let title = try titles.title(of: record, conflict.tag.kind, in: view)
                    let isOfChild = try conflict.isOfChild(on: place.today, in: view)
                    let showing: FieldText.Showing =
                        grounds == nil ? .masked(isOfChild: isOfChild) : .whole
                    let versions = try conflict.attributedChoices(in: view).enumerated().map {
                        ConflictReport.Shown(
                            $1.version, number: $0 + 1, showing,
                            by: authors.author($1.author, in: conflict.scope))
                    }
                    return (conflict, title, versions)
                }
            )
        }
        guard !shown.isEmpty else {
            throw Problem(
                "not-in-conflict", .no,
                .conflict(.notInConflict(RecordReference.short(record))))
        }
        return ConflictReport(
            conflicts: try shown.map { conflict, title, versions in
                ConflictReport.Item(
                    conflict, title: title, versions: versions,
                    choices: try choices(for: conflict, at: place))
            })
    }

    private static func disclose(
        _ reference: String, _ group: String?, _ grounds: RevealGrounds, at place: Workplace
    ) throws {
        let (conflicts, people, isOfChild) = try place.store.view { view in
            let record = try find(reference, in: view)
            let conflicts =
                try group.map { [try conflict(of: record, group: $0, in: view)] }
                ?? view.conflicts(of: record)
            let people = try conflicts.first.flatMap {
                try Childhood.person(behind: record, $0.tag.kind, in: view)
            }
            return (
                conflicts, [people].compactMap(\.self),
                try conflicts.contains { try $0.isOfChild(on: place.today, in: view) }
            )
        }
        // Nothing to be shown: `show` says so.
        guard let first = conflicts.first else { return }
        try RecordDisclosure.write(
            grounds, of: first.entity, groups: conflicts.map(\.tag.group), in: first.scope,
            about: people, isOfChild: isOfChild, at: place)
    }

    /// What each choice would make of the record: it is made, looked at, and taken back, in one
    /// transaction that leaves nothing. None where not all parts are held.
    private static func choices(
        for conflict: Conflict, at place: Workplace
    ) throws -> [ConflictReport.Choice] {
        guard conflict.versions.allSatisfy(\.isHeld) else { return [] }
        let trying = Workplace(home: place.home, language: place.language, isDryRun: true)
        let verdicts: [(String, Verdict)] =
            conflict.reason == .voidedAndEdited
            ? [("void", .lifecycle(isVoided: true)), ("keep", .lifecycle(isVoided: false))]
            : conflict.choices.prefix(Conflict.mostSideBySide).enumerated().map {
                ("\($0 + 1)", .take($1))
            }
        return try verdicts.map { name, verdict in
            try trying.commit(to: conflict.scope) { door in
                try verdict.write(conflict, through: door)
                return ConflictReport.Choice(
                    choice: name,
                    outcome: try RecordOutcome(
                        conflict.entity, conflict.tag.kind, on: trying.today, in: door.view))
            }
        }
    }
}

extension Conflict {
    /// Whether a child is concerned, by what is shown or by any version.
    func isOfChild(on today: LocalDay, in view: StoreView) throws -> Bool {
        try Childhood.concerns(
            entity, tag.kind, versions: versions.filter { $0.tag == tag }.map(\.fields),
            on: today, in: view)
    }
}

/// What a record is after a choice.
struct RecordOutcome: Encodable, Sendable, Hashable {
    let volunteer: VolunteerView?
    let record: HoursView?
    /// The record that counts in its stead.
    let replacement: HoursView?
    let isVoided: Bool?

    init(
        _ entity: Entity, _ kind: KindNumber, on today: LocalDay, in view: StoreView
    ) throws {
        let card =
            kind == Volunteer.kind.number ? try view.volunteer(entity) : nil
        volunteer = card.map { VolunteerView($0, on: today) }
        isVoided = card?.isVoided
        guard kind == ServiceRecord.kind.number else {
            (record, replacement) = (nil, nil)
            return
        }
        var names = VolunteerNames(on: today)
        record = try view.hours(entity).map {
            try HoursView($0, &names, in: view)
        }
        let correction = try view.shown(ServiceRecord.correction, of: entity)
        replacement = try correction?[ServiceRecord.replacement.number]?.asReference
            .flatMap(view.hours)
            .map { try HoursView($0, &names, in: view) }
    }

    func text(in language: Language) -> String {
        if let record {
            return [record, replacement].compactMap { $0?.line(in: language) }
                .joined(separator: " → ")
        }
        guard let volunteer else { return "—" }
        let parts = volunteer.lines(in: language).filter { $0.0 != .id }.map {
            "\(Sentence.record(.label($0.0)).text(in: language)) \($0.1)"
        }
        return parts.joined(separator: language == .zh ? "，" : ", ")
    }
}

/// The conflicts of one record.
public struct ConflictReport: Report {
    public static let kind = "Conflict"
    public static let list: String? = "conflicts"
    public let conflicts: [Item]

    public struct Item: Encodable, Sendable, Hashable {
        public let id: String
        public let kind: String
        public let group: String
        public let title: String
        public let scope: String
        /// siblings, personal-part or voided-and-edited.
        public let reason: String
        /// For `resolve --seen`: stops a decision if anything else has come since.
        public let token: String
        /// Whether all parts are held here, so that it can be decided here.
        public let isHeld: Bool
        /// Names of the fields in which the versions differ.
        public let differing: [String]
        public let versions: [Shown]
        public let choices: [Choice]
        private let tag: GroupTag

        private enum CodingKeys: String, CodingKey {
            case id, kind, group, title, scope, reason, token, isHeld, differing, versions, choices
        }

        init(_ conflict: Conflict, title: String, versions: [Shown], choices: [Choice]) {
            tag = conflict.tag
            id = conflict.entity.description
            kind = tag.kindName
            group = tag.groupName
            self.title = title
            scope = conflict.scope.description
            reason = conflict.reason.rawValue
            token = conflict.token
            isHeld = conflict.versions.allSatisfy(\.isHeld)
            differing = conflict.differing.map(\.name)
            self.versions = versions
            self.choices = choices
        }

        private var isVoid: Bool { reason == Conflict.Reason.voidedAndEdited.rawValue }

        fileprivate func lines(in language: Language) -> [String] {
            let name = tag.title(in: language)
            var sentences: [ConflictSentence] = []
            switch Conflict.Reason(rawValue: reason) {
            case .voidedAndEdited: sentences.append(.voidHeading(title: title))
            case .personalPart: sentences.append(.personalHeading(title: title, group: name))
            case .siblings, .agreed, nil:
                sentences.append(
                    .heading(title: title, group: name, versions: versions.count))
            }
            sentences += versions.map { version in
                .version(
                    number: isVoid ? nil : version.number,
                    author: version.author.text(in: language),
                    values: FieldLine.text(version.fields, in: language),
                    isShown: version.isShown)
            }
            if !isVoid, !differing.isEmpty {
                sentences.append(
                    .differing(differing.map { FieldName.text($0, in: language) }))
            }
            sentences += choices.map {
                .preview(choice: $0.choice, outcome: $0.outcome.text(in: language))
            }
            let short = String(id.prefix(12))
            if !isHeld {
                sentences.append(.partsNotHeld)
            } else if isVoid {
                sentences.append(.howToDecideVoid(id: short, token: token))
            } else {
                sentences.append(.howToTake(id: short, group: group, token: token))
            }
            return sentences.map { Sentence.conflict($0).text(in: language) }
        }
    }

    public struct Shown: Encodable, Sendable, Hashable {
        public let number: Int
        public let author: ConflictAuthor
        /// Of a record that is voided and edited, the versions are of several groups.
        public let group: String
        /// By field name; what identifies somebody is masked, unless somebody has said why they look.
        public let fields: [String: String]
        public let isHeld: Bool
        /// Shown everywhere until somebody decides.
        public let isShown: Bool

        init(
            _ version: Version, number: Int, _ showing: FieldText.Showing, by author: ConflictAuthor
        ) {
            self.number = number
            self.author = author
            group = version.tag.groupName
            fields = FieldText.texts(version.fields, of: version.tag.schemaGroup, showing)
            isHeld = version.isHeld
            isShown = version.isShown
        }
    }

    public struct Choice: Encodable, Sendable, Hashable {
        /// For `resolve --take`.
        public let choice: String
        /// The volunteer or the service record as it would be.
        let outcome: RecordOutcome
    }

    public func text(in language: Language) -> String {
        conflicts.flatMap { $0.lines(in: language) }.joined(separator: "\n")
    }
}
