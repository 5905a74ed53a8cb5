import Interchange
import ServiceRecords
import Texts

/// What a person enters of a volunteer. nil says nothing; an empty text empties the field.
public struct VolunteerFields: Sendable {
    public var name: String?
    public var nameInOwnScript: String?
    /// Code or name of the list of documents; the identity card when it is not given.
    public var idType: String?
    public var idNumber: String?
    public var gender: String?
    public var birthDate: String?
    /// All of them; a single empty text for none.
    public var phones: [String]?
    public var residenceArea: String?
    public var serviceArea: String?
    /// Codes or names, four at most.
    public var serviceCategories: [String]?
    public var volunteerNumber: String?
    /// Somebody has looked at what seems to say who it is, and means it as it stands.
    public var isAsWritten = false

    public init() {}

    var isEmpty: Bool {
        !statesIdentity && !statesService && phones == nil && residenceArea == nil
    }

    var statesIdentity: Bool {
        [name, nameInOwnScript, idType, idNumber, gender, birthDate].contains { $0 != nil }
    }

    var statesService: Bool {
        volunteerNumber != nil || serviceArea != nil || serviceCategories != nil
    }

    /// The fields under the checks of an imported row, and all telephone numbers.
    /// - Throws: `Problem` for the first thing that is wrong.
    func checked(today: LocalDay) throws -> (row: VolunteerRow, phones: [String]) {
        let columns = VolunteerSheet.Column.allCases
        let cells = CSVReader.Row(line: 1, cells: columns.map { text(of: $0) ?? "" })
        let row: VolunteerRow = try Problem.value(
            of: Self.sheet(asWritten: isAsWritten).read(cells, today: today))
        return (row, try phones?.filter { !$0.isEmpty }.map(Self.phone) ?? [])
    }

    private static func sheet(asWritten: Bool) throws -> VolunteerSheet {
        do throws(HeaderProblem) {
            return try VolunteerSheet(
                header: VolunteerSheet.Column.allCases.map(\.rawValue), asWritten: asWritten)
        } catch {
            throw Problem(error)
        }
    }

    private func text(of column: VolunteerSheet.Column) -> String? {
        switch column {
        case .name: name
        case .nameInOwnScript: nameInOwnScript
        case .idType: idType
        case .idNumber: idNumber
        case .gender: gender
        case .birthDate: birthDate
        case .phone: phones?.first
        case .volunteerNumber: volunteerNumber
        case .residenceArea: residenceArea
        case .serviceArea: serviceArea
        case .serviceCategories: serviceCategories?.joined(separator: "、")
        }
    }

    private static func phone(_ text: String) throws -> String {
        guard let number = PhoneNumber(text) else {
            throw Problem(
                RowProblem(
                    row: 1, column: VolunteerSheet.Column.phone.rawValue, value: text,
                    reason: .phone))
        }
        return number.text
    }
}

extension Problem {
    /// What is wrong with a value that a person entered, in the words of an import.
    init(_ problem: RowProblem) {
        self.init(
            problem.reason.rawValue, .badInput,
            .record(.cell(column: problem.column, value: problem.value, reason: problem.reason)),
            remedy: .record(.cellRemedy(problem.reason)))
    }

    /// The value that was read, or the first thing that is wrong with it.
    static func value<Value>(of reading: RowReading<Value>) throws -> Value {
        switch reading {
        case .taken(let value, _): return value
        case .rejected(let problems):
            guard let first = problems.first else {
                throw Problem("bug", .bug, .unexpected("rejected"), remedy: .reportBug)
            }
            throw Problem(RowProblem(first))
        }
    }
}
