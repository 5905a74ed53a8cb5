/// A body or a team that organises service.
public enum Organisation {
    public static let name = Field.open(10, 1, "name", .text)
    public static let type = Field.open(10, 2, "type", .int)
    public static let unitType = Field.open(10, 3, "unit_type", .text)
    public static let creditCode = Field.open(10, 4, "credit_code", .text)

    public static let registeringAuthority = Field.open(11, 1, "registering_authority", .text)
    public static let approvingUnit = Field.open(11, 2, "approving_unit", .text)
    public static let parent = Field.open(11, 3, "parent", .reference)
    public static let liaison = Field.open(11, 4, "liaison", .text)
    public static let successorOf = Field.open(11, 5, "successor_of", .reference)

    public static let area = Field.open(12, 1, "area", .text)
    public static let address = Field.open(12, 2, "address", .text)

    public static let leader = Field.personal(13, 1, "leader")
    public static let contact = Field.personal(13, 2, "contact")

    public static let isEmergency = Field.open(14, 1, "is_emergency", .bool)
    public static let equipment = Field.open(14, 2, "equipment", .text)
    public static let musterMinutes = Field.open(14, 3, "muster_minutes", .int)

    public static let standing = Field.open(15, 1, "standing", .int)

    public static let kind = Kind(
        34, "organisation", zh: "组织",
        [
            Group(10, "identity", zh: "名称", [name, type, unitType, creditCode]),
            Group(
                11, "authority", zh: "登记管理",
                [registeringAuthority, approvingUnit, parent, liaison, successorOf]),
            Group(12, "place", zh: "地址", [area, address]),
            Group(13, "people", zh: "联系人", [leader, contact]),
            Group(14, "emergency", zh: "应急", [isEmergency, equipment, musterMinutes]),
            Group(15, "standing", zh: "组织状态", [standing]),
        ])
}
