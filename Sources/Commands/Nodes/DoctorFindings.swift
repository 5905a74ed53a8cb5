import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What somebody can do something about, the gravest first.
struct DoctorFindings {
    private(set) var all: [DoctorReport.Finding] = []
    private let condition: Condition
    private let place: Workplace

    /// A receipt may be younger by so much than a clock that is right: both were set by people.
    private static let clockTolerance: Int64 = 600_000
    /// 2025-01-01: a clock before it was never set.
    private static let earliestTime: Int64 = 1_735_689_600_000
    private static let leastFreeBytes: Int64 = 1_000_000_000

    init(_ condition: Condition, of place: Workplace) throws {
        self.condition = condition
        self.place = place
        addStore()
        addKeys()
        try addLine()
        try addTwice()
        try addQuestions()
        try addErasures()
        addAdmissions()
        addRestored()
        try addFiles()
        addMachine()
        all.sort { $0.severity < $1.severity }
    }

    private mutating func addStore() {
        if let damage = condition.damage {
            add("store-damaged", .error, .fileDamaged(damage), remedy: "yizhan db salvage")
        }
        if let place = try? self.place.store.setting(Daemon.patrolSetting), !place.isEmpty {
            if Daemon.isTable(place) {
                add(
                    "table-edited", .error, Sentence.resync(.patrolFoundTable(place: place)),
                    remedy: "yizhan resync start --level rebuild")
            } else {
                add(
                    "change-damaged", .error, Sentence.resync(.patrolFound(place: place)),
                    remedy: "yizhan resync plan --level verify")
            }
        }
        if let alone = try? DamagedAlone(of: self.place.store), alone.count > 0 {
            add(
                "damaged-alone", .error,
                Sentence.resync(.damagedAlone(count: alone.count, places: alone.places)),
                count: alone.count, remedy: "yizhan backup list")
        }
        let lost = lostEntries()
        if lost > 0 {
            add(
                "entries-lost", .warning, .entriesLost(lost), count: lost,
                remedy: "yizhan resync history")
        }
        if !condition.isDurable {
            add("not-durable", .error, .notDurable, remedy: "yizhan db check")
        }
        switch condition.memory {
        case .whole: break
        case .unknown: add("sidecar-lost", .warning, .sidecarUnknown, remedy: "yizhan sync now")
        case .behind: add("database-behind", .warning, .databaseBehind, remedy: "yizhan sync now")
        }
        if condition.uncarried > 0 {
            add(
                "branch-uncarried", .notice, .uncarried(condition.uncarried),
                count: condition.uncarried, remedy: "yizhan sync now")
        }
    }

    /// Of the last thirty days: somebody has to enter them again, and nothing here can tell whether that was done.
    private func lostEntries() -> Int {
        let recent = try? place.store.view {
            try $0.incidents(since: DoctorCommands.recent(place), limit: 1_000)
        }
        return (recent ?? []).filter { $0.kind == .unreadable }.reduce(0) { $0 + $1.count }
    }

    private mutating func addKeys() {
        for origin in condition.missingKeys {
            let keys = place.home.keys.folder.path
            add(
                "key-missing", .error, .keyMissing(origin: origin.short), origin: origin,
                remedy: "cp BACKUP/keys/origin-\(origin).key \(keys)/")
        }
        let exposed = place.home.keys.exposed()
        if !exposed.isEmpty {
            add(
                "keys-exposed", .warning, .keysExposed(exposed.count), count: exposed.count,
                remedy: "chmod -R go= \(place.home.keys.folder.path)")
        }
    }

