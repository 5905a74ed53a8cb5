import ServiceRecords

/// Where one volunteer goes when a station is split.
public struct Assignment: Hashable, Sendable {
    /// The line of the file, from 1.
    public let row: Int
    /// Volunteer number, citizen's number, or the beginning of the record's id.
    public let volunteer: String
    /// Of the station that carries on.
    public let code: String
}

/// A list of who goes where: `志愿者编号,代码`.
public struct AssignmentSheet: Sendable {
    public enum Column: String, SheetColumn {
        case volunteer = "志愿者编号"
        case code = "代码"

        public var aliases: [String] {
            switch self {
            case .volunteer: ["volunteer", "volunteer_no", "volunteer number", "志愿者"]
            case .code: ["code", "站点代码", "区划代码"]
            }
        }

        public var isRequired: Bool { true }
        public static var ignored: [String] { ["备注", "姓名", "name"] }
    }

    public let header: Header<Column>

    public init(header: [String]) throws(HeaderProblem) {
        self.header = try Header(header)
    }

    public func read(_ row: CSVReader.Row) -> RowReading<Assignment> {
        var cells = RowCells(row, under: header)
        let (volunteer, code) = (cells.required(.volunteer), cells.required(.code))
        guard let volunteer, let code else { return cells.reading(nil) }
        return cells.reading(
            Assignment(
                row: row.line, volunteer: PlainText.compact(volunteer),
                code: DivisionCode(code)?.withoutPadding.digits ?? code))
    }
}
