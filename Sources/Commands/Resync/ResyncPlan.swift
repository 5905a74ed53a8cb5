import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension ResyncCommands {
    /// What a level would do, before anything is done. Writes nothing.
    /// - Throws: `Problem`.
    public static func plan(_ place: Workplace, _ order: ResyncOrder) throws -> ResyncPlan {
        do { return try plan(place, ResyncTask(order, at: place)) } catch { throw Problem(error) }
    }

    static func plan(_ place: Workplace, _ task: ResyncTask) throws -> ResyncPlan {
        for card in task.cards { try place.require(.read, in: card.scope) }
        let check = try task.check(at: place.home)
        return try place.store.view { view in
            try ResyncPlan(task, check, at: place, in: view)
        }
    }
}

extension ResyncTask {
    /// What is here is compared with itself first; files of attachments where the level is about them.
    fileprivate func check(at home: NodeHome) throws -> CheckReport {
        guard isLocal else { return CheckReport() }
        switch level {
        case .verify, .repair: return try home.check(narrowing)
        case .rebuild, .refetch: return try home.safety.check(home, narrowing)
        case .retry, .replace, .resolveAll: return CheckReport()
        }
    }
}

/// A preview. `local` is this node, `remote` the other side: the level above of a node that looks at itself,
/// else the stations.
public struct ResyncPlan: Report {
    public static let kind = "ResyncPlan"
    public let level: String
    public let stations: [String]
    /// Entries of this node that the level above has not signed for; null for stations, of which nobody else
    /// knows.
    public let undelivered: Nullable<Int>
    /// The folder of the safety bundle; null where none is written.
    public let bundle: Nullable<String>
    public let local: Side
    public let remote: Side
    /// About what goes over the line.
    public let bytes: Int64
    /// At the rate of the last exchanges; null where none is known.
    public let seconds: Nullable<Int>
    /// Whether somebody else has to agree.
    public let approval: Bool
    public let findings: [Finding]
    /// bit-rot, edited-table, old-page, lost-tail, other-log, broken-file, altered-attachment or
    /// missing-attachment; null where nothing differs.
    public let suspicion: Nullable<String>
    /// The mildest level that puts it right; null where the file itself has to be put right first.
    public let remedy: Nullable<String>
    /// What was looked at: `start --plan` begins only while it is still so.
    public let plan: String

    public struct Side: Encodable, Sendable, Hashable {
        public var adds = 0
        public var changes = 0
        public var hides = 0
        public var kinds: [KindRow] = []
    }

    public struct KindRow: Encodable, Sendable, Hashable {
        public let kind: String
        /// adds, changes or hides.
        public let effect: String
        public let count: Int
        /// The first twenty.
        public let names: [String]
    }

    public struct Finding: Encodable, Sendable, Hashable {
        /// leaf, key, personalPart, tail, root, receipt, tables, index, file or attachment.
        public let what: String
        /// Origin and sequence, or a table; of an attachment `altered`, `unread` or `missing`, and how the name of
        /// its file begins.
        public let place: String
        /// Ids of the first records that differ, of a table; of the one that a change writes.
        public let records: [String]
        /// What a change that went bad is about, by name.
        let title: String?

        private enum CodingKeys: String, CodingKey { case what, place, records }
    }

    private enum CodingKeys: String, CodingKey {
        case level, stations, undelivered, bundle, local, remote, bytes, seconds, approval, findings
        case suspicion, remedy, plan
    }

    init(
        _ task: ResyncTask, _ check: CheckReport, at place: Workplace, in view: StoreView
    ) throws {
        level = task.level.word
        stations = task.names
        let pending = try view.undeliveredWrites()
        let count = try view.delivery().pending
        undelivered = Nullable(task.isLocal ? count : nil)
        let folder = place.home.directory.appendingPathComponent(FolderSafety.bundles).path
        bundle = Nullable(task.isLocal && task.level == .refetch && count > 0 ? folder : nil)
        var names = RecordTitle(on: place.today)
        local = try Side(check, task, &names, in: view)
        let there =
            task.isLocal
            ? pending
            : try task.cards.flatMap { card in
                try view.peersOrigins(below: card.scope, place).flatMap {
                    try view.writes(in: card.scope, lackedBy: $0)
                }
            }
        remote = try Side(
            there.filter { task.kind == nil || $0.kind == task.kind }, &names, in: view)
        let fetched = try task.fetched.reduce(0) { sum, scope in
            task.level == .refetch ? try sum + view.lineBytes(of: scope) : sum
        }
        let traffic = fetched + Int64(there.count) * 16
        bytes = traffic
        let rate = try view.lineRate()
        seconds = Nullable(rate.map { Int(Double(traffic) / $0 / 1_000) + 1 })
        approval =
            try task.level.needsSecondPerson
            && task.cards.contains { try view.hasPeople(in: $0.scope) }
        findings = try check.findings.enumerated().map { index, finding in
            // What a file is called is about persons.
            let isNamed = finding.what != .tables && finding.what != .attachment
            let record = isNamed ? finding.records.first?.entity : nil
            let title = try record.flatMap { record in
                try index < Self.shown
                    ? view.kind(of: record).map { try names.title(of: record, $0, in: view) } : nil
            }
            return Finding(
                what: finding.what.rawValue, place: finding.place,
                records: finding.records.map(\.entity.description), title: title)
        }
        suspicion = Nullable(check.suspicion?.rawValue)
        remedy = Nullable(check.suspicion?.remedy?.word)
        var lines = [task.level.word, "\(task.kind ?? 0)", "\(task.since ?? 0)", "\(count)"]
        for card in task.cards {
            lines.append("\(card.scope) \(Hex.encode(try view.heldVector(of: card.scope).bytes))")
        }
        lines += findings.map { "\($0.what) \($0.place)" }
        plan = String(Hash.sha256(Array(lines.joined(separator: "\n").utf8)).hex.prefix(16))
    }