    private mutating func addLine() throws {
        if let refusal = try place.home.heardRefusal() {
            let pending = try place.store.view { try $0.delivery() }.pending
            add(
                refusal.word == .revoked ? "key-revoked" : "not-known-above", .error,
                .node(refusal.sentence(pending: pending)), origin: place.home.origin,
                count: pending,
                remedy: "yizhan node init --join FILE --data-dir \(place.home.directory.path)")
        }
        if let trouble = try place.store.setting("trouble"), !trouble.isEmpty {
            add("trouble", .warning, Sentence.node(.trouble(trouble)), remedy: "yizhan sync now")
        }
        for receipt in condition.receipts where receipt.reason == .countyRenewed {
            add(
                "receipts-void", .notice,
                .receiptsOfEarlierCounty(
                    place: place.placeName(receipt.code), origin: receipt.origin.short,
                    changes: receipt.changes, at: CivilTime.local(receipt.time * 1_000)),
                code: receipt.code, origin: receipt.origin, count: receipt.changes,
                remedy: "yizhan sync now")
        }
    }

    private mutating func addAdmissions() {
        for waiting in condition.waiting where !waiting.isBarred {
            add(
                waiting.isSecondUse ? "join-file-used-again" : "origin-waits", .warning,
                sentence(of: waiting),
                code: waiting.code, origin: waiting.origin, count: Int(clamping: waiting.changes),
                remedy: Self.admission(waiting.code, waiting.origin))
        }
        for card in (try? place.store.view { try $0.sharedFiles(at: place.now) }) ?? [] {
            add(
                "join-file-shared", .warning,
                .fileShared(place: place.placeName(card.code, card.name)), code: card.code,
                remedy: "yizhan station uninvite --code \(card.code ?? "")")
        }
        let since = DoctorCommands.recent(place)
        for shared in (try? place.store.view { try $0.sharedKeys(since: since) }) ?? [] {
            let code = shared.code.map { "--code \($0) " } ?? ""
            add(
                "key-shared", .warning,
                .keyShared(
                    place: place.placeName(shared.code, shared.name),
                    origins: shared.writers.map(\.short)),
                code: shared.code, origin: shared.key, count: shared.writers.count,
                remedy: "yizhan key revoke \(code)--origin ORIGIN --spare ORIGIN")
        }
        for scope in condition.awaitingAdmission {
            let origin = place.home.origin
            add(
                "admission-awaited", .warning,
                .admissionAwaited(
                    place: place.placeName(scope.code, scope.name), origin: origin.short),
                code: scope.code, origin: origin, remedy: Self.admission(scope.code, origin))
        }
        for left in (try? place.store.view { try $0.leftBehind() }) ?? [] {
            add(
                "entries-not-admitted", .error,
                .notAdmittedEver(
                    place: place.placeName(left.code, left.name), origin: left.origin.short,
                    changes: left.changes),
                code: left.code, origin: left.origin, count: left.changes,
                remedy: Self.admission(left.code, left.origin))
        }
        for crowded in condition.crowded {
            let list = place.home.role == .station ? "yizhan log list" : "yizhan station list"
            add(
                "too-many-origins", .warning,
                .tooManyOrigins(
                    place: place.placeName(crowded.code, crowded.name), count: crowded.origins,
                    limit: CrowdedScope.limit),
                code: crowded.code, count: crowded.origins, remedy: list)
        }
    }

    private func sentence(of waiting: WaitingOrigin) -> DoctorSentence {
        let name = place.placeName(waiting.code, waiting.name)
        let (origin, changes) = (waiting.origin.short, waiting.changes)
        return if waiting.isSecondUse {
            .secondUseWaits(place: name, origin: origin, changes: changes)
        } else if waiting.predecessor == nil {
            .strangerWaits(place: name, origin: origin, changes: changes)
        } else { .originWaits(place: name, origin: origin, changes: changes) }
    }

    /// Nothing here can tell what an aggregator has said since the backup, and whether everybody that heard it has
    /// brought it back.
    private mutating func addRestored() {
        let recent = try? place.store.view {
            try $0.incidents(since: DoctorCommands.recent(place), limit: 1_000)
        }
        let since = (recent ?? []).filter { [.sidecar, .ownLogLonger, .apart].contains($0.kind) }
            .map(\.time).max()
        guard place.home.role != .station, let since else { return }
        add(
            "words-lost", .warning, .putBack(at: CivilTime.local(since)),
            remedy: "yizhan key show")
    }

