import ServiceRecords
import Store
import SyncCore

/// A registered volunteer as far as others are told apart from them. Groups are read when they are
/// asked for: most rows of a file want the identity alone.
struct KnownVolunteer {
    let entity: Entity
    let name: String?
    let nameAlt: String?
    let idNumber: String?
    let birthDate: String?
    private let view: StoreView

    /// nil where the person's identity is not held here.
    init?(_ entity: Entity, in view: StoreView) throws {
        guard let group = Volunteer.kind.group(Volunteer.name.group),
            let fields = try view.shown(group, of: entity), !fields.isEmpty
        else { return nil }
        self.entity = entity
        self.view = view
        name = fields[Volunteer.name.number]?.asText
        nameAlt = fields[Volunteer.nameAlt.number]?.asText
        idNumber = fields[Volunteer.idNumber.number]?.asText
        birthDate = fields[Volunteer.birthDate.number]?.asText
    }

    /// Of a child no more than the first character.
    func shownName(on today: LocalDay) -> String? {
        name.map {
            Minority.isChild(bornOn: birthDate, on: today) ? PersonMask.name($0) : $0
        }
    }

    func isNamed(_ text: String) -> Bool { text == name || text == nameAlt }

    /// Also where somebody wrote the name another way: it decides who may not, never whom a row means.
    func mayBeNamed(_ text: String) -> Bool {
        PersonName.isSame(text, name) || PersonName.isSame(text, nameAlt)
    }

    func phones() throws -> [String] {
        try value(Volunteer.phones)?.asList?.compactMap(\.asText) ?? []
    }

    func volunteerNumber() throws -> String? { try value(Volunteer.volunteerNumber)?.asText }

    func serviceArea() throws -> String? { try value(Volunteer.serviceArea)?.asText }

    private func value(_ field: Field) throws -> Value? {
        guard let group = Volunteer.kind.group(field.group) else { return nil }
        return try view.shown(group, of: entity)?[field.number]
    }
}

/// Finds the volunteers of one scope during one import. Volunteer numbers are read once: a number that
/// another process gives away in the meantime is found by the next import.
struct VolunteerFinder {
    let scope: Scope
    private var numbers: [String: [Entity]]?

    init(in scope: Scope) { self.scope = scope }

    func having(idNumber: String, in view: StoreView) throws -> [KnownVolunteer] {
        try known(under: .idNumber(idNumber), in: view).filter {
            $0.idNumber?.uppercased() == idNumber.uppercased()
        }
    }

    func named(_ name: String, in view: StoreView) throws -> [KnownVolunteer] {
        try known(under: .name(name), in: view).filter { $0.isNamed(name) }
    }

    func having(phone: String, in view: StoreView) throws -> [KnownVolunteer] {
        try known(under: .phone(phone), in: view).filter { try $0.phones().contains(phone) }
    }

    mutating func having(
        volunteerNumber: String, in view: StoreView
    ) throws -> [KnownVolunteer] {
        let all = try numbers ?? view.volunteerNumbers(in: scope)
        numbers = all
        return try known(all[volunteerNumber] ?? [], in: view)
    }

    /// To be told of what was written since.
    mutating func note(_ entity: Entity, volunteerNumber: String?) {
        guard let volunteerNumber, numbers != nil else { return }
        numbers?[volunteerNumber, default: []].append(entity)
    }

    private func known(under key: VolunteerKey, in view: StoreView) throws -> [KnownVolunteer] {
        try known(view.volunteers(underKey: key, in: scope), in: view)
    }

    /// Of volunteers that were merged, who stays.
    private func known(_ entities: [Entity], in view: StoreView) throws -> [KnownVolunteer] {
        try Set(entities.map(view.staying)).sorted().compactMap {
            try KnownVolunteer($0, in: view)
        }
    }
}
