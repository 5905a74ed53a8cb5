import Interchange
import ServiceRecords
import Store

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
