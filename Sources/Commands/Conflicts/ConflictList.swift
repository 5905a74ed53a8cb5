import ServiceRecords
import Store
import SyncCore
public import Texts

extension ConflictCommands {
    /// What waits for a decision, a row for each register; at a county of all its stations, or of one.
    public static func list(
        _ place: Workplace, code: String? = nil, kind: String? = nil, limit: Int = 50
    ) throws -> ConflictList {
        let scope = try place.scopeToRead(code: code)
        let kind = try kind.map(number(ofKind:))
        let authors = try Authors(place)
        return try place.store.view { view in
            let all = try view.conflicts(in: scope).filter { kind == nil || $0.tag.kind == kind }
            var titles = RecordTitle(on: place.today)
            return ConflictList(
                count: all.count,
                conflicts: try all.prefix(max(0, limit)).map { conflict in
                    ConflictList.Entry(
                        conflict,
                        title: try titles.title(of: conflict.entity, conflict.tag.kind, in: view),
                        authors: try conflict.attributedChoices(in: view).map {
                            authors.author($0.author, in: conflict.scope)
                        }, code: authors.code(of: conflict.scope))
                })
        }
    }

    /// What was written in parallel and needs nobody: different groups, which merged by themselves, and
    /// the same values, which agree.
    public static func merged(
        _ place: Workplace, code: String? = nil, since: String? = nil, limit: Int = 50
    ) throws -> MergeList {
        let scope = try place.scopeToRead(code: code)
        let since = try start(of: since)
        let authors = try Authors(place)
        return try place.store.view { view in
            var titles = RecordTitle(on: place.today)
            var rows: [MergeList.Entry] = []
            for conflict in try view.agreed(in: scope)
            where conflict.versions.contains(where: { $0.time >= since }) {
                rows.append(
                    MergeList.Entry(
                        conflict.entity, conflict.scope, conflict.versions, .agreed,
                        title: try titles.title(of: conflict.entity, conflict.tag.kind, in: view),
                        authors))
            }
            let merges = try view.merges(
                in: scope, since: since, limit: max(0, limit - rows.count))
            for merge in merges {
                let kind = merge.versions.first?.tag.kind ?? 0
                rows.append(
                    MergeList.Entry(
                        merge.entity, merge.scope, merge.versions, .parallel,
                        title: try titles.title(of: merge.entity, kind, in: view), authors))
            }
            return MergeList(merges: Array(rows.prefix(max(0, limit))))
        }
    }

    /// The beginning of a local day, in milliseconds; of all time where none is named.
    static func start(of text: String?) throws -> Int64 {
        guard let text else { return .min }
        do { return try CivilTime.day(text).start } catch {
            throw Problem("bad-date", .usage, .conflict(.badDate(text)))
        }
    }
}

/// Conflicts that wait for a person, one row for each register.
public struct ConflictList: Report {
    public static let kind = "ConflictList"
    public static let list: String? = "conflicts"
    /// How many there are in all.
    public let count: Int
    public let conflicts: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let kind: String
        public let group: String
        public let title: String
        public let scope: String
        public let station: Nullable<String>
        /// siblings, personal-part or voided-and-edited.
        public let reason: String
        public let versions: Int
        /// More versions than stand side by side: one item to look through.
        public let isReview: Bool
        /// In order of the versions; the one that is shown is the last.
        public let authors: [ConflictAuthor]
        /// RFC 3339, of the latest version by its author's clock.
        public let at: String
        private let tag: GroupTag

        private enum CodingKeys: String, CodingKey {
            case id, kind, group, title, scope, station, reason, versions, isReview, authors, at
        }

        init(_ conflict: Conflict, title: String, authors: [ConflictAuthor], code: String?) {
            id = conflict.entity.description
            tag = conflict.tag
            kind = tag.kindName
            group = tag.groupName
            self.title = title
            scope = conflict.scope.description
            station = Nullable(code)
            reason = conflict.reason.rawValue
            versions = authors.count
            isReview = authors.count > Conflict.mostSideBySide
            self.authors = authors
            at = CivilTime.rfc3339(conflict.versions.map(\.time).max() ?? 0)
        }

        fileprivate func text(in language: Language) -> String {
            let many = Sentence.conflict(.manyVersions(versions)).text(in: language)
            let row = ConflictRow(
                id: String(id.prefix(12)), title: title, group: tag.title(in: language),
                reason: reason, versions: versions,
                authors: isReview ? [many] : authors.map { $0.text(in: language) })
            return Sentence.conflict(.row(row)).text(in: language)
        }
    }

    public func text(in language: Language) -> String {
        guard count > 0 else { return Sentence.conflict(.noConflicts).text(in: language) }
        var lines = [Sentence.conflict(.conflictCount(count)).text(in: language)]
        lines += conflicts.map { $0.text(in: language) }
        if count > conflicts.count {
            let sentence = ConflictSentence.shownOf(shown: conflicts.count, all: count)
            lines.append(Sentence.conflict(sentence).text(in: language))
        }
        return lines.joined(separator: "\n")
    }
}

/// What was written in parallel and needs nobody.
public struct MergeList: Report {
    public static let kind = "MergeList"
    public static let list: String? = "merges"
    public let merges: [Entry]

    enum What: String { case parallel, agreed }

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let kind: String
        public let title: String
        public let station: Nullable<String>
        /// parallel: different groups; agreed: the same values.
        public let what: String
        public let groups: [String]
        public let authors: [ConflictAuthor]
        private let tags: [GroupTag]

        private enum CodingKeys: String, CodingKey {
            case id, kind, title, station, what, groups, authors
        }

        init(
            _ entity: Entity, _ scope: Scope, _ versions: [Version], _ what: What, title: String,
            _ authors: Authors
        ) {
            id = entity.description
            tags = Set(versions.map(\.tag)).sorted { $0.code < $1.code }
            kind = tags.first?.kindName ?? ""
            self.title = title
            station = Nullable(authors.code(of: scope))
            self.what = what.rawValue
            groups = tags.map(\.groupName)
            self.authors = versions.map { authors.author($0, in: scope) }
        }

        fileprivate func text(in language: Language) -> String {
            let names = tags.map { $0.title(in: language) }
            let short = String(id.prefix(12))
            let sentence: ConflictSentence =
                what == What.agreed.rawValue
                ? .agreedRow(id: short, title: title, group: names.joined())
                : .merged(id: short, title: title, groups: names)
            return Sentence.conflict(sentence).text(in: language)
        }
    }

    public func text(in language: Language) -> String {
        guard !merges.isEmpty else { return Sentence.conflict(.noMerges).text(in: language) }
        return merges.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
