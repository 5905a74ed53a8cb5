public import SyncCore

/// A volunteer, as far as the measure on service records asks for it (Order 67 of the Ministry of
/// Civil Affairs, article 5). Who the person is stands in personal parts only; no index of the
/// citizen number stands in any log.
public enum Volunteer {
    public static let name = Field.personal(10, 1, "name")
    public static let nameAlt = Field.personal(10, 2, "name_alt")
    public static let gender = Field.open(10, 3, "gender", .code("gender"))
    public static let birthDate = Field.personal(10, 4, "birth_date")
    /// First year of the decade of birth: all that levels above the county see of it.
    public static let birthDecade = Field.open(10, 5, "birth_decade", .int)
    public static let idType = Field.open(10, 6, "id_type", .code("id-type"))
    public static let idNumber = Field.personal(10, 7, "id_number")

    public static let phones = Field.personal(11, 1, "phones", .list)
    public static let residenceArea = Field.open(11, 2, "residence_area", .text)
    public static let address = Field.personal(11, 3, "address")

    public static let volunteerNumber = Field.open(12, 1, "volunteer_no", .text)
    public static let serviceArea = Field.open(12, 2, "service_area", .text)
    public static let serviceCategories = Field.open(12, 3, "service_categories", .list)
    public static let skills = Field.open(12, 4, "skills", .list)
    public static let availability = Field.open(12, 5, "availability", .list)
    public static let languages = Field.open(12, 6, "languages", .list)

    public static let ethnicity = Field.open(13, 1, "ethnicity", .code("ethnicity"))
    public static let politicalStatus = Field.open(
        13, 2, "political_status", .code("political-status"))
    public static let education = Field.open(13, 3, "education", .code("education"))
    public static let employment = Field.open(13, 4, "employment", .code("employment"))

    /// Up to two lists of name, phone and relation.
    public static let guardians = Field.personal(14, 1, "guardians", .list)

    public static let standing = Field.open(15, 1, "standing", .code("volunteer-standing"))
    public static let mergedInto = Field.open(15, 2, "merged_into", .reference)

    /// What came with them from another station and is not known here: bytes, as they came. It goes on with the
    /// volunteer, for a version that can read it (I4).
    public static let unread = Field.personal(16, 1, "unread", .list)

    public static let kind = Kind(
        33, "volunteer", zh: "志愿者",
        [
            Group(
                10, "identity", zh: "身份",
                [name, nameAlt, gender, birthDate, birthDecade, idType, idNumber]),
            Group(11, "contact", zh: "联系方式", [phones, residenceArea, address]),
            Group(
                12, "service", zh: "服务意向",
                [volunteerNumber, serviceArea, serviceCategories, skills, availability, languages]),
            Group(
                13, "profile", zh: "补充信息", [ethnicity, politicalStatus, education, employment]),
            Group(14, "guardian", zh: "监护人", [guardians]),
            Group(15, "standing", zh: "认证状态", [standing, mergedInto]),
            Group(16, "unread", zh: "未识别内容", [unread]),
        ])

    /// Whether anything of a profile says who it is.
    public static func isNamed(_ profile: [GroupNumber: Fields]) -> Bool {
        [name, idNumber].contains { profile[$0.group]?[$0.number] != nil }
    }

    /// Groups that mean something only where they were written.
    public static let local: Set<GroupNumber> = [standing.group, Lifecycle.group.number]
}

extension Draft {
    /// What another station had of a volunteer, as a record of this one.
    /// - Parameters:
    ///   - profile: by group; what this version does not know is left out.
    ///   - volunteer: a record that is here already keeps what the profile does not say; nil for a new one.
    public init(handedOver profile: [GroupNumber: Fields], to volunteer: Entity?) {
        self.init(Volunteer.kind, entity: volunteer)
        for (number, fields) in profile where !Volunteer.local.contains(number) {
            for field in Volunteer.kind.group(number)?.fields ?? []
            where volunteer == nil || fields[field.number] != nil {
                self[field] = fields[field.number]
            }
        }
    }
}
