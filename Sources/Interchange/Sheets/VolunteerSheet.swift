public import ServiceRecords

/// One volunteer as a file has them, checked and normalised.
public struct VolunteerRow: Hashable, Sendable {
    public var name: String
    /// 民族文字姓名.
    public var nameInOwnScript: String?
    /// A code of the list `id-type`.
    public var idType: String
    /// Valid when the type is 01; half-width capitals otherwise.
    public var idNumber: String?
    /// A code of the list `gender`.
    public var gender: String?
    public var birthDate: LocalDay?
    public var phone: String?
    public var volunteerNumber: String?
    /// A division's code, or its name as written; the service area when the file has no other.
    public var residenceArea: String?
    public var serviceArea: String?
    /// At most four codes of the list `service-category`.
    public var serviceCategories: [String]
}

/// A list of volunteers: `姓名,身份证号,手机号,服务区域` and more.
///
/// What is missing rejects nothing but the name; what contradicts itself does.
public struct VolunteerSheet: Sendable {
    public enum Column: String, SheetColumn {
        case name = "姓名"
        case nameInOwnScript = "民族文字姓名"
        case idType = "证件类型"
        case idNumber = "身份证号"
        case gender = "性别"
        case birthDate = "出生日期"
        case phone = "手机号"
        case volunteerNumber = "志愿者编号"
        case residenceArea = "居住区域"
        case serviceArea = "服务区域"
        case serviceCategories = "服务类别"

        public var isRequired: Bool { self == .name }
        /// Remarks, and what may be kept only with the person's consent.
        public static var ignored: [String] {
            ["序号", "备注", "年龄", "民族", "政治面貌", "学历", "文化程度", "从业状况", "职业"]
        }

        public var aliases: [String] {
            switch self {
            case .name: ["志愿者姓名", "真实姓名", "name"]
            case .nameInOwnScript: ["少数民族文字姓名", "藏文姓名"]
            case .idType: ["证件种类", "身份证件类型"]
            case .idNumber:
                [
                    "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "身份证件号码",
                    "居民身份证号码",
                ]
            case .gender: []
            case .birthDate: ["出生年月日", "生日", "出生年月"]
            case .phone: ["手机", "手机号码", "联系电话", "电话", "联系方式", "电话号码"]
            case .volunteerNumber: ["志愿者编码", "志愿者号", "注册编号", "志愿者证号"]
            case .residenceArea: ["居住地", "居住地区", "现居住区域"]
            case .serviceArea: ["服务地区", "所属区域", "服务区划"]
            case .serviceCategories: ["服务类型", "志愿服务类别", "服务意向"]
            }
        }
    }

    public let header: Header<Column>
    private let categories: CodeList
    private let isAsWritten: Bool

    /// - Parameters:
    ///   - categories: the service categories in force, regional ones included.
    ///   - asWritten: whether what seems to say who it is is meant as it stands.
    public init(
        header: [String], categories: CodeList = CodeLists.serviceCategory,
        asWritten: Bool = false
    ) throws(HeaderProblem) {
        isAsWritten = asWritten
        self.header = try Header(header)
        self.categories = categories
    }

    /// - Parameter today: by the PC's clock, which may be wrong: it makes notes, and refuses no birth date but
    ///   one of which no clock could make sense.
    public func read(_ row: CSVReader.Row, today: LocalDay) -> RowReading<VolunteerRow> {
        var cells = RowCells(row, under: header, isAsWritten: isAsWritten)
        let name = cells.requiredLine(.name, limit: 100)
        let document = cells.document(type: .idType, number: .idNumber)
        let serviceArea = cells.area(.serviceArea)
        let value = VolunteerRow(
            name: name ?? "",
            nameInOwnScript: cells.line(.nameInOwnScript, limit: 100),
            idType: document.type,
            idNumber: document.number,
            gender: gender(&cells, document.citizen),
            birthDate: birthDate(&cells, document.citizen, today),
            phone: cells.phone(.phone),
            volunteerNumber: cells.openNumber(.volunteerNumber, limit: 64),
            residenceArea: cells.area(.residenceArea) ?? serviceArea,
            serviceArea: serviceArea,
            serviceCategories: cells.codes(
                .serviceCategories, in: categories, limit: CodeLists.serviceCategoryLimit))
        refuseNames(in: value, of: &cells)
        addNotes(value, today: today, to: &cells)
        return cells.reading(value)
    }

    /// What all can read of somebody does not say who it is.
    private func refuseNames(in value: VolunteerRow, of cells: inout RowCells<Column>) {
        guard !isAsWritten else { return }
        let names = [value.name, value.nameInOwnScript].compactMap(\.self)
        let areas: [(Column, String?)] = [
            (.volunteerNumber, value.volunteerNumber), (.residenceArea, value.residenceArea),
            (.serviceArea, value.serviceArea),
        ]
        for (column, text) in areas {
            guard let text, !header.cell(column, of: cells.row).isEmpty,
                names.contains(where: { PersonName.stands($0, in: text) })
            else { continue }
            cells.reject(column, .namesVolunteer)
        }
    }

    private func gender(_ cells: inout RowCells<Column>, _ citizen: CitizenNumber?) -> String? {
        let given = cells.code(.gender, in: CodeLists.gender)
        guard let citizen else { return given }
        if let given, ["1", "2"].contains(given), given != citizen.gender {
            cells.reject(.gender, .genderContradicts)
        }
        return citizen.gender
    }

    private func birthDate(
        _ cells: inout RowCells<Column>, _ citizen: CitizenNumber?, _ today: LocalDay
    ) -> LocalDay? {
        let given = cells.day(.birthDate)
        if let given, !BirthPlausibility.isPlausible(given, on: today) {
            cells.reject(.birthDate, .birthDateImplausible)
        }
        guard let citizen else { return given }
        if !BirthPlausibility.isPlausible(citizen.birthDate, on: today) {
            cells.rejectMasked(.idNumber, .birthDateImplausible)
        }
        if let given, given != citizen.birthDate {
            cells.reject(.birthDate, .birthDateContradicts)
        }
        return citizen.birthDate
    }

    private func addNotes(
        _ value: VolunteerRow, today: LocalDay, to cells: inout RowCells<Column>
    ) {
        let wanted: [(Column, isMissing: Bool)] = [
            (.idNumber, value.idNumber == nil), (.gender, value.gender == nil),
            (.birthDate, value.birthDate == nil), (.phone, value.phone == nil),
            (.residenceArea, value.residenceArea == nil),
            (.serviceArea, value.serviceArea == nil),
            (.serviceCategories, value.serviceCategories.isEmpty),
        ]
        for (column, isMissing) in wanted where isMissing { cells.note(column, .unverified) }
        guard let birthDate = value.birthDate else { return }
        if birthDate > today {
            cells.note(.birthDate, .birthDateInTheFuture)
        } else if birthDate.fullYears(until: today) < 14 {
            cells.note(.birthDate, .underFourteen)
        }
    }
}
