import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// Takes rows of a list of volunteers. A person who is here already is left as they are: what stands
/// here may have been corrected by hand since the list was made.
struct VolunteerTaker: RowTaker {
    typealias Plan = VolunteerRow

    private let sheet: VolunteerSheet
    private let today: LocalDay
    private var finder: VolunteerFinder
    /// What earlier rows of this file brought: in a dry run the store does not know of them.
    private var earlier: [PersonKey: String] = [:]

    private enum PersonKey: Hashable {
        case idNumber(String)
        case volunteerNumber(String)
        /// For a row that has neither.
        case person(name: String, phone: String?, area: String?, born: LocalDay?)
    }

    init(header: [String], scope: Scope, today: LocalDay) throws {
        do throws(HeaderProblem) { sheet = try VolunteerSheet(header: header) } catch {
            throw Problem(error)
        }
        self.today = today
        finder = VolunteerFinder(in: scope)
    }

    var ignoredColumns: [String] { sheet.header.ignored }
    var unknownColumns: [String] { sheet.header.unknown }

    func read(_ row: CSVReader.Row) -> RowReading<VolunteerRow> { sheet.read(row, today: today) }

    mutating func decide(
        _ row: VolunteerRow, line: Int, in view: StoreView
    ) throws -> RowDecision<VolunteerRow> {
        for key in Self.keys(of: row) {
            let names = try names(under: key, of: row, in: view)
            guard !names.isEmpty else { continue }
            if names.contains(row.name) { return .alreadyThere }
            return .reject([
                RowProblem(
                    row: line, column: sheet.header.name(of: .name), value: row.name,
                    reason: .volunteerContradicts)
            ])
        }
        for key in Self.keys(of: row) { earlier[key] = row.name }
        return .take(row)
    }

    mutating func write(_ row: VolunteerRow, through door: CommitDoor) throws {
        var draft = Draft(row)
        draft[Source.channel] = .text(Source.imported)
        let entity = try door.write(draft)
        finder.note(entity, volunteerNumber: row.volunteerNumber)
    }

    /// By what the person of a row is known again, the surest first.
    private static func keys(of row: VolunteerRow) -> [PersonKey] {
        var keys: [PersonKey] = []
        if let number = row.idNumber { keys.append(.idNumber(number)) }
        if let number = row.volunteerNumber { keys.append(.volunteerNumber(number)) }
        guard keys.isEmpty else { return keys }
        let phone = row.phone
        return [
            .person(
                name: row.name, phone: phone, area: phone == nil ? row.serviceArea : nil,
                born: phone == nil ? row.birthDate : nil)
        ]
    }

    /// The names of whoever has this key already. A volunteer number with another citizen's number
    /// gives none that the row could have: the row contradicts what stands here.
    private mutating func names(
        under key: PersonKey, of row: VolunteerRow, in view: StoreView
    ) throws -> [String] {
        if let name = earlier[key] { return [name] }
        switch key {
        case .idNumber(let number):
            return try finder.having(idNumber: number, in: view).flatMap(\.names)
        case .volunteerNumber(let number):
            return try finder.having(volunteerNumber: number, in: view).flatMap { known in
                let isOther = known.idNumber != nil && row.idNumber != nil
                return isOther ? [""] : known.names
            }
        case .person(let name, let phone?, _, _):
            return try finder.named(name, in: view)
                .filter { try $0.phones().contains(phone) }.flatMap(\.names)
        case .person(let name, nil, let area, let born):
            return try finder.named(name, in: view).filter { known in
                try known.idNumber == nil && known.birthDate == born?.description
                    && known.phones().isEmpty && known.serviceArea() == area
            }.flatMap(\.names)
        }
    }
}

extension KnownVolunteer {
    /// Under which the person is known.
    fileprivate var names: [String] { [name, nameAlt].compactMap(\.self) }
}

extension Draft {
    /// A new volunteer with everything that a row says.
    init(_ row: VolunteerRow) {
        self.init(Volunteer.kind)
        self[Volunteer.name] = .text(row.name)
        self[Volunteer.nameAlt] = row.nameInOwnScript.map(Value.text)
        setIdentity(
            gender: row.gender, birthDate: row.birthDate, idType: row.idType,
            idNumber: row.idNumber)
        if row.phone != nil || row.residenceArea != nil {
            self[Volunteer.phones] = row.phone.map { .list([.text($0)]) }
            self[Volunteer.residenceArea] = row.residenceArea.map(Value.text)
        }
        guard
            row.volunteerNumber != nil || row.serviceArea != nil || !row.serviceCategories.isEmpty
        else { return }
        self[Volunteer.volunteerNumber] = row.volunteerNumber.map(Value.text)
        self[Volunteer.serviceArea] = row.serviceArea.map(Value.text)
        self[Volunteer.serviceCategories] = Self.list(row.serviceCategories)
    }

    /// Levels above the county see no more of the birth date than its decade.
    mutating func setIdentity(
        gender: String?, birthDate: LocalDay?, idType: String?, idNumber: String?
    ) {
        self[Volunteer.gender] = gender.map(Value.text)
        self[Volunteer.birthDate] = birthDate.map { .text($0.description) }
        self[Volunteer.birthDecade] = birthDate.map { .int(Int64($0.year / 10 * 10)) }
        self[Volunteer.idNumber] = idNumber.map(Value.text)
        self[Volunteer.idType] = idNumber == nil ? nil : idType.map(Value.text)
    }

    static func list(_ texts: [String]) -> Value? {
        texts.isEmpty ? nil : .list(texts.map(Value.text))
    }
}