    public var exit: ExitStatus { findings.isEmpty ? .done : .no }
    /// More are only in the document.
    private static let shown = 20

    public func text(in language: Language) -> String {
        var sentences: [ResyncSentence] = [
            .preview(level: level, station: stations.joined(separator: " "))
        ]
        sentences += local.sentences(isHere: true) + remote.sentences(isHere: false)
        if let count = undelivered.value {
            sentences.append(.undelivered(count, bundle: bundle.value))
        }
        sentences.append(.effort(bytes: bytes, seconds: seconds.value))
        for finding in findings.prefix(Self.shown) {
            if finding.what == CheckReport.Finding.What.attachment.rawValue {
                sentences.append(.differing(finding.place, records: finding.records))
                continue
            }
            let records =
                finding.records.map { String($0.prefix(12)) }
                + [finding.title].compactMap(\.self)
            sentences.append(
                .found(place: ([finding.what, finding.place] + records).joined(separator: " ")))
        }
        if let suspicion = suspicion.value.flatMap(ResyncSuspicion.init(rawValue:)) {
            sentences.append(.suspicion(suspicion, remedy: remedy.value ?? "yizhan db salvage"))
        } else if level != ResyncLevel.retry.word, undelivered.value != nil {
            sentences.append(.nothingFound)
        }
        if approval { sentences.append(.needsSecond) }
        sentences.append(.planToken(plan))
        return sentences.map { Sentence.resync($0).text(in: language) }.joined(separator: "\n")
    }
}

extension ResyncSentence {
    /// A place that differs, as a plan or a report names it; of an attachment's file in words.
    static func differing(_ place: String, records: [String] = []) -> ResyncSentence {
        let words = place.split(separator: " ")
        guard words.count == 2, let flaw = ResyncFileFlaw(rawValue: String(words[0])) else {
            return .found(place: place)
        }
        let named = words[1].split(separator: ":").last.map(String.init)
        let id = records.first ?? named ?? ""
        return .foundFile(flaw, attachment: String(id.prefix(12)))
    }
}

extension ResyncPlan.Side {
    private static let nameLimit = 20

    /// What differs in the tables here, as it would be after they were derived anew.
    fileprivate init(
        _ check: CheckReport, _ task: ResyncTask, _ names: inout RecordTitle, in view: StoreView
    ) throws {
        // A log that went bad changes no table before it is mended.
        let differing = check.findings.filter { $0.what == .tables }.flatMap(\.records)
        let writes = try Set(differing.map(\.entity)).sorted().compactMap {
            entity -> PendingWrite? in
            guard let kind = try view.kind(of: entity), task.kind == nil || task.kind == kind
            else { return nil }
            let effects = Set(differing.filter { $0.entity == entity }.map(\.effect))
            let effect = effects.count == 1 ? effects.first ?? .changes : .changes
            return PendingWrite(entity: entity, kind: kind, effect: effect)
        }
        try self.init(writes, &names, in: view)
    }

    fileprivate init(
        _ writes: [PendingWrite], _ names: inout RecordTitle, in view: StoreView
    ) throws {
        adds = writes.count { $0.effect == .adds }
        changes = writes.count { $0.effect == .changes }
        hides = writes.count { $0.effect == .hides }
        for number in Set(writes.map(\.kind)).sorted() {
            for effect in PendingWrite.Effect.allCases {
                let some = writes.filter { $0.kind == number && $0.effect == effect }
                guard !some.isEmpty else { continue }
                kinds.append(
                    ResyncPlan.KindRow(
                        kind: Schema.kind(number)?.name ?? "\(number)", effect: effect.rawValue,
                        count: some.count,
                        names: try some.prefix(Self.nameLimit).map {
                            try names.title(of: $0.entity, number, in: view)
                        }))
            }
        }
    }

    fileprivate func sentences(isHere: Bool) -> [ResyncSentence] {
        let whole = ResyncSentence.side(isHere: isHere, adds: adds, changes: changes, hides: hides)
        return [whole]
            + kinds.map { row in
                let kind = Schema.kinds.first { $0.name == row.kind }
                return .kindRow(
                    kind: Words(zh: kind?.zh ?? row.kind, en: row.kind),
                    effect: PendingWrite.Effect(rawValue: row.effect)?.words
                        ?? Words(zh: row.effect, en: row.effect),
                    count: row.count, names: row.names, more: row.count - row.names.count)
            }
    }
}

extension PendingWrite.Effect {
    var words: Words {
        switch self {
        case .adds: Words(zh: "新增", en: "new")
        case .changes: Words(zh: "改动", en: "changed")
        case .hides: Words(zh: "隐去", en: "hidden")
        }
    }
}

extension StoreView {
    /// Whether anybody holds a role in a scope: then there is somebody to be asked.
    func hasPeople(in scope: Scope) throws -> Bool {
        try users(in: scope).contains { !$0.roles.isEmpty }
    }

    fileprivate func peersOrigins(below scope: Scope, _ place: Workplace) throws -> [Origin] {
        try peers(below: scope).map(\.origin)
    }
}
