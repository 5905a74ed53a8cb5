public import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// The answer of `status`.
public struct StatusReport: Report {
    public static let kind = "SyncStatus"
    public let role: String
    public let code: String
    public let name: String
    public let head: Int
    public let delivered: Int
    public let pending: Int
    public let conflicts: Int
    public let refused: Int
    /// Changes of anybody that do not count here; of these and the conflicts, what needs you.
    public let quarantined: Int
    public let needsYou: Int
    /// RFC 3339; null before the first receipt.
    public let receiptTime: Nullable<String>
    public let isHighestLevel: Bool
    /// What keeps this node and the county from holding the same, as a fixed word: own-log,
    /// broken-root, differs, …; null when nothing does.
    public let trouble: Nullable<String>
    /// That the level above speaks with this node no more, since when that was heard, and why; null while it
    /// does.
    public let suspended: Nullable<DatedReason>
    /// That it takes nothing from this node, whose key is revoked or not known there; null while it does.
    public let turnedAway: Nullable<TurnedAway>
    /// That it has closed what this node writes under; null where it has not.
    public let retired: Nullable<DatedReason>
    /// The pill's fixed word: delivered, pending, unreachable, attention, unknown, highest.
    public let state: String
    public let line: Line
    /// What befell this node in the last thirty days, dealt with by itself: `node doctor` tells.
    public let incidents: Int
    /// Codes of stations with more than eight live origins.
    public let crowded: [String]
    /// What couriers carry.
    public let courier: CourierState
    /// Files that wait to be sent to the level above, and those that are not here. No part of what is
    /// delivered or pending.
    public let attachments: AttachmentBacklog
    /// Changes that are damaged here and that nobody who was asked has whole: origin and sequence of the first
    /// of them. What lies behind them in the log is not delivered.
    public let damaged: [String]
    /// What SQLite finds wrong with the database file, where it could not be put right; null for nothing.
    public let brokenFile: Nullable<String>
    /// Stations that carry on the work of this one; empty while it has not ended.
    public let successors: [NamedStation]
    public let exit: ExitStatus

    public struct Line: Encodable, Sendable, Hashable {
        /// RFC 3339; null before the first time.
        public let lastContact: Nullable<String>
        public let lastTry: Nullable<String>
        /// A fixed word: "agreed", "unreachable", …
        public let lastResult: Nullable<String>
        /// Tries in a row that nobody answered.
        public let failures: Int
        /// Why nothing is sent by itself at this moment: "window", "budget"; null when nothing stands in
        /// the way.
        public let held: Nullable<String>
        /// RFC 3339; until when.
        public let heldUntil: Nullable<String>
    }

    private enum CodingKeys: String, CodingKey {
        case role, code, name, head, delivered, pending, conflicts, refused, quarantined
        case needsYou, receiptTime
        case isHighestLevel, trouble, suspended, turnedAway, retired, state, line, incidents,
            crowded, courier,
            attachments, damaged, brokenFile, successors
    }

    private let pill: Pill
    private let past: Past
    private let ended: [BoundarySentence]
    private let alone: DamagedAlone

    /// What befell the node, and what it has come to.
    struct Past {
        /// The latest first.
        let incidents: [Incident]
        let crowded: [CrowdedScope]

        var sentences: [DoctorSentence] {
            let last = incidents.first.map {
                DoctorSentence.seeDoctor(
                    count: incidents.count, last: CivilTime.local($0.time))
            }
            return [last].compactMap(\.self)
                + crowded.map {
                    .tooManyOrigins(
                        place: [$0.code, $0.name].compactMap(\.self).joined(separator: " "),
                        count: $0.origins, limit: CrowdedScope.limit)
                }
        }
    }

    init(
        home: NodeHome, delivery: Delivery, line: LineState, past: Past, courier: CourierState,
        waiting: AttachmentBacklog, damaged alone: DamagedAlone, broken file: String,
        successors: [NamedScope],
        trouble: String?, word: WordFromAbove = WordFromAbove(), failIf: [StatusCondition],
        now: Int64
    ) {
        role = home.role.rawValue
        code = home.code
        name = home.name
        head = delivery.head
        delivered = delivery.delivered
        pending = delivery.pending
        conflicts = delivery.conflicts
        refused = delivery.refused
        quarantined = delivery.quarantined
        suspended = Nullable(word.suspended.map(DatedReason.init))
        turnedAway = Nullable(word.refusal.map(TurnedAway.init))
        retired = Nullable(word.closing.map(DatedReason.init))
        receiptTime = Nullable(delivery.receiptTime.map { CivilTime.rfc3339($0 * 1_000) })
        isHighestLevel = delivery.isHighestLevel
        self.trouble = Nullable(trouble)
        pill = Pill(
            delivery, line, trouble: trouble, word: word,
            isDamaged: alone.count > 0 || !file.isEmpty)
        needsYou = pill.needsYou
        state = pill.state.rawValue
        self.line = Line(
            lastContact: Nullable(line.lastContact.map(CivilTime.rfc3339)),
            lastTry: Nullable(line.lastTry.map(CivilTime.rfc3339)),
            lastResult: Nullable(line.lastResult),
            failures: line.failures, held: Nullable(line.hold?.reason.rawValue),
            heldUntil: Nullable(line.hold.map { CivilTime.rfc3339($0.until) }))
        self.past = past
        self.courier = courier
        attachments = waiting
        damaged = alone.places
        self.alone = alone
        brokenFile = Nullable(file.isEmpty ? nil : file)
        self.successors = successors.map(NamedStation.init)
        ended =
            successors.isEmpty
            ? []
            : [.endedHere(into: successors.map(StationCommands.title)), .endedHereNext]
        incidents = past.incidents.count
        crowded = past.crowded.map { $0.code ?? "" }
        exit = failIf.contains { $0.isMet(by: delivery, now: now) } ? .no : .done
    }

    public func text(in language: Language) -> String {
        let lines =
            pill.sentences + [.headLine(head: head, delivered: delivered, pending: pending)]
        let lost: [ResyncSentence] =
            alone.count > 0
            ? [.damagedAlone(count: alone.count, places: alone.places), .damagedAloneRemedy] : []
        let broken: [NodeSentence] =
            brokenFile.value.map { [.fileBroken($0), .fileBrokenRemedy] } ?? []
        let isWaiting = attachments.toSend + attachments.toFetch > 0
        let waiting: [Sentence] =
            isWaiting
            ? [
                .attachment(
                    .waiting(toSend: attachments.toSend, toFetch: attachments.toFetch))
            ] : []
        return
            (ended.map(Sentence.boundary) + (lines + broken).map(Sentence.node)
            + lost.map(Sentence.resync)
            + courier.sentences.map(Sentence.bundle) + waiting
            + past.sentences.map(Sentence.doctor))
            .map { $0.text(in: language) }.joined(separator: "\n")
    }
}

extension StatusCondition {
    func isMet(by delivery: Delivery, now: Int64) -> Bool {
        switch self {
        case .pending: return delivery.pending > 0
        case .conflicts: return delivery.conflicts > 0
        case .quarantine: return delivery.unsettled > 0
        case .stale(let seconds):
            guard let receipt = delivery.receiptTime else { return true }
            return now / 1_000 - receipt > seconds
        }
    }
}
