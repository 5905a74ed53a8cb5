import ServiceRecords
import Store
import SyncCore
public import Texts

extension HoursCommands {
    /// Which records to approve.
    public enum Selection: Sendable {
        /// By the beginning of their ids.
        case records([String])
        /// All of a station that await it.
        case all(code: String?)
    }

    /// Approves records in the name of `who`, who must be neither who served nor who recorded.
    public static func approve(
        _ place: Workplace, _ selection: Selection, by who: String
    ) throws -> ApprovalReport {
        var report = ApprovalReport(isDryRun: place.isDryRun)
        for (scope, records) in try chosen(selection, at: place) {
            for first in stride(from: 0, to: records.count, by: 500) {
                let batch = records[first..<min(first + 500, records.count)]
                let done = try place.commit(to: scope) { door in
                    var approval = try Approval(
                        who, by: place.login, in: scope, at: place.now, view: door.view)
                    return try batch.map { ($0, try approval.give(to: $0, through: door)) }
                }
                for (record, outcome) in done { report.add(outcome, record) }
            }
        }
        return report
    }

    private static func chosen(
        _ selection: Selection, at place: Workplace
    ) throws -> [(Scope, [Entity])] {
        switch selection {
        case .all(let code):
            let scope = try place.scope(code: code)
            return [(scope, try place.store.view { try $0.awaitingApproval(in: scope) })]
        case .records(let references):
            let cards = try place.store.view { view in
                try references.map { try RecordReference.hours($0, in: view) }
            }
            let byScope = Dictionary(grouping: cards, by: \.scope)
            return byScope.keys.sorted().map { ($0, (byScope[$0] ?? []).map(\.entity)) }
        }
    }
}

/// One person's approvals inside one transaction.
private struct Approval {
    enum Outcome {
        case approved
        case alreadyApproved
        case refused(ApprovalRefusal)
    }

    private let name: String
    /// Certain only where the person was named by an id or a number.
    private let entity: Entity?
    private let now: Int64
    private var names: VolunteerNames
    private let users: [Entity: UserCard]
    /// Who works here under a name of their own, whatever name they type.
    private let user: UserCard?

    init(
        _ who: String, by login: String?, in scope: Scope, at now: Int64, view: StoreView
    ) throws {
        users = Dictionary(
            try view.users(in: scope).map { ($0.entity, $0) },
            uniquingKeysWith: { first, _ in first })
        user = try login.flatMap { try view.user($0, in: scope) }
        names = VolunteerNames(on: LocalDay(containing: now))
        var card: VolunteerCard?
        do { card = try RecordReference.volunteer(who, in: view) } catch let problem as Problem {
            guard problem.exit == .inputNotFound else { throw problem }
        }
        let isNear = card?.scope == scope
        entity = isNear ? card?.entity : nil
        name = card?.name ?? PlainText.trimmed(who)
        self.now = now
    }

    mutating func give(to record: Entity, through door: CommitDoor) throws -> Outcome {
        guard let card = try door.view.hours(record) else { return .refused(.personsNotHeld) }
        let groups = [ServiceRecord.approval.name, ServiceRecord.correction.name]
        if card.conflicts.contains(where: groups.contains) { return .refused(.inConflict) }
        if card.isReversed { return .refused(.reversed) }
        if card.approvedAt != nil { return .alreadyApproved }
        if card.isOverlapping { return .refused(.overlapping) }
        if let refusal = try refusal(of: card, in: door.view) { return .refused(refusal) }
        var draft = Draft(ServiceRecord.kind, entity: record)
        draft[ServiceRecord.approvedAt] = .int(now)
        if let entity {
            draft[ServiceRecord.approver] = .reference(entity)
        } else {
            draft[ServiceRecord.approverName] = .text(name)
        }
        try door.write(draft)
        return .approved
    }

    /// Where the approver is known for certain, a namesake is another person. Who is logged in is asked by
    /// their own name as well as by the one that they typed.
    private mutating func refusal(
        of card: HoursCard, in view: StoreView
    ) throws -> ApprovalRefusal? {
        let persons = try RecordPersons(card.entity, in: view)
        guard let served = card.volunteer, persons.isHeld,
            let volunteer = try names.volunteer(served, in: view)
        else { return .personsNotHeld }
        // Who was registered twice is one person, under whichever record the hours stand.
        let one = try view.staying(served)
        let named = [volunteer, one == served ? nil : try names.volunteer(one, in: view)]
            .compactMap(\.self)
        let isVolunteer =
            try entity.map { try view.staying($0) == one } ?? named.contains { $0.mayBeNamed(name) }
        if isVolunteer || named.contains(where: { user?.name.map($0.mayBeNamed) == true }) {
            return .approverIsVolunteer
        }
        let enterer = try actor(behind: card.entity, in: view)
        let recorders = [persons.recorderName, enterer.flatMap { users[$0]?.name }]
        let isRecorder =
            try
            (entity != nil
            && entity.map(view.staying) == persons.recorder.map(view.staying))
            || (enterer != nil && enterer == user?.entity)
            || recorders.contains {
                PersonName.isSame($0, name) || PersonName.isSame($0, user?.name)
            }
        return isRecorder ? .approverIsRecorder : nil
    }

    /// The user who entered a record; nil for the node itself.
    private func actor(behind record: Entity, in view: StoreView) throws -> Entity? {
        guard let dot = try view.creation(of: record), let scope = try view.scope(of: record) else {
            return nil
        }
        return try view.change(dot, in: scope)?.canonical.original.header.actor
    }
}

/// What became of a request to approve.
public struct ApprovalReport: Report {
    public static let kind = "Approval"
    public private(set) var approved = 0
    public private(set) var alreadyApproved = 0
    public private(set) var refused: [Refusal] = []
    public let dryRun: Bool

    public struct Refusal: Encodable, Sendable, Hashable {
        public let record: String
        public let reason: String
    }

    private enum CodingKeys: String, CodingKey { case approved, alreadyApproved, refused, dryRun }

    init(isDryRun: Bool) { dryRun = isDryRun }

    fileprivate mutating func add(_ outcome: Approval.Outcome, _ record: Entity) {
        switch outcome {
        case .approved: approved += 1
        case .alreadyApproved: alreadyApproved += 1
        case .refused(let reason):
            refused.append(.init(record: record.description, reason: reason.rawValue))
        }
    }

    public var exit: ExitStatus {
        guard !refused.isEmpty else { return .done }
        return approved + alreadyApproved > 0 ? .partly : .notPermitted
    }

    public func text(in language: Language) -> String {
        var sentences: [RecordSentence] = [.approved(approved)]
        if alreadyApproved > 0 { sentences.append(.approvedAlready(alreadyApproved)) }
        for refusal in refused.prefix(ImportReport.shownProblems) {
            guard let reason = ApprovalRefusal(rawValue: refusal.reason) else { continue }
            sentences.append(.approvalRefused(String(refusal.record.prefix(12)), reason))
        }
        if !refused.isEmpty { sentences.append(.approvalRefusedRemedy) }
        if dryRun { sentences.append(.nothingWritten) }
        return sentences.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}
