import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// What was asked for.
public struct ResyncStarted: Report {
    public static let kind = "ResyncStarted"
    public static let list: String? = "instructions"
    public let level: String
    public let instructions: [Entry]
    let isLocal: Bool
    public let dryRun: Bool

    private enum CodingKeys: String, CodingKey { case level, instructions, dryRun }

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: Nullable<String>
        public let station: String
        /// waiting-for-approval, ready, running, done, differs, failed, …
        public let state: String
        /// Why it failed, in a fixed word; empty otherwise.
        public let reason: String
        /// The request that somebody else has to answer; null where nobody has to any more.
        public let approval: Nullable<String>
        /// false for one of the same level that was open already.
        public let isNew: Bool
        /// Whether the station is suspended: until that is lifted it hears of nothing.
        public let isSuspended: Bool
        let scope: Scope?
        let entity: Entity?
        let level: ResyncLevel

        private enum CodingKeys: String, CodingKey {
            case id, station, state, reason, approval, isNew, isSuspended
        }

        init(_ card: InstructionCard, _ station: String, isNew: Bool, at place: Workplace) {
            let own = Set((try? place.store.ownOrigins()) ?? [])
            let state = InstructionState(card, of: own, at: place.now)
            id = Nullable(card.id.description)
            self.station = station
            self.state = state.rawValue
            reason = card.lastReport(of: own)?.report.reason ?? ""
            let waits = state == .waitingForApproval
            approval = Nullable(waits ? card.instruction.approval?.description : nil)
            self.isNew = isNew
            let standing = try? place.store.view { try $0.stationStanding(of: card.scope) }
            isSuspended = standing?.suspended.isEmpty == false
            scope = card.scope
            entity = card.id
            level = card.instruction.level
        }

        init(_ level: ResyncLevel, _ station: String, isAsked: Bool) {
            id = Nullable(nil)
            self.station = station
            state = (isAsked ? InstructionState.waitingForApproval : .ready).rawValue
            reason = ""
            approval = Nullable(nil)
            isNew = true
            isSuspended = false
            scope = nil
            entity = nil
            self.level = level
        }

        func renewed(at place: Workplace) throws -> Entry {
            guard let scope, let entity,
                let card = try ResyncCommands.find(entity, in: scope, at: place)
            else { return self }
            return Entry(card, station, isNew: isNew, at: place)
        }

        var isOver: Bool { InstructionState(rawValue: state)?.isOver ?? true }
    }

    /// What a node could not do for itself says why: the disk, or a moment that passes.
    public var exit: ExitStatus {
        let states = instructions.compactMap { InstructionState(rawValue: $0.state) }
        if states.contains(.waitingForApproval) { return .waitingForApproval }
        guard isLocal, !dryRun else { return .done }
        if let failed = instructions.first(where: { $0.state == InstructionState.failed.rawValue })
        {
            let isDisk = ["no-room", "disk", "disk-full"].contains(failed.reason)
            return isDisk ? .disk : .temporary
        }
        if states.contains(where: { $0 == .running || $0 == .ready }) { return .partly }
        return states.contains(.differs) ? .no : .done
    }

    public func text(in language: Language) -> String {
        var sentences: [ResyncSentence] = []
        for entry in instructions {
            let id = String((entry.id.value ?? "").prefix(12))
            sentences.append(
                entry.isNew
                    ? .instructed(id: id, level: level, station: entry.station)
                    : .alreadyInstructed(id: id, level: level, station: entry.station))
            if let request = entry.approval.value {
                sentences.append(.waitsForSecond(String(request.prefix(12))))
            } else if isLocal, let state = ResyncStateWords(rawValue: entry.state) {
                sentences.append(
                    .row(
                        id: id, station: entry.station, level: level, at: "", state: state,
                        reason: entry.reason))
                if entry.reason == "no-room" { sentences.append(.noRoom) }
                if entry.reason == "no-bundle-key" { sentences.append(.noBundleKey) }
            }
        }
        if !isLocal {
            let suspended = instructions.filter(\.isSuspended).map(\.station)
            if suspended.count < instructions.count { sentences.append(.carriedOutThere) }
            sentences += suspended.map(ResyncSentence.carriedOutWhenLifted)
        }
        var lines = sentences.map { Sentence.resync($0).text(in: language) }
        if dryRun { lines.append(Sentence.record(.nothingWritten).text(in: language)) }
        return lines.joined(separator: "\n")
    }
}

extension ResyncCommands {
    /// Instructions and what became of them.
    /// - Parameter all: also those that are over and older than a day.
    /// - Throws: `Problem`.
    public static func status(
        _ place: Workplace, stations: [String] = [], all: Bool = false
    ) throws -> ResyncStatus {
        do {
            let scopes = Set(try stations.map { try place.station(code: $0).scope })
            return try place.store.view { view in
                var entries: [ResyncStatus.Entry] = []
                let own = try view.ownScope()
                for card in try view.instructionScopes()
                where scopes.isEmpty || scopes.contains(card.scope) {
                    let code = card.scope == own ? place.home.code : card.code
                    for instruction in try view.instructions(in: card.scope, at: place.now) {
                        for node in try view.nodes(of: instruction) {
                            let entry = try ResyncStatus.Entry(
                                instruction, of: node, station: code, at: place.now, in: view)
                            let isRecent = entry.changed > place.now - 86_400_000
                            if all || !entry.isOver || isRecent { entries.append(entry) }
                        }
                    }
                }
                return ResyncStatus(
                    instructions: entries.sorted { ($0.asked, $0.id) < ($1.asked, $1.id) })
            }
        } catch { throw Problem(error) }
    }
}

