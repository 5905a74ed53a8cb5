import ServiceRecords
import Store
import SyncCore
public import Texts

extension ConflictCommands {
    /// How one conflict is to be decided.
    public struct Resolution: Sendable {
        public var record: String
        public var group: String?
        public var choice: Choice?
        /// `FIELD=VALUE`: instead of, or over, what is taken.
        public var edits: [String]
        /// What `show` named what it showed. Without it the state is that of the very transaction.
        public var token: String?

        public init(
            record: String, group: String? = nil, choice: Choice? = nil, edits: [String] = [],
            token: String? = nil
        ) {
            self.record = record
            self.group = group
            self.choice = choice
            self.edits = edits
            self.token = token
        }
    }

    /// Decides one conflict: an ordinary write that has seen every version. Nothing is written if
    /// another version has come since the person looked.
    public static func resolve(
        _ place: Workplace, _ resolution: Resolution
    ) throws -> ConflictResolved {
        let authors = try Authors(place)
        let (record, scope) = try place.store.view { view in
            let record = try find(resolution.record, in: view)
            return (record, try view.conflicts(of: record).first?.scope)
        }
        guard let scope else { throw notInConflict(record, token: resolution.token) }
        return try place.commit(to: scope) { door in
            try place.requireAdmission(door)
            let conflict = try seen(resolution, of: record, in: door.view)
            let versions = try conflict.attributedChoices(in: door.view)
            let isOfChild = try conflict.isOfChild(on: place.today, in: door.view)
            let outcome = try decide(resolution, conflict, at: place, through: door)
            return ConflictResolved(
                conflict, outcome,
                notTaken: versions.filter { $0.version.fields != outcome.taken?.fields }.map {
                    .init(
                        $0.version, isOfChild: isOfChild,
                        by: authors.author($0.author, in: scope))
                }, isOfChild: isOfChild, isDryRun: place.isDryRun)
        }
    }

    private static func seen(
        _ resolution: Resolution, of record: Entity, in view: StoreView
    ) throws -> Conflict {
        let conflict: Conflict
        do {
            conflict = try self.conflict(of: record, group: resolution.group, in: view)
        } catch let problem as Problem where problem.exit == .no && resolution.token != nil {
            throw changedSince
        }
        guard resolution.token == nil || resolution.token == conflict.token else {
            throw changedSince
        }
        return conflict
    }

    private static func notInConflict(_ record: Entity, token: String?) -> Problem {
        guard token == nil else { return changedSince }
        return Problem(
            "not-in-conflict", .no,
            .conflict(.notInConflict(RecordReference.short(record))))
    }

    private static var changedSince: Problem {
        Problem(
            "changed-since", .no, .conflict(.changedSince),
            remedy: .conflict(.changedSinceRemedy))
    }

    /// What was written, as it is told.
    struct Outcome {
        var taken: Version?
        var isVoided: Bool?
    }

    private static func decide(
        _ resolution: Resolution, _ conflict: Conflict, at place: Workplace,
        through door: CommitDoor
    ) throws -> Outcome {
        guard conflict.versions.allSatisfy(\.isHeld) else {
            throw Problem(
                "part-not-held", .notPermitted, .record(.partNotHeld),
                remedy: .record(.partNotHeldRemedy))
        }
        if conflict.reason == .voidedAndEdited {
            return try decideVoid(resolution, conflict, through: door)
        }
        let taken = try resolution.choice.map { choice in
            try version(choice, of: conflict, token: resolution.token, in: door.view)
        }
        guard resolution.edits.isEmpty else {
            let edits = try FieldEdits(resolution.edits, of: conflict)
            try door.write(edits.draft(over: taken, today: place.today, in: door.view))
            return Outcome()
        }
        guard let taken else { throw Problem("nothing-said", .usage, .conflict(.takeByNumber)) }
        try door.take(taken, of: conflict.entity)
        return Outcome(taken: taken)
    }

    private static func decideVoid(
        _ resolution: Resolution, _ conflict: Conflict, through door: CommitDoor
    ) throws -> Outcome {
        let voidOrKeep = Problem("void-or-keep", .usage, .conflict(.voidOrKeep))
        guard resolution.edits.isEmpty else { throw voidOrKeep }
        let verdict: Verdict
        switch resolution.choice {
        case .void: verdict = .lifecycle(isVoided: true)
        case .keep: verdict = .lifecycle(isVoided: false)
        case .side(let side): verdict = try Self.verdict(side, of: conflict, in: door.view)
        case .number, nil: throw voidOrKeep
        }
        try verdict.write(conflict, through: door)
        guard case .lifecycle(let isVoided) = verdict else { return Outcome() }
        return Outcome(isVoided: isVoided)
    }

