import Foundation
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Who did what and when: the audit trail is the log itself, read change by change. It says of whom
/// something was written by the record's id, and repeats nothing of it.
public enum AuditCommands {
    public struct Filter: Sendable {
        /// A login; `node` for what nodes wrote by themselves.
        public var user: String?
        /// The name of a kind of records, or a fixed word: login, role, refuse, …
        public var what: String?
        /// Local days, the last one included; by the clock of whoever wrote.
        public var since: String?
        public var until: String?
        public var code: String?

        public init(
            user: String? = nil, what: String? = nil, since: String? = nil, until: String? = nil,
            code: String? = nil
        ) {
            self.user = user
            self.what = what
            self.since = since
            self.until = until
            self.code = code
        }
    }

    /// The newest first, `limit` at most.
    public static func list(
        _ place: Workplace, _ filter: Filter = Filter(), limit: Int = 50
    ) throws -> AuditList {
        var newest: [AuditEntry] = []
        var count = 0
        let limit = max(1, min(limit, 10_000))
        let damaged = try read(place, filter) { entry in
            count += 1
            newest.append(entry)
            // Twice as many as are shown, at most: memory does not grow with the log.
            if newest.count >= 2 * limit { newest = AuditEntry.newest(newest, limit) }
        }
        return AuditList(
            count: count, entries: AuditEntry.newest(newest, limit), damaged: damaged)
    }

    /// Writes everything that fits as JSON Lines, log by log.
    public static func export(
        _ place: Workplace, _ filter: Filter = Filter(), file: String
    ) throws -> AuditExported {
        try OutputFile.refuseExisting(file)
        let output = place.isDryRun ? nil : try OutputFile(file)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var count = 0
        let damaged = try read(place, filter) { entry in
            count += 1
            try output?.write([UInt8](encoder.encode(entry)) + [0x0A])
        }
        try output?.finish()
        return AuditExported(
            file: file, changes: count, damaged: damaged, dryRun: place.isDryRun)
    }

    /// - Returns: the places of changes that can be read no more; whether they fit nobody can tell.
    private static func read(
        _ place: Workplace, _ filter: Filter, _ body: (AuditEntry) throws -> Void
    ) throws -> [String] {
        try place.require(.audit)
        var filter = filter
        filter.what = try filter.what.map(AuditWords.asked)
        if let user = filter.user { try refuseUnknown(user, at: place) }
        let scope = try place.scopeToRead(code: filter.code)
        let since = try ConflictCommands.start(of: filter.since)
        let until = try filter.until.map { try ConflictCommands.start(of: $0) + 86_400_000 }
        var damaged: [String] = []
        try place.store.view { view in
            for card in try view.scopes() where scope == nil || card.scope == scope {
                let logins = try ApprovalCommands.Logins(of: card.scope, in: view)
                try view.forEachAudited(
                    in: card.scope, damaged: { damaged.append("\($0.origin):\($0.sequence)") }
                ) { change in
                    let time = change.header.time
                    guard time >= since, until.map({ time < $0 }) ?? true else { return }
                    let entry = AuditEntry(change, station: card.code, logins)
                    guard entry.fits(filter) else { return }
                    try body(entry)
                }
            }
        }
        return damaged
    }
}

extension AuditCommands {
    /// A login that nobody has would find nothing, as if its owner had done nothing.
    fileprivate static func refuseUnknown(_ user: String, at place: Workplace) throws {
        let isKnown = try place.store.view { view in
            try view.scopes().contains { try view.user(user, in: $0.scope) != nil }
        }
        // A user of whom nothing but the id is held is called by its beginning.
        guard !isKnown, user != node, user.wholeMatch(of: /[0-9a-f]{12}/) == nil else { return }
        throw Problem(
            "unknown-user", .inputNotFound, .people(.unknownUser(String(user.prefix(40)))),
            remedy: .people(.lookAtUsers))
    }

    /// As a user: what nodes wrote by themselves.
    fileprivate static let node = "node"
}

/// One change in the audit trail.
public struct AuditEntry: Encodable, Sendable, Hashable {
    /// RFC 3339, by the clock of whoever wrote.
    public let at: String
    /// Login; null for a node itself.
    public let user: Nullable<String>
    /// A kind of records, or what was done: login, role, refuse, …
    public let what: String
    /// The groups that were written; none for what writes no record.
    public let groups: [String]
    /// The record, or the change itself.
    public let record: String
    public let isCreation: Bool
    /// Whom or what it is about, where that is no record: a login, a role.
    public let detail: String
    /// The code of an approved purpose, where personal data was shown for one.
    public let purpose: Nullable<String>
    /// copy, requeue or hop where the change carries another one.
    public let carriedAs: Nullable<String>
    public let station: Nullable<String>
    public let origin: String
    public let sequence: UInt64
    /// Why it does not count; null where it does.
    public let exclusion: Nullable<String>
    private let time: Int64

    private enum CodingKeys: String, CodingKey {
        case at, user, what, groups, record, isCreation, detail, purpose, carriedAs, station, origin
        case sequence, exclusion
    }

