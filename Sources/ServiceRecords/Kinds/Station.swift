/// A township's station as its county describes it. Codes are attributes with a period: townships
/// merge, split and move, and public lists disagree.
public enum Station {
    public static let name = Field.open(10, 1, "name", .text)
    public static let nameAlt = Field.open(10, 2, "name_alt", .text)
    public static let level = Field.open(10, 3, "level", .int)
    public static let code = Field.open(11, 1, "code", .text)
    public static let codeSource = Field.open(11, 2, "code_source", .text)
    public static let codeFrom = Field.open(11, 3, "code_from", .time)
    public static let codeTo = Field.open(11, 4, "code_to", .time)

    public static let kind = Kind(
        32, "station", zh: "站点",
        [
            Group(10, "identity", zh: "名称", [name, nameAlt, level]),
            Group(11, "code", zh: "代码", [code, codeSource, codeFrom, codeTo]),
        ])
}
