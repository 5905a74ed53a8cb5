/// A project under which service is given: its window, its guarantees, its rules.
public enum Project {
    /// At most 50 characters.
    public static let name = Field.open(10, 1, "name", .text)
    /// The number that the recording unit uses for it; opaque.
    public static let number = Field.open(10, 2, "project_no", .text)
    public static let organisation = Field.open(10, 3, "organisation", .reference)
    public static let category = Field.open(10, 4, "category", .code("service-category"))
    public static let serviceObjects = Field.open(10, 5, "service_objects", .list)
    public static let area = Field.open(10, 6, "area", .text)
    public static let description = Field.open(10, 7, "description", .text)

    public static let from = Field.open(11, 1, "from_time", .time)
    public static let to = Field.open(11, 2, "to_time", .time)
    public static let recruitFrom = Field.open(11, 3, "recruit_from", .time)
    public static let recruitTo = Field.open(11, 4, "recruit_to", .time)
    public static let recruitScope = Field.open(11, 5, "recruit_scope", .text)

    public static let contact = Field.personal(12, 1, "contact")

    public static let guarantees = Field.open(13, 1, "guarantees", .list)
    public static let riskStatement = Field.open(13, 2, "risk_statement", .text)
    public static let isDangerous = Field.open(13, 3, "is_dangerous", .bool)
    public static let insurancePolicy = Field.open(13, 4, "insurance_policy", .text)
    public static let minorsPolicy = Field.open(13, 5, "minors_policy", .text)
    public static let requiredSeconds = Field.open(13, 6, "required_seconds", .int)

    public static let standing = Field.open(14, 1, "standing", .int)

    public static let kind = Kind(
        35, "project", zh: "项目",
        [
            Group(
                10, "identity", zh: "名称",
                [name, number, organisation, category, serviceObjects, area, description]),
            Group(11, "window", zh: "起止时间", [from, to, recruitFrom, recruitTo, recruitScope]),
            Group(12, "contact", zh: "联系人", [contact]),
            Group(
                13, "guarantee", zh: "保障",
                [
                    guarantees, riskStatement, isDangerous, insurancePolicy, minorsPolicy,
                    requiredSeconds,
                ]),
            Group(14, "standing", zh: "项目状态", [standing]),
        ])
}
