import ServiceRecords
import Store
import SyncCore
import Texts

/// A change that is to be sent again, in front of what was entered since: what `hours add` and
/// `volunteer add` would refuse counts twice, whoever sends it.
struct EnteredAgain {
    private let change: Change
    private let scope: Scope
    private let view: StoreView
    private let fields: [GroupNumber: Fields]

    init(_ change: Change, in scope: Scope, view: StoreView) {
        self.change = change
        self.scope = scope
        self.view = view
        fields = Dictionary(
            zip(change.groups.map(\.group), change.written),
            uniquingKeysWith: { first, _ in first })
    }

    /// - Throws: `Problem` that names the record which says it already.
    func refuse(_ reference: String) throws {
        do {
            switch change.kind {
            case ServiceRecord.kind.number: try refuseHours()
            case Volunteer.kind.number: try refuseVolunteer()
            default: return
            }
        } catch let problem as Problem {
            throw Problem(
                problem.code, problem.exit, problem.message,
                remedy: .conflict(.enteredAgainRemedy(reference)))
        }
    }

    private func refuseHours() throws {
        guard let entry = fields[ServiceRecord.entry.number],
            let start = entry[ServiceRecord.start.number]?.asInt,
            let end = entry[ServiceRecord.end.number]?.asInt,
            let interval = try? ServiceInterval(start: start, end: end),
            let volunteer = entry[ServiceRecord.volunteer.number]?.asReference
        else { return }
        let replaced = entry[ServiceRecord.replaces.number]?.asReference
        try TimeCheck(interval, of: volunteer, except: replaced, in: view).refuseOverlap()
    }

    private func refuseVolunteer() throws {
        func text(_ field: Field) throws -> String? {
            if let group = fields[field.group] { return group[field.number]?.asText }
            return try Volunteer.kind.group(field.group).flatMap {
                try view.shown($0, of: change.entity)
            }?[field.number]?.asText
        }
        let identity = PersonIdentity(
            name: try text(Volunteer.name), idNumber: try text(Volunteer.idNumber),
            volunteerNumber: try text(Volunteer.volunteerNumber),
            phones: fields[Volunteer.phones.group]?[Volunteer.phones.number]?.asList?
                .compactMap(\.asText) ?? [])
        try VolunteerCommands.refuseKnown(
            identity, in: scope, except: change.entity, view: view)
    }
}