    init(_ card: AuditCard, station: String?, _ logins: ApprovalCommands.Logins) {
        let header = card.header
        let kind = Schema.kind(header.kind)
        time = header.time
        at = CivilTime.rfc3339(header.time)
        user = Nullable(logins.login(card.actor))
        (what, detail) = Self.said(by: card.canonical.original, logins)
        groups =
            kind.map { kind in
                card.canonical.original.groups.map { kind.group($0.group)?.name ?? "\($0.group)" }
            } ?? []
        purpose = Nullable(Disclosure(card.canonical.original)?.purpose)
        record = card.entity.description
        isCreation = kind != nil && header.entity == nil
        carriedAs = Nullable(
            card.canonical.isWrapper ? AuditWords.word(card.canonical.header.kind) : nil)
        self.station = Nullable(station)
        origin = card.canonical.header.origin.description
        sequence = card.canonical.header.sequence
        exclusion = Nullable(card.exclusion)
    }

    /// Whom a word of authority is about, and why, where it says so.
    private static func detail(of word: AuthorityChange) -> String {
        switch word {
        case .retire(let word):
            [word.origin.short, word.reason ?? ""]
                .filter { !$0.isEmpty }.joined(separator: " ")
        case .suspend(let word):
            [word.isLifted ? "-" : "+", word.origin?.short ?? "", word.reason]
                .filter { !$0.isEmpty }.joined(separator: " ")
        case .admit(let origin, _), .revoke(let origin, _, _): origin.short
        case .certify(let word): word.origin.short
        case .refuse(_, _, let reason): reason
        }
    }

    private static func said(
        by change: CanonicalChange, _ logins: ApprovalCommands.Logins
    ) -> (String, String) {
        let kind = change.header.kind
        if let act = ActChange(change) { return (act.word, act.login ?? "") }
        let name = AuditWords.word(kind)
        if let disclosure = Disclosure(change) {
            let records = disclosure.records.prefix(4).map(RecordReference.short)
            let rest = disclosure.count > 4 ? ["… \(disclosure.count)"] : []
            return (name, (records + rest + [disclosure.reason]).joined(separator: " "))
        }
        if let erasure = ErasureChange(change) {
            return (name, RecordReference.short(erasure.record))
        }
        if let word = AuthorityChange(change) { return (name, detail(of: word)) }
        switch PeopleChange(change) {
        case .user(let login): return (name, login)
        case .role(let word):
            let role = word.role.map { Role(rawValue: $0)?.name ?? "\($0)" } ?? "all"
            let sign = word.isGranted ? "+" : "-"
            return (name, "\(logins.login(word.user) ?? "") \(sign)\(role)")
        case nil: break
        }
        switch ApprovalChange(change) {
        case .request(let request): return (name, "\(request.act) \(request.summary)")
        case .answer(let answer):
            return (name, "\(answer.verdict) \(RecordReference.short(answer.request))")
        case nil: return (name, "")
        }
    }

    func fits(_ filter: AuditCommands.Filter) -> Bool {
        if let user = filter.user, user != (self.user.value ?? AuditCommands.node) { return false }
        if let what = filter.what, what != self.what { return false }
        return true
    }

    static func newest(_ entries: [AuditEntry], _ limit: Int) -> [AuditEntry] {
        Array(
            entries.sorted {
                ($0.time, $0.origin, $0.sequence) > ($1.time, $1.origin, $1.sequence)
            }.prefix(limit))
    }

    func line(in language: Language) -> String {
        let kind = Schema.kinds.first { $0.name == what }
        let title = language == .zh ? kind?.zh ?? what : what
        let detail = PlainText.oneLine(detail)
        let purpose = purpose.value.map { "[\(DisclosurePurpose.title($0, in: language))]" }
        let parts = [title, groups.joined(separator: "+"), detail, purpose ?? ""]
            .filter { !$0.isEmpty }
        return Sentence.people(
            .auditRow(
                at: CivilTime.local(time), user: user.value, what: parts.joined(separator: " "),
                record: String(record.prefix(12)), station: station.value,
                exclusion: exclusion.value)
        ).text(in: language)
    }
}

/// Exit 3 where a change cannot be read.
public struct AuditList: Report {
    public static let kind = "AuditList"
    public static let list: String? = "entries"
    /// How many fit in all.
    public let count: Int
    public let entries: [AuditEntry]
    /// Places of changes that can be read no more, and so may fit: origin and sequence.
    public let damaged: [String]

    public var exit: ExitStatus { damaged.isEmpty ? .done : .partly }

    public var omissions: [Sentence] {
        damaged.isEmpty ? [] : [.people(.auditDamaged(count: damaged.count))]
    }

    public func text(in language: Language) -> String {
        guard count > 0 || !damaged.isEmpty else {
            return Sentence.people(.nothingAudited).text(in: language)
        }
        var lines = entries.map { $0.line(in: language) }
        if count > entries.count {
            lines.append(
                Sentence.conflict(.shownOf(shown: entries.count, all: count)).text(in: language))
        }
        lines += omissions.map { $0.text(in: language) }
        return lines.joined(separator: "\n")
    }
}

/// Exit 3 where a change cannot be read, and so is not in the file.
public struct AuditExported: Report {
    public static let kind = "AuditExported"
    public let file: String
    public let changes: Int
    /// Places of the changes that can be read no more: origin and sequence.
    public let damaged: [String]
    public let dryRun: Bool

    public var exit: ExitStatus { damaged.isEmpty ? .done : .partly }

    public func text(in language: Language) -> String {
        var sentences = [Sentence.people(.audited(changes: changes, file: file))]
        if !damaged.isEmpty { sentences.append(.people(.auditDamaged(count: damaged.count))) }
        return sentences.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