public struct ResyncStatus: Report {
    public static let kind = "ResyncStatus"
    public static let list: String? = "instructions"
    public let instructions: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let station: Nullable<String>
        public let level: String
        /// The node that carries it out; null where none is known yet.
        public let node: Nullable<String>
        public let askedAt: String
        public let expiresAt: String
        public let state: String
        public let reason: String
        /// When that was reported; null before.
        public let reportedAt: Nullable<String>
        /// What was to be done when it was begun, by the words of what was done.
        public let planned: [String: Int64]
        /// What was found and done, by fixed words.
        public let figures: [String: Int64]
        /// The first places that differ.
        public let places: [String]
        /// Whether the node's state digest is that of this one; null where it was not taken, other changes have
        /// come since, or this is that node.
        public let digestAgrees: Nullable<Bool>
        /// The request that a second person answers; null for none.
        public let approval: Nullable<String>
        let asked: Int64
        let changed: Int64
        var isOver: Bool { InstructionState(rawValue: state)?.isOver ?? true }

        private enum CodingKeys: String, CodingKey {
            case id, station, level, node, askedAt, expiresAt, state, reason, reportedAt, planned,
                figures
            case places, digestAgrees, approval
        }

        init(
            _ card: InstructionCard, of own: Set<Origin>, station: String?, at now: Int64,
            in view: StoreView
        ) throws {
            let last = card.lastReport(of: own)
            id = card.id.description
            self.station = Nullable(station)
            level = card.instruction.level.word
            node = Nullable((last?.origin ?? own.sorted().last)?.description)
            askedAt = CivilTime.rfc3339(card.time)
            expiresAt = CivilTime.rfc3339(card.instruction.expires)
            state = InstructionState(card, of: own, at: now).rawValue
            reason = last?.report.reason ?? ""
            reportedAt = Nullable(last.map { CivilTime.rfc3339($0.time) })
            figures = Self.byWord(last?.report)
            planned = Self.byWord(
                card.reports.last { own.contains($0.origin) && !$0.report.isOutcome }?.report)
            places = last?.report.places ?? []
            approval = Nullable(card.instruction.approval?.description)
            asked = card.time
            changed = last?.time ?? card.time
            digestAgrees = Nullable(
                try last.flatMap { last in
                    // With itself everybody agrees.
                    try view.ownOrigins().contains(last.origin)
                        ? nil : Self.agrees(last.report, card.scope, view)
                })
        }

        private static func byWord(_ report: ResyncChange.Report?) -> [String: Int64] {
            Dictionary(
                (report?.figures ?? []).map { ($0.word, $0.value) }, uniquingKeysWith: { $1 })
        }

        private static func agrees(
            _ report: ResyncChange.Report, _ scope: Scope, _ view: StoreView
        ) throws -> Bool? {
            guard !report.digest.isEmpty, try view.isState(of: report.vector, in: scope) else {
                return nil
            }
            return try view.stateDigest(of: scope)?.hex == Hex.encode(report.digest)
        }
    }

    public func text(in language: Language) -> String {
        guard !instructions.isEmpty else {
            return Sentence.resync(.nothingAsked).text(in: language)
        }
        let sentences = instructions.flatMap { entry -> [ResyncSentence] in
            var sentences: [ResyncSentence] = [
                .row(
                    id: String(entry.id.prefix(12)), station: entry.station.value ?? "",
                    level: entry.level, at: entry.reportedAt.value ?? entry.askedAt,
                    state: ResyncStateWords(rawValue: entry.state) ?? .ready, reason: entry.reason)
            ]
            if !entry.planned.isEmpty { sentences.append(.planned(Self.words(entry.planned))) }
            if entry.isOver, !entry.figures.isEmpty {
                sentences.append(.figures(Self.words(entry.figures)))
            }
            sentences += entry.places.map { .differing($0) }
            let named = Int64(entry.places.count)
            if named > 0, let lost = entry.figures["lost"], lost > named {
                sentences.append(.notNamed(Int(lost - named)))
            }
            if entry.reason == "damaged-here-alone" { sentences.append(.damagedAloneRemedy) }
            if entry.reason == PastDamage.word { sentences.append(.writtenAgainRemedy) }
            if let agrees = entry.digestAgrees.value { sentences.append(.digestAgrees(agrees)) }
            return sentences
        }
        return sentences.map { Sentence.resync($0).text(in: language) }.joined(separator: "\n")
    }

    private static func words(_ figures: [String: Int64]) -> [CountedWord] {
        figures.sorted { $0.key < $1.key }.map { CountedWord($0.key, $0.value) }
    }
}

public struct ResyncCancelled: Report {
    public static let kind = "ResyncCancelled"
    public let id: String
    public let dryRun: Bool

    public func text(in language: Language) -> String {
        Sentence.resync(.cancelled(id: String(id.prefix(12)))).text(in: language)
    }
}

public struct ResyncUndone: Report {
    public static let kind = "ResyncUndone"
    public let id: String
    /// That are open questions again.
    public let records: Int
    /// About which somebody has written since; they are as they were.
    public let left: Int
    public let dryRun: Bool

    public func text(in language: Language) -> String {
        let undone = ResyncSentence.undone(
            id: String(id.prefix(12)), records: records, left: left)
        return Sentence.resync(undone).text(in: language)
    }
}