    private static func version(
        _ choice: Choice, of conflict: Conflict, token: String?, in view: StoreView
    ) throws -> Version {
        switch choice {
        case .void, .keep: throw Problem("not-about-void", .usage, .conflict(.notAboutVoid))
        case .number(let number):
            // Another version may have come, and every number may be another one's.
            guard token != nil else {
                throw Problem(
                    "number-needs-token", .usage, .conflict(.numberNeedsToken),
                    remedy: .conflict(.numberNeedsTokenRemedy))
            }
            let choices = conflict.choices
            guard choices.indices.contains(number - 1) else {
                throw Problem(
                    "no-such-version", .badInput,
                    .conflict(.noSuchVersion(number, of: choices.count)))
            }
            return choices[number - 1]
        case .side(let side):
            guard case .take(let version) = try verdict(side, of: conflict, in: view) else {
                throw Problem("not-about-void", .usage, .conflict(.notAboutVoid))
            }
            return version
        }
    }

    private static func verdict(
        _ side: ConflictSide, of conflict: Conflict, in view: StoreView
    ) throws -> Verdict {
        do { return try Verdict(side, of: conflict, in: view) } catch let undecided
            as Verdict.Undecided
        {
            let isCounty = side == .county
            throw Problem(
                undecided.why.rawValue, .badInput,
                .conflict(
                    undecided.why == .noneOfThatSide
                        ? .noneOfThatSide(isCounty: isCounty)
                        : .severalOfThatSide(isCounty: isCounty)),
                remedy: .conflict(.takeByNumber))
        }
    }
}

/// A conflict that was decided.
public struct ConflictResolved: Report {
    public static let kind = "ConflictResolved"
    public let id: String
    public let recordKind: String
    public let group: String
    /// taken, set, void or keep.
    public let result: String
    /// What was written, as far as a version was taken.
    public let fields: [String: String]
    public let notTaken: [NotTaken]
    public let dryRun: Bool
    private let tag: GroupTag
    private let isVoided: Bool?

    public struct NotTaken: Encodable, Sendable, Hashable {
        public let author: ConflictAuthor
        public let group: String
        public let fields: [String: String]

        init(_ version: Version, isOfChild: Bool, by author: ConflictAuthor) {
            self.author = author
            group = version.tag.groupName
            fields = FieldText.texts(
                version.fields, of: version.tag.schemaGroup, .masked(isOfChild: isOfChild))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, recordKind, group, result, fields, notTaken, dryRun
    }

    init(
        _ conflict: Conflict, _ outcome: ConflictCommands.Outcome, notTaken: [NotTaken],
        isOfChild: Bool, isDryRun: Bool
    ) {
        id = conflict.entity.description
        tag = conflict.tag
        recordKind = tag.kindName
        group = tag.groupName
        isVoided = outcome.isVoided
        result =
            outcome.isVoided.map { $0 ? "void" : "keep" }
            ?? (outcome.taken == nil ? "set" : "taken")
        fields =
            outcome.taken.map {
                FieldText.texts(
                    $0.fields, of: $0.tag.schemaGroup, .masked(isOfChild: isOfChild))
            } ?? [:]
        self.notTaken = isVoided == nil ? notTaken : []
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let short = String(id.prefix(12))
        var lines: [Sentence] = [
            .conflict(
                isVoided.map { .resolvedVoid(id: short, isVoided: $0) }
                    ?? .resolved(id: short, group: tag.title(in: language)))
        ]
        lines += notTaken.map {
            .conflict(
                .kept(
                    author: $0.author.text(in: language),
                    values: FieldLine.text($0.fields, in: language)))
        }
        lines.append(
            dryRun
                ? .record(.nothingWritten)
                : .conflict(.howToReopen(id: short, group: group)))
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// Fields and their values on one line.
enum FieldLine {
    static func text(_ fields: [String: String], in language: Language) -> String {
        fields.sorted { $0.key < $1.key }
            .map { "\(FieldName.text($0.key, in: language)) \(value($0.value, in: language))" }
            .joined(separator: language == .zh ? "，" : ", ")
    }

    private static func value(_ text: String, in language: Language) -> String {
        switch (text, language) {
        case ("true", .zh): "是"
        case ("false", .zh): "否"
        default: text
        }
    }
}
