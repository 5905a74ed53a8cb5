import Interchange
import Node
import Store
import SyncCore
import Texts

/// What an import makes of one row that is well-formed in itself.
enum RowDecision<Plan> {
    case take(Plan)
    case alreadyThere
    case reject([RowProblem])
}

/// One sort of rows: how they are read, what is decided in front of the store, what is written.
///
/// What has been decided to be taken counts at once for the rows that follow, written or not.
protocol RowTaker {
    associatedtype Row: Sendable
    associatedtype Plan

    var ignoredColumns: [String] { get }
    var unknownColumns: [String] { get }
    func read(_ row: CSVReader.Row) -> RowReading<Row>
    mutating func decide(
        _ row: Row, line: Int, in view: StoreView
    ) throws -> RowDecision<Plan>
    mutating func write(_ plan: Plan, through door: CommitDoor) throws
}

/// Takes a table row by row, in transactions of 500: killed at any moment it has taken whole batches,
/// and the same file again takes the rest.
struct TableImport<Taker: RowTaker> {
    let place: Workplace
    let scope: Scope
    var taker: Taker
    private var rows: TableRows
    private var rejected: RejectedFile
    private var report: ImportReport
    private var notes: [NotedCell: Int] = [:]
    private var announced: Int64

    private struct NotedCell: Hashable {
        let column: String
        let kind: String
    }

    private static var batchRows: Int { 500 }
    private static var announceEvery: Int64 { 10_000 }

    private typealias Read = (row: CSVReader.Row, reading: RowReading<Taker.Row>)

    /// - Parameter rejectedPath: where rejected rows go; nil beside the file.
    init(
        _ path: String, rows: TableRows, into scope: Scope, at place: Workplace,
        rejectedPath: String?, taker: Taker
    ) throws {
        self.place = place
        self.scope = scope
        self.rows = rows
        self.taker = taker
        rejected = try RejectedFile(header: rows.header.cells, of: path, wanted: rejectedPath)
        report = ImportReport(file: path, isDryRun: place.isDryRun)
        report.ignoredColumns = taker.ignoredColumns
        report.unknownColumns = taker.unknownColumns
        announced = place.now
    }

    consuming func run() throws -> ImportReport {
        while true {
            let batch = nextBatch()
            if batch.isEmpty { break }
            try take(batch)
            announce()
        }
        if !place.isDryRun { writeRejected() }
        report.notes = notes.map { .init(column: $0.key.column, kind: $0.key.kind, rows: $0.value) }
            .sorted { ($0.column, $0.kind) < ($1.column, $1.kind) }
        return report
    }

    /// What was taken is told even if the disk has no room for what was not.
    private mutating func writeRejected() {
        do { report.rejectedFile = try rejected.write() } catch {
            report.trouble = report.trouble ?? Problem(error)
        }
    }

    private mutating func nextBatch() -> [Read] {
        var batch: [Read] = []
        guard report.trouble == nil else { return batch }
        do throws(TableProblem) {
            while batch.count < Self.batchRows, let row = try rows.next() {
                batch.append((row, taker.read(row)))
            }
        } catch {
            report.trouble = Problem(error)
        }
        return batch
    }

    private mutating func take(_ batch: [Read]) throws {
        if place.isDryRun {
            try place.store.view { view in
                for item in batch { try take(item, view: view, door: nil) }
            }
        } else {
            try place.store.commit(to: scope, by: place.author(in: scope), at: place.now) { door in
                for item in batch { try take(item, view: door.view, door: door) }
            }
        }
    }

    private mutating func take(_ item: Read, view: StoreView, door: CommitDoor?) throws {
        switch item.reading {
        case .rejected(let problems): reject(item.row, problems.map(RowProblem.init))
        case .taken(let row, let cellNotes):
            switch try taker.decide(row, line: item.row.line, in: view) {
            case .alreadyThere: report.answers.add(.alreadyThere, line: item.row.line)
            case .reject(let problems): reject(item.row, problems)
            case .take(let plan):
                if let door { try taker.write(plan, through: door) }
                report.answers.add(.taken, line: item.row.line)
                note(cellNotes)
            }
        }
    }

    private mutating func reject(_ row: CSVReader.Row, _ problems: [RowProblem]) {
        report.answers.add(.rejected, line: row.line)
        report.problems += problems
        rejected.add(row, problems, in: place.language)
    }

    /// A row counts once for each column and kind.
    private mutating func note(_ cellNotes: [CellNote]) {
        for note in cellNotes {
            notes[NotedCell(column: note.column, kind: note.kind.rawValue), default: 0] += 1
        }
    }

    private mutating func announce() {
        guard place.now - announced >= Self.announceEvery else { return }
        announced = place.now
        place.progress(.record(.rowsRead(report.answers.rows)))
    }
}
