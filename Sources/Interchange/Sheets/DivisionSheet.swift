public import ServiceRecords

/// An administrative division as a public list has it.
public struct Division: Hashable, Sendable {
    public let code: DivisionCode
    /// The division above, by the list: the code's own digits may say otherwise where a county
    /// lies directly under a province. Nil at the top.
    public let parent: DivisionCode?
    /// 0 province, 1 prefecture, 2 county, 3 township, by the list: where a city has no counties
    /// the list repeats it with a longer code.
    public let level: Int
    /// `酒泉路街道`.
    public let name: String
    /// `酒泉路`.
    public let shortName: String
    /// `jiu quan lu`; empty when the list has none.
    public let pinyin: String

    public init(
        code: DivisionCode, parent: DivisionCode?, level: Int, name: String, shortName: String,
        pinyin: String
    ) {
        self.code = code
        self.parent = parent
        self.level = level
        self.name = name
        self.shortName = shortName
        self.pinyin = pinyin
    }
}

/// A list of divisions: `id,pid,deep,name,pinyin_prefix,pinyin,ext_id,ext_name`.
public struct DivisionSheet: Sendable {
    public enum Column: String, SheetColumn {
        case code = "id"
        case parent = "pid"
        case level = "deep"
        case shortName = "name"
        case pinyin
        case name = "ext_name"

        public var aliases: [String] {
            switch self {
            case .code: ["代码", "区划代码"]
            case .parent: ["上级代码"]
            case .level: ["级别", "层级"]
            case .shortName: ["简称"]
            case .pinyin: ["拼音"]
            case .name: ["名称", "全称"]
            }
        }

        public var isRequired: Bool { self == .code || self == .name || self == .level }
        public static var ignored: [String] { ["pinyin_prefix", "ext_id"] }
    }

    public let header: Header<Column>

    public init(header: [String]) throws(HeaderProblem) {
        self.header = try Header(header)
    }

    public func read(_ row: CSVReader.Row) -> RowReading<Division> {
        var cells = RowCells(row, under: header)
        let text = cells.required(.code)
        let code = text.flatMap { divisionCode(.code, $0, &cells) }
        let parent = parent(&cells)
        let level = level(&cells)
        let shortName = cells.line(.shortName)
        let pinyin = cells.line(.pinyin) ?? ""
        let name = cells.line(.name) ?? shortName
        if name == nil { cells.reject(.name, .missing) }
        guard let code, let level, let name else { return cells.reading(nil) }
        return cells.reading(
            Division(
                code: code, parent: parent, level: level, name: name,
                shortName: shortName ?? name, pinyin: pinyin))
    }

    private func level(_ cells: inout RowCells<Column>) -> Int? {
        guard let text = cells.required(.level) else { return nil }
        guard let level = Int(PlainText.compact(text)), (0...3).contains(level) else {
            cells.reject(.level, .divisionLevel)
            return nil
        }
        return level
    }

    /// 0 is how the list writes that there is nothing above.
    private func parent(_ cells: inout RowCells<Column>) -> DivisionCode? {
        guard let text = cells.text(.parent), text != "0" else { return nil }
        return divisionCode(.parent, text, &cells)
    }

    private func divisionCode(
        _ column: Column, _ text: String, _ cells: inout RowCells<Column>
    ) -> DivisionCode? {
        let code = DivisionCode(text)
        if code == nil { cells.reject(column, .divisionCode) }
        return code
    }
}
