import Interchange
import ServiceRecords
import Store
public import Texts

/// What a list of divisions held, level by level.
public struct DivisionImport: Report {
    public static let kind = "DivisionImport"
    public let file: String
    public let isDryRun: Bool
    public let taken: Int
    public let rejected: Int
    public let levels: [Level]
    public let problems: [RowProblem.Encoded]
    private let rowProblems: [RowProblem]

    public struct Level: Encodable, Sendable, Hashable {
        /// 0 province, 1 prefecture, 2 county, 3 township.
        public let level: Int
        public let count: Int
    }

    private enum CodingKeys: String, CodingKey {
        case file, taken, rejected, levels, problems
        case isDryRun = "dryRun"
    }

    init(_ file: String, _ list: DivisionCommands.Reading, isDryRun: Bool) {
        self.file = file
        self.isDryRun = isDryRun
        taken = list.divisions.count
        rejected = Set(list.problems.map(\.row)).count
        levels = (0...3).map { level in
            Level(level: level, count: list.divisions.count { $0.level == level })
        }
        rowProblems = list.problems
        problems = list.problems.map { $0.encoded(in: file) }
    }

    public var exit: ExitStatus {
        guard rejected > 0 else { return .done }
        return taken > 0 ? .partly : .badInput
    }

    public func text(in language: Language) -> String {
        var sentences: [RecordSentence] = [
            .importSummary(
                rows: taken + rejected, taken: taken, alreadyThere: 0, rejected: rejected)
        ]
        sentences += levels.map { .divisionCount(level: $0.level, count: $0.count) }
        if isDryRun { sentences.append(.nothingWritten) }
        let problems = rowProblems.prefix(ImportReport.shownProblems).map {
            "\n  \(file.split(separator: "/").last ?? "") " + $0.text(in: language)
        }
        return sentences.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
            + problems.joined()
    }
}

/// Divisions by code, one line each.
public struct DivisionList: Report {
    public static let kind = "DivisionList"
    public static let list: String? = "divisions"
    public let count: Int
    public let divisions: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: String
        public let parent: Nullable<String>
        public let level: Int
        public let name: String
        public let pinyin: String
        /// RFC 3339, as far as this node was told of a change of codes; else null.
        public let from: Nullable<String>
        public let until: Nullable<String>
        fileprivate let ended: Int64?

        private enum CodingKeys: String, CodingKey {
            case code, parent, level, name, pinyin, from, until
        }

        init(_ row: DivisionRow) {
            from = Nullable(row.from.map(CivilTime.rfc3339))
            until = Nullable(row.until.map(CivilTime.rfc3339))
            ended = row.until
            code = row.code
            parent = Nullable(row.parent)
            level = row.level
            name = row.name
            pinyin = row.pinyin
        }
    }

    init(divisions: [Entry]) {
        count = divisions.count
        self.divisions = divisions
    }

    public func text(in language: Language) -> String {
        divisions.map { row in
            let until = row.ended.map { "  — \(CivilTime.local($0))" } ?? ""
            return "\(row.code)  \(PlainText.oneLine(row.name))\(until)"
        }.joined(separator: "\n")
    }
}
