import Interchange
import ServiceRecords
import Store
public import Texts

/// The public list of administrative divisions that this node knows. It names places for people; it is
/// never replicated, and nothing is keyed by it.
public enum DivisionCommands {
    /// Takes a list (CSV, plain or gzip) whole or not at all: a place known by its code is brought up
    /// to date, and rows that are no division are told.
    public static func importList(
        _ place: Workplace, file path: String
    ) throws -> DivisionImport {
        let list = try read(path)
        if !place.isDryRun { try place.store.importDivisions(list.divisions.map(DivisionRow.init)) }
        return DivisionImport(path, list, isDryRun: place.isDryRun)
    }

    /// Divisions under a code, of one level (0 province … 3 township) or of all, by code.
    public static func list(
        _ place: Workplace, under code: String = "", level: Int? = nil
    ) throws -> DivisionList {
        let prefix = DivisionCode(code)?.withoutPadding.digits ?? code
        let rows = try place.store.view { try $0.divisions(under: prefix, level: level) }
        return DivisionList(divisions: rows.map(DivisionList.Entry.init))
    }

    struct Reading {
        var divisions: [Division] = []
        var problems: [RowProblem] = []
    }

    /// All rows of a list. The file is read to its end before anything is made of it.
    static func read(_ path: String) throws -> Reading {
        var rows = try InputFile.table(path)
        do throws(TableProblem) { return try read(&rows) } catch { throw Problem(error) }
    }

    private static func read(_ rows: inout TableRows) throws(TableProblem) -> Reading {
        let sheet: DivisionSheet
        do throws(HeaderProblem) { sheet = try DivisionSheet(header: rows.header.cells) } catch {
            throw .header(error)
        }
        var reading = Reading()
        while let row = try rows.next() {
            switch sheet.read(row) {
            case .taken(let division, _): reading.divisions.append(division)
            case .rejected(let problems): reading.problems += problems.map(RowProblem.init)
            }
        }
        return reading
    }
}

extension DivisionRow {
    init(_ division: Division) {
        self.init(
            code: division.code.digits, parent: division.parent?.digits, level: division.level,
            name: division.name, pinyin: division.pinyin)
    }
}

/// What a list of divisions held, level by level.
public struct DivisionImport: Report {
    public static let kind = "DivisionImport"
    public let file: String
    public let isDryRun: Bool
    public let taken: Int
    public let rejected: Int
    public let levels: [Level]
    public let problems: [String]
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
        problems = list.problems.map { $0.text(in: .en) }
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
            "\n  " + $0.text(in: language)
        }
        return sentences.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
            + problems.joined()
    }
}

/// Divisions by code, one line each.
public struct DivisionList: Report {
    public static let kind = "DivisionList"
    public let count: Int
    public let divisions: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: String
        public let parent: Nullable<String>
        public let level: Int
        public let name: String
        public let pinyin: String

        init(_ row: DivisionRow) {
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
        divisions.map { "\($0.code)  \($0.name)" }.joined(separator: "\n")
    }
}
