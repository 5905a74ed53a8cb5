import ServiceRecords
import Store
import SyncCore
public import Texts

extension ConflictCommands {
    /// Which conflicts to settle as one side wrote them.
    public struct BulkResolution: Sendable {
        public var side: ConflictSide
        /// The station, at a county; all of them unless given.
        public var code: String?
        /// The schema's name of a kind.
        public var kind: String?
        /// A day: of its versions one is as late as that, by its author's clock.
        public var since: String?

        public init(
            side: ConflictSide, code: String? = nil, kind: String? = nil, since: String? = nil
        ) {
            self.side = side
            self.code = code
            self.kind = kind
            self.since = since
        }
    }

    /// Settles all conflicts that fit as one side wrote them; what cannot be is left and listed. What
    /// was not in the preview, or has changed since, is not touched.
    /// - Parameter confirm: asks a person who has seen the preview; nil where nobody can be asked.
    public static func resolveAll(
        _ place: Workplace, _ bulk: BulkResolution, confirm: (BulkResolved, Sentence) -> Bool?
    ) throws -> BulkResolved {
        let trying = Workplace(
            home: place.home, language: place.language, isDryRun: true, login: place.login)
        let preview = try run(bulk, at: trying, expecting: nil)
        guard !place.isDryRun else { return preview }
        guard preview.resolved > 0 else {
            var outcome = preview
            outcome.dryRun = false
            return outcome
        }
        let question = ConflictSentence.confirm(preview.resolved, isCounty: bulk.side == .county)
        switch confirm(preview, .conflict(question)) {
        case true?:
            let approved = try secondPerson(for: bulk, preview, at: place)
            return try run(bulk, at: place, expecting: preview.tokens, on: approved)
        case false?: throw Problem("not-confirmed", .no, .conflict(.notConfirmed))
        case nil:
            throw Problem(
                "say-yes", .usage, .conflict(.sayYes), remedy: .conflict(.sayYesRemedy))
        }
    }

    private static func run(
        _ bulk: BulkResolution, at place: Workplace, expecting tokens: [String: String]?,
        on approved: [Scope: Entity] = [:]
    ) throws -> BulkResolved {
        let selection = try Selection(bulk)
        let scope = try place.scopeToRead(code: bulk.code)
        let authors = try Authors(place)
        var report = BulkResolved(side: bulk.side, isDryRun: place.isDryRun)
        let scopes = try place.store.view { view in
            Set(try view.conflicts(in: scope).filter(selection.fits).map(\.scope))
        }
        for scope in scopes.sorted() {
            report.entries += try place.commit(to: scope) { door in
                try place.requireAdmission(door)
                let settling = Settling(
                    side: bulk.side, tokens: tokens, authors: authors, today: place.today,
                    door: door)
                let entries = try settling.settle(
                    door.view.conflicts(in: scope).filter(selection.fits))
                if let request = approved[scope] {
                    try door.write(.answer(.init(to: request, .carriedOut)))
                }
                try place.note(resolved: entries.count { $0.left == nil }, through: door)
                return entries.map { $0.placed(in: scope) }
            }
        }
        return report
    }

    /// The requests, one a scope, that somebody else has approved; none where there are no roles yet.
    /// - Throws: `Problem` 4 while one of them waits.
    private static func secondPerson(
        for bulk: BulkResolution, _ preview: BulkResolved, at place: Workplace
    ) throws -> [Scope: Entity] {
        let byScope = Dictionary(grouping: preview.entries.filter { $0.left == nil }) { $0.scope }
        let asked = byScope.compactMap { scope, entries in
            scope.map { scope in
                // Exactly these versions: what has changed since was approved by nobody.
                let lines = entries.map { "\($0.key) \($0.token) \($0.result)" }.sorted()
                return SecondPerson.Asked(
                    act: "conflict-resolve-all", scope: scope,
                    parameters: ["conflict-resolve-all", bulk.side.rawValue] + lines,
                    summary: "\(bulk.side.rawValue) \(entries.count)")
            }
        }
        return try SecondPerson(place).require(asked)
    }

    private struct Selection {
        let kind: KindNumber?
        let since: Int64

        init(_ bulk: BulkResolution) throws {
            kind = try bulk.kind.map(ConflictCommands.number(ofKind:))
            since = try ConflictCommands.start(of: bulk.since)
        }

        func fits(_ conflict: Conflict) -> Bool {
            (kind == nil || conflict.tag.kind == kind)
                && conflict.versions.contains { $0.time >= since }
        }
    }

    /// The number of a kind by its name.
    static func number(ofKind name: String) throws -> KindNumber {
        guard let kind = Schema.kinds.first(where: { $0.name == name }) else {
            throw Problem(
                "unknown-kind", .usage,
                .conflict(.unknownRecordKind(name, known: Schema.kinds.map(\.name))))
        }
        return kind.number
    }
}

/// One side's word on the conflicts of one scope, inside one transaction.
private struct Settling {
    let side: ConflictSide
    let tokens: [String: String]?
    let authors: Authors
    let today: LocalDay
    let door: CommitDoor

    /// Voids last: a record is void only if the void has seen what was written before it.
    func settle(_ conflicts: [Conflict]) throws -> [BulkResolved.Entry] {
        var titles = RecordTitle(on: today)
        let inOrder =
            conflicts.filter { $0.reason != .voidedAndEdited }
            + conflicts.filter { $0.reason == .voidedAndEdited }
        return try inOrder.map { conflict in
            let title = try titles.title(
                of: conflict.entity, conflict.tag.kind, in: door.view)
            do throws(any Error) {
                return try settle(conflict, title: title)
            } catch let undecided as Verdict.Undecided {
                return BulkResolved.Entry(conflict, title: title, left: undecided.why)
            }
        }
    }

