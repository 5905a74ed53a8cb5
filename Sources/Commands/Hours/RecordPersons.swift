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
    private var readings: [Entity: Result<KnownVolunteer?, StoreError>] = [:]

    init(on today: LocalDay) { self.today = today }

    /// As it may be shown; nil where it is not held, or cannot be read.
    mutating func name(of card: HoursCard, in view: StoreView) throws -> String? {
        try card.volunteer.flatMap { try name(of: $0, in: view) }
    }

    mutating func name(of entity: Entity, in view: StoreView) throws -> String? {
        switch try reading(of: entity, in: view) {
        case .success(let volunteer): volunteer?.shownName(on: today)
        case .failure: nil
        }
    }

    /// Whether the disk has altered what the volunteer of a record is shown by.
    mutating func isDamaged(_ card: HoursCard, in view: StoreView) throws -> Bool {
        guard let volunteer = card.volunteer else { return false }
        if case .failure = try reading(of: volunteer, in: view) { return true }
        return false
    }

    /// - Throws: `StoreError.damaged` where the volunteer cannot be read.
    mutating func volunteer(_ entity: Entity, in view: StoreView) throws -> KnownVolunteer? {
        try reading(of: entity, in: view).get()
    }

    private mutating func reading(
        of entity: Entity, in view: StoreView
    ) throws -> Result<KnownVolunteer?, StoreError> {
        if let reading = readings[entity] { return reading }
        let reading: Result<KnownVolunteer?, StoreError>
        do { reading = .success(try KnownVolunteer(entity, in: view)) } catch let error
            as StoreError where error.isOfContent
        { reading = .failure(error) }
        readings[entity] = reading
        return reading
    }
}
