import Interchange
import ServiceRecords
import Store
import SyncCore

extension HoursCommands {
    /// Writes the service records of a station that count, as a list that imports read again (CSV), and
    /// behind each in which column it counts.
    public static func export(_ place: Workplace, _ order: ExportOrder) throws -> PersonalExported {
        try PersonalExport(place, order, act: "hours-export").write { view, scope, children in
            let sheet = WrittenSheet<HoursSheet.Column>(others: ["计入"])
            var contents = PersonalExport.Contents(start: sheet.start)
            contents.groups = Set(
                ServiceRecord.kind.groups.filter(\.hasPersonalFields).map(\.number))
            var people = VolunteerNames(on: place.today)
            var named: Set<Entity> = []
            for card in try view.hours(in: scope, limit: .max) {
                guard let column = card.column else { continue }
                let person: KnownVolunteer?
                let cells: [HoursSheet.Column: String]
                do {
                    person = try card.volunteer.flatMap { try people.volunteer($0, in: view) }
                    cells = try self.cells(of: card, person, in: view)
                    // Reasons are compared with all that is known of them.
                    if let person, !named.contains(person.entity) {
                        _ = try view.volunteer(person.entity)
                    }
                } catch let error as StoreError where error.isOfContent {
                    contents.damaged += 1
                    continue
                }
                let isChild = Minority.isChild(bornOn: person?.birthDate, on: place.today)
                guard children || !isChild else {
                    contents.leftOut += 1
                    continue
                }
                if let entity = person?.entity, named.insert(entity).inserted {
                    contents.people.append(entity)
                    contents.sources.append(.record(entity, Volunteer.kind))
                    if isChild { contents.children += 1 }
                }
                contents.rows += 1
                contents.sources += [
                    .record(card.entity, ServiceRecord.kind), .word(column.rawValue),
                ]
                contents.bytes += sheet.row(cells, others: [column.rawValue])
            }
            return contents
        }
    }

    private static func cells(
        of card: HoursCard, _ person: KnownVolunteer?, in view: StoreView
    ) throws -> [HoursSheet.Column: String] {
        var cells: [HoursSheet.Column: String] = [:]
        let entry = try view.shown(ServiceRecord.entry, of: card.entity)
        let persons = try RecordPersons(card.entity, in: view)
        cells[.name] = person?.name
        cells[.idNumber] = person?.idNumber
        cells[.volunteerNumber] = try person?.volunteerNumber()
        cells[.phone] = try person?.phones().first
        if let project = entry?[ServiceRecord.project.number]?.asReference,
            let group = Project.kind.group(Project.name.group)
        {
            let fields = try view.shown(group, of: project)
            cells[.projectName] = fields?[Project.name.number]?.asText
            cells[.projectNumber] = fields?[Project.number.number]?.asText
        }
        cells[.post] = entry?[ServiceRecord.post.number]?.asText
        cells[.organisation] = entry?[ServiceRecord.orgUnit.number]?.asText
        cells[.activityName] = card.activityName
        cells[.place] = card.place
        cells[.content] = card.content
        cells[.start] = CivilTime.local(card.start)
        cells[.end] = CivilTime.local(card.end)
        cells[.hours] = Seconds.hours(card.seconds)
        cells[.entryMode] = card.entryMode
        cells[.leader] = persons.leaderName
        cells[.recorder] = persons.recorderName
        cells[.evaluation] = persons.evaluation
        cells[.remark] = persons.remark
        cells[.approver] = persons.approverName
        return cells
    }
}
