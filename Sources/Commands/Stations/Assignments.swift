import Interchange
import ServiceRecords
import Store
import SyncCore
import Texts

/// Who goes to which station that carries on, read from a file: the whole of it, or nothing.
struct Assignments {
    private(set) var codes: [Entity: String] = [:]

    /// - Parameter successors: codes of the stations that carry on.
    /// - Throws: `Problem` with every row that cannot be used.
    init(_ path: String, of station: ScopeCard, to successors: [String], at place: Workplace) throws
    {
        var rows = try InputFile.table(path)
        var bad: [BadAssignment] = []
        let people = try place.store.view { try People(of: station.scope, in: $0) }
        do throws(TableProblem) {
            let sheet: AssignmentSheet
            do throws(HeaderProblem) {
                sheet = try AssignmentSheet(header: rows.header.cells)
            } catch { throw .header(error) }
            while let row = try rows.next() {
                switch sheet.read(row) {
                case .rejected(let problems):
                    bad += problems.prefix(1).map {
                        BadAssignment(row: $0.row, value: $0.value, .missing)
                    }
                case .taken(let assignment, _):
                    if let problem = take(assignment, people, successors) { bad.append(problem) }
                }
            }
        } catch { throw Problem(error) }
        guard bad.isEmpty else {
            throw Problem(
                "bad-assignments", .badInput, .boundary(.badAssignments(file: path, bad)),
                remedy: .boundary(.badAssignmentsRemedy))
        }
    }

    private mutating func take(
        _ assignment: Assignment, _ people: People, _ successors: [String]
    ) -> BadAssignment? {
        func bad(_ reason: BadAssignment.Reason) -> BadAssignment {
            BadAssignment(
                row: assignment.row,
                value: CitizenNumber.maskingNumbers(in: String(assignment.volunteer.prefix(40))),
                reason)
        }
        let found = people.find(assignment.volunteer)
        guard let volunteer = found.first else { return bad(.unknownVolunteer) }
        guard found.count == 1 else { return bad(.severalVolunteers) }
        guard successors.contains(assignment.code) else {
            return BadAssignment(
                row: assignment.row, value: String(assignment.code.prefix(40)), .otherStation)
        }
        guard codes.updateValue(assignment.code, forKey: volunteer) == nil else {
            return bad(.namedTwice)
        }
        return nil
    }
}

extension Assignments {
    /// Those whom a station can hand on, by what a list calls them.
    private struct People {
        private var byNumber: [String: Set<Entity>] = [:]
        private var all: [Entity] = []

        init(of scope: Scope, in view: StoreView) throws {
            all = try view.previewOfDissolving(scope).movers
            for entity in all {
                guard let card = try view.volunteer(entity) else { continue }
                for number in [card.volunteerNumber, card.idNumber].compactMap(\.self) {
                    byNumber[PlainText.compact(number).uppercased(), default: []].insert(entity)
                }
            }
        }

        func find(_ text: String) -> [Entity] {
            if let found = byNumber[text.uppercased()] { return found.sorted() }
            guard text.utf8.count >= 6 else { return [] }
            return all.filter { $0.description.hasPrefix(text.lowercased()) }
        }
    }
}