    private func settle(_ conflict: Conflict, title: String) throws -> BulkResolved.Entry {
        if let tokens, tokens[BulkResolved.Entry.key(conflict)] != conflict.token {
            throw Verdict.Undecided(why: .changedSince)
        }
        let verdict = try Verdict(side, of: conflict, in: door.view)
        try verdict.write(conflict, through: door)
        let theirs = try conflict.attributed(in: door.view).map(\.author).last {
            $0.isByAuthority == (side == .county)
        }
        let author = theirs.map { authors.author($0, in: conflict.scope) }
        return BulkResolved.Entry(
            conflict, title: title, verdict, author,
            isOfChild: try conflict.isOfChild(on: today, in: door.view))
    }
}

/// Conflicts that were settled at once, or would be, and those that were left.
public struct BulkResolved: Report {
    public static let kind = "ConflictsResolved"
    public static let list: String? = "conflicts"
    public let side: String
    public var resolved: Int { entries.count { $0.left == nil } }
    public var left: Int { entries.count { $0.left != nil } }
    public internal(set) var entries: [Entry] = []
    public fileprivate(set) var dryRun: Bool

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let kind: String
        public let group: String
        public let title: String
        /// taken, void, keep or left.
        public let result: String
        /// Why it was left: parts-not-held, none-of-that-side, …; null where it was not.
        public let why: Nullable<String>
        /// What is written.
        public let fields: [String: String]
        public let author: Nullable<ConflictAuthor>
        let left: ConflictLeft?
        let token: String
        private(set) var scope: Scope?
        private let tag: GroupTag

        private enum CodingKeys: String, CodingKey {
            case id, kind, group, title, result, why, fields, author
        }

        static func key(_ conflict: Conflict) -> String {
            "\(conflict.entity) \(conflict.tag.code)"
        }

        func placed(in scope: Scope) -> Entry {
            var entry = self
            entry.scope = scope
            return entry
        }

        var key: String { "\(id) \(tag.code)" }

        init(_ conflict: Conflict, title: String, left: ConflictLeft) {
            self.init(conflict, title, "left", [:], nil, left)
        }

        init(
            _ conflict: Conflict, title: String, _ verdict: Verdict, _ author: ConflictAuthor?,
            isOfChild: Bool
        ) {
            switch verdict {
            case .take(let version):
                let texts = FieldText.texts(
                    version.fields, of: version.tag.schemaGroup, .masked(isOfChild: isOfChild))
                self.init(conflict, title, "taken", texts, author, nil)
            case .lifecycle(let isVoided):
                self.init(conflict, title, isVoided ? "void" : "keep", [:], author, nil)
            }
        }

        private init(
            _ conflict: Conflict, _ title: String, _ result: String, _ fields: [String: String],
            _ author: ConflictAuthor?, _ left: ConflictLeft?
        ) {
            id = conflict.entity.description
            tag = conflict.tag
            kind = tag.kindName
            group = tag.groupName
            self.title = title
            self.result = result
            why = Nullable(left?.rawValue)
            self.fields = fields
            self.author = Nullable(author)
            self.left = left
            token = conflict.token
        }

        fileprivate func sentence(in language: Language) -> ConflictSentence {
            let (short, name) = (String(id.prefix(12)), tag.title(in: language))
            if let left {
                return .leftRow(id: short, title: title, group: name, why: left)
            }
            return .takes(
                id: short, title: title, group: name,
                author: author.value?.text(in: language) ?? "",
                values: fields.isEmpty ? result : FieldLine.text(fields, in: language))
        }
    }

    private enum CodingKeys: String, CodingKey { case side, resolved, left, conflicts, dryRun }

    init(side: ConflictSide, isDryRun: Bool) {
        self.side = side.rawValue
        dryRun = isDryRun
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(side, forKey: .side)
        try container.encode(resolved, forKey: .resolved)
        try container.encode(left, forKey: .left)
        try container.encode(entries, forKey: .conflicts)
        try container.encode(dryRun, forKey: .dryRun)
    }

    var tokens: [String: String] {
        Dictionary(entries.map { ($0.key, $0.token) }, uniquingKeysWith: { $1 })
    }

    public var exit: ExitStatus { left > 0 ? .partly : .done }

    public func text(in language: Language) -> String {
        guard !entries.isEmpty else {
            return Sentence.conflict(.nothingToResolve).text(in: language)
        }
        let isCounty = side == ConflictSide.county.rawValue
        var sentences: [ConflictSentence] = [
            resolved == 0
                ? .noneResolved(isCounty: isCounty)
                : dryRun
                    ? .wouldResolve(resolved, isCounty: isCounty)
                    : .didResolve(resolved, isCounty: isCounty)
        ]
        sentences += entries.filter { $0.left == nil }.map { $0.sentence(in: language) }
        if left > 0 {
            sentences.append(.left(left))
            sentences += entries.filter { $0.left != nil }.map { $0.sentence(in: language) }
        }
        var lines = sentences.map { Sentence.conflict($0).text(in: language) }
        if dryRun { lines.append(Sentence.record(.nothingWritten).text(in: language)) }
        return lines.joined(separator: "\n")
    }
}
