import ServiceRecords
import Store
import SyncCore

/// The personal parts of a service record: who led, who recorded, who approved, and remarks.
struct RecordPersons {
    let leaderName: String?
    let recorderName: String?
    let recorder: Entity?
    let approverName: String?
    let remark: String?
    let evaluation: String?
    /// False where the personal part of the entry is not held here.
    let isHeld: Bool

    init(_ record: Entity, in view: StoreView) throws {
        let entry = try view.shown(ServiceRecord.entry, of: record)
        let approval = try view.shown(ServiceRecord.approval, of: record)
        let evaluation = try view.shown(ServiceRecord.evaluation, of: record)
        isHeld = entry != nil
        leaderName = entry?[ServiceRecord.leaderName.number]?.asText
        recorderName = entry?[ServiceRecord.recorderName.number]?.asText
        recorder = entry?[ServiceRecord.recorder.number]?.asReference
        remark = entry?[ServiceRecord.remark.number]?.asText
        approverName = approval?[ServiceRecord.approverName.number]?.asText
        self.evaluation = evaluation?[ServiceRecord.evaluationText.number]?.asText
    }
}

/// The names of volunteers beside their records, each looked up once.
struct VolunteerNames {
    let today: LocalDay
    private var known: [Entity: KnownVolunteer?] = [:]

    init(on today: LocalDay) { self.today = today }

    /// As it may be shown.
    mutating func name(of card: HoursCard, in view: StoreView) throws -> String? {
        try card.volunteer.flatMap { try name(of: $0, in: view) }
    }

    mutating func name(of entity: Entity, in view: StoreView) throws -> String? {
        try volunteer(entity, in: view)?.shownName(on: today)
    }

    mutating func volunteer(_ entity: Entity, in view: StoreView) throws -> KnownVolunteer? {
        if let known = known[entity] { return known }
        let volunteer = try KnownVolunteer(entity, in: view)
        known[entity] = .some(volunteer)
        return volunteer
    }
}
