import Interchange
import ServiceRecords
import Store
import SyncCore

extension VolunteerCommands {
    /// Writes the volunteers of a station as a list that imports read again (CSV).
    public static func export(_ place: Workplace, _ order: ExportOrder) throws -> PersonalExported {
        try PersonalExport(place, order, act: "volunteer-export").write { view, scope, children in
            let sheet = WrittenSheet<VolunteerSheet.Column>(
                others: [WrittenSheet<VolunteerSheet.Column>.remarks])
            var contents = PersonalExport.Contents(start: sheet.start)
            contents.groups = [Volunteer.name.group, Volunteer.phones.group]
            let found = try view.volunteers(fitting: VolunteerSearch(""), in: scope, limit: .max)
            contents.damaged = found.damaged.count
            for card in found.volunteers {
                // Hidden, erased, or not held here.
                guard !card.isVoided, card.name != nil else { continue }
                let isChild = Minority.isChild(bornOn: card.birthDate, on: place.today)
                guard children || !isChild else {
                    contents.leftOut += 1
                    continue
                }
                if isChild { contents.children += 1 }
                contents.people.append(card.entity)
                contents.rows += 1
                contents.sources.append(.record(card.entity, Volunteer.kind))
                contents.bytes += sheet.row(card.cells, others: [card.otherPhones])
            }
            return contents
        }
    }
}

extension VolunteerCard {
    fileprivate var cells: [VolunteerSheet.Column: String] {
        var cells: [VolunteerSheet.Column: String] = [:]
        cells[.name] = name
        cells[.nameInOwnScript] = nameAlt
        cells[.idType] = idNumber == nil ? nil : idType
        cells[.idNumber] = idNumber
        cells[.gender] = gender
        cells[.birthDate] = birthDate
        cells[.phone] = phones.first
        cells[.volunteerNumber] = volunteerNumber
        cells[.residenceArea] = residenceArea
        cells[.serviceArea] = serviceArea
        cells[.serviceCategories] = serviceCategories.joined(separator: "、")
        return cells
    }

    /// The sheet has a column for one.
    fileprivate var otherPhones: String { phones.dropFirst().joined(separator: "、") }
}
