import Interchange
import Texts

extension Problem {
    /// Why a file could not be read as a table, with what to do about it.
    init(_ problem: TableProblem) {
        switch problem {
        case .packing(let problem): self = Self.of(problem)
        case .text(let problem): self = Self.of(problem)
        case .table(let problem): self = Self.of(problem)
        case .header(let problem): self.init(problem)
        case .empty: self = Self.table("file-empty", .fileEmpty, .lookAtFile)
        }
    }

    init(_ problem: HeaderProblem) {
        switch problem {
        case .missing(let names):
            self = Self.table("columns-missing", .columnsMissing(names), .addColumns)
        case .duplicate(let first, let second):
            self = Self.table("column-twice", .columnsDouble(first, second), .takeOneOut)
        }
    }

    private static func of(_ problem: Gunzip.Problem) -> Problem {
        switch problem {
        case .damaged, .truncated: table("file-damaged", .fileDamaged, .fetchAgain)
        case .tooLarge(let limit):
            table("file-too-large", .fileTooLarge(mebibytes: limit >> 20), .splitFile)
        case .ratioExceeded:
            table("file-out-of-proportion", .fileOutOfProportion, .doNotOpen)
        case .noMemory:
            Problem("no-memory", .temporary, .record(.outOfMemory), remedy: .tryAgain)
        }
    }

    private static func of(_ problem: TextDecoder.Problem) -> Problem {
        switch problem {
        case .utf16: table("file-utf16", .fileIsUTF16, .saveAsUTF8)
        case .spreadsheet: table("file-spreadsheet", .fileIsSpreadsheet, .saveAsUTF8)
        case .zeroByte(let line): table("file-not-text", .fileNotText(line: line), .lookAtFile)
        case .badBytes(let line, let encoding):
            table("bad-bytes", .badBytes(line: line, encoding: encoding.rawValue), .saveAsUTF8)
        }
    }

    private static func of(_ problem: CSVReader.Problem) -> Problem {
        switch problem {
        case .unclosedQuote(let line, let column):
            table("quote-not-closed", .quoteNotClosed(line: line, column: column), .closeQuote)
        case .textAfterQuote(let line, let column):
            table("text-after-quote", .textAfterQuote(line: line, column: column), .doubleQuote)
        case .cellTooLong(let line, let column, _):
            table("cell-too-long", .cellTooLong(line: line, column: column), .closeQuote)
        case .tooManyColumns(let line, let limit):
            table("too-many-columns", .tooManyColumns(line: line, limit: limit), .correctLine)
        }
    }

    private static func table(
        _ code: String, _ message: RecordSentence, _ remedy: RecordSentence
    ) -> Problem {
        Problem(code, .badInput, .record(message), remedy: .record(remedy))
    }
}