    /// What no conflict shows: two registered one person, or one service, where neither could see the other.
    private mutating func addTwice() throws {
        let (overlaps, people) = try place.store.view {
            (try $0.overlapCount(), try $0.sharedNumbers().count)
        }
        if people > 0 {
            add(
                "volunteers-twice", .warning, .volunteersTwice(people), count: people,
                remedy: "yizhan volunteer list --duplicates")
        }
        if overlaps > 0 {
            add(
                "hours-overlap", .warning, Sentence.record(.hoursOverlap(overlaps)),
                count: overlaps, remedy: "yizhan hours list --overlapping")
        }
    }

    /// After each move the station that gave asks for one, and whoever governs it has to say yes.
    private mutating func addErasures() throws {
        let open = try place.store.view { try $0.delivery().erasures }
        guard open > 0 else { return }
        add(
            "erasures-open", .warning, Sentence.node(.erasuresOpen(open)), count: open,
            remedy: "yizhan volunteer erasures")
    }

    /// Whoever asks about so many people that it looks like trying numbers.
    private mutating func addQuestions() throws {
        guard place.home.role != .station else { return }
        let delayed = try place.store.view { try $0.delayedQuestions(at: place.now) }
        guard delayed > 0 else { return }
        add(
            "questions-delayed", .warning,
            .questionsDelayed(count: delayed, limit: ClaimSearch.questionsADay), count: delayed,
            remedy: "yizhan transfer list")
    }

    private static func admission(_ code: String?, _ origin: Origin) -> String {
        (["yizhan station admit"] + [code.map { "--code \($0)" }].compactMap(\.self)
            + ["--origin \(origin)"]).joined(separator: " ")
    }

    private mutating func addFiles() throws {
        let lost = try LostAttachments(of: place.home)
        let awaited = Set(lost.gone).subtracting(lost.nowhere).count
        if awaited > 0 {
            add(
                "attachments-gone", .notice, .attachmentsGone(awaited), count: awaited,
                remedy: "yizhan resync plan --level verify")
        }
        if !lost.nowhere.isEmpty {
            add(
                "attachments-nowhere", .warning, .attachmentsNowhere(lost.nowhere.count),
                count: lost.nowhere.count, remedy: "yizhan attachment list")
        }
    }

    private mutating func addMachine() {
        let now = place.now
        if now < Self.earliestTime {
            add("clock-unset", .warning, .clockUnset(CivilTime.local(now)), remedy: "timedatectl")
        } else if let latest = condition.latestTime, latest - now > Self.clockTolerance {
            add(
                "clock-behind", .warning,
                .clockBehind(now: CivilTime.local(now), latest: CivilTime.local(latest)),
                remedy: "timedatectl")
        }
        if let free = place.home.freeBytes, free < Self.leastFreeBytes {
            add(
                "disk-low", .warning, .diskLow(megabytes: free / 1_000_000),
                remedy: "df -h \(place.home.directory.path)")
        }
    }

    private mutating func add(
        _ what: String, _ severity: DoctorReport.Severity, _ sentence: DoctorSentence,
        code: String? = nil, origin: Origin? = nil, count: Int? = nil, remedy: String
    ) {
        add(
            what, severity, .doctor(sentence), code: code, origin: origin, count: count,
            remedy: remedy)
    }

    private mutating func add(
        _ what: String, _ severity: DoctorReport.Severity, _ sentence: Sentence,
        code: String? = nil, origin: Origin? = nil, count: Int? = nil, remedy: String
    ) {
        all.append(
            DoctorReport.Finding(
                code: what, severity: severity, station: Nullable(code),
                origin: Nullable(origin?.description), count: Nullable(count), remedy: remedy,
                sentence: sentence))
    }
}
