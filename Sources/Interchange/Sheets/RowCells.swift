import ServiceRecords

/// One row under its header while it is being read: gives values and gathers what is wrong.
struct RowCells<Column: SheetColumn> {
    let header: Header<Column>
    let row: CSVReader.Row
    /// Whether somebody has looked at what seems to be a number of a person, and means it as it stands.
    let isAsWritten: Bool
    private(set) var problems: [CellProblem] = []
    private(set) var notes: [CellNote] = []

    init(_ row: CSVReader.Row, under header: Header<Column>, isAsWritten: Bool = false) {
        self.isAsWritten = isAsWritten
        self.header = header
        self.row = row
        if let surplus = row.cells.indices.first(where: { isNameless($0) && hasText($0) }) {
            let last = header.cells.last { !PlainText.trimmed($0).isEmpty } ?? ""
            problems.append(
                CellProblem(
                    row: row.line, column: PlainText.trimmed(last),
                    value: Self.shown(row.cells[surplus]), reason: .surplusCell))
        }
    }

    /// The row's value, unless something was wrong with it.
    func reading<Value>(_ value: Value?) -> RowReading<Value> {
        guard problems.isEmpty, let value else { return .rejected(problems) }
        return .taken(value, notes: notes)
    }

    /// What stands in a cell without blanks around it; nil when that is nothing.
    mutating func text(_ column: Column, limit: Int = 200) -> String? {
        let text = PlainText.trimmed(header.cell(column, of: row))
        guard !text.isEmpty else { return nil }
        let isControl: (Unicode.Scalar) -> Bool = { scalar in
            (scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar))
                || (0x7F...0x9F).contains(scalar.value)
        }
        if text.unicodeScalars.contains(where: isControl) { reject(column, .controlCharacter) }
        if text.count > limit { reject(column, .tooLong) }
        return text
    }

    /// The same of what is shown among other things in lists: a name leaves its line nowhere.
    mutating func line(_ column: Column, limit: Int = 200) -> String? {
        let found = problems.count
        let text = text(column, limit: limit)
        if let text, problems.count == found, !PlainText.isOneLine(text) {
            reject(column, .controlCharacter)
        }
        return text
    }

    mutating func requiredLine(_ column: Column, limit: Int = 200) -> String? {
        let text = line(column, limit: limit)
        if text == nil { reject(column, .missing) }
        return text
    }

    mutating func required(_ column: Column, limit: Int = 200) -> String? {
        let text = text(column, limit: limit)
        if text == nil { reject(column, .missing) }
        return text
    }

    /// As `line`, of what stands in the open part of a change, from where nothing is ever erased.
    mutating func openText(_ column: Column, limit: Int = 200) -> String? {
        let text = line(column, limit: limit)
        if let text, !isAsWritten, IdentifyingDigits.stand(in: text) {
            rejectDigits(column, IdentifyingDigits.masked(in: text))
        }
        return text
    }

    /// The same of what nobody lists, and people write in several lines.
    mutating func openLines(_ column: Column, limit: Int) -> String? {
        let text = text(column, limit: limit)
        if let text, !isAsWritten, IdentifyingDigits.stand(in: text) {
            rejectDigits(column, IdentifyingDigits.masked(in: text))
        }
        return text
    }

    /// As `openText`, of a number that a unit gives.
    mutating func openNumber(_ column: Column, limit: Int = 200) -> String? {
        let text = line(column, limit: limit)
        if let text, !isAsWritten, IdentifyingDigits.stand(inNumber: text) {
            rejectDigits(column, IdentifyingDigits.masked(in: text, isNumber: true))
        }
        return text
    }

    /// The number's digits are not told; all else is, so that it is found.
    private mutating func rejectDigits(_ column: Column, _ masked: String) {
        problems.append(
            CellProblem(
                row: row.line, column: header.name(of: column), value: String(masked.prefix(80)),
                reason: .holdsNumber))
    }

    mutating func reject(_ column: Column, _ reason: CellProblem.Reason) {
        let cell = header.cell(column, of: row)
        problems.append(
            CellProblem(
                row: row.line, column: header.name(of: column), value: Self.shown(cell),
                reason: reason))
    }

    /// As `reject`, for a cell that is hidden but for its ends.
    mutating func rejectMasked(_ column: Column, _ reason: CellProblem.Reason) {
        let cell = PlainText.compact(header.cell(column, of: row))
        problems.append(
            CellProblem(
                row: row.line, column: header.name(of: column),
                value: CitizenNumber.masked(String(cell.prefix(80))), reason: reason))
    }

    mutating func note(_ column: Column, _ kind: CellNote.Kind) {
        notes.append(CellNote(row: row.line, column: header.name(of: column), kind: kind))
    }

    private func isNameless(_ position: Int) -> Bool {
        position >= header.cells.count || PlainText.trimmed(header.cells[position]).isEmpty
    }

    private func hasText(_ position: Int) -> Bool {
        !PlainText.trimmed(row.cells[position]).isEmpty
    }

    private static func shown(_ cell: String) -> String {
        String(CitizenNumber.maskingNumbers(in: cell).prefix(80))
    }
}

extension RowCells {
    /// The code that a cell means in `list`.
    mutating func code(_ column: Column, in list: CodeList) -> String? {
        guard let text = text(column) else { return nil }
        guard let entry = list.entry(for: text) else {
            reject(column, .unknownCode)
            return nil
        }
        return entry.code
    }

    /// The codes of a cell that names several, separated by 、 ; , / | or a line end; each once.
    mutating func codes(_ column: Column, in list: CodeList, limit: Int) -> [String] {
        guard let text = text(column, limit: 400) else { return [] }
        let parts = PlainText.halfWidth(text).split { "、;,/|".contains($0) || $0.isNewline }
        let entries = parts.map { list.entry(for: String($0)) }
        if entries.contains(nil) { reject(column, .unknownCode) }
        var codes: [String] = []
        for entry in entries.compactMap(\.self) where !codes.contains(entry.code) {
            codes.append(entry.code)
        }
        if codes.count > limit { reject(column, .tooManyCodes) }
        return codes
    }

    mutating func day(_ column: Column) -> LocalDay? {
        guard let text = text(column) else { return nil }
        do throws(CivilTime.Problem) {
            return try CivilTime.day(text)
        } catch {
            reject(column, error == .noSuchTime ? .noSuchTime : .dateUnreadable)
            return nil
        }
    }

    /// Milliseconds since 1970 UTC, in whole seconds.
    mutating func instant(_ column: Column) -> Int64? {
        guard let text = required(column) else { return nil }
        do throws(CivilTime.Problem) {
            let milliseconds = try CivilTime.milliseconds(text)
            return milliseconds - (milliseconds % 1_000 + 1_000) % 1_000
        } catch {
            reject(column, .init(error))
            return nil
        }
    }

    mutating func phone(_ column: Column) -> String? {
        guard let text = text(column) else { return nil }
        let number = PhoneNumber(text)
        if number == nil { reject(column, .phone) }
        return number?.text
    }

    /// A place: a division's code without padding, or its name as written. Digits must be a code.
    mutating func area(_ column: Column) -> String? {
        guard let text = text(column) else { return nil }
        let plain = PlainText.compact(text)
        guard plain.utf8.allSatisfy({ (48...57).contains($0) }) else { return openText(column) }
        let code = DivisionCode(plain)
        if code == nil { reject(column, .divisionCode) }
        return code?.withoutPadding.digits
    }

    /// An identity document; the type is 01 unless the file says otherwise.
    mutating func document(type: Column, number: Column) -> IdentityDocument {
        let type = code(type, in: CodeLists.idType) ?? "01"
        guard let text = text(number) else { return IdentityDocument(type: type) }
        guard type == "01" else {
            let plain = PlainText.compact(text).uppercased()
            if plain.utf8.count > 40 { rejectMasked(number, .numberLength) }
            return IdentityDocument(type: type, number: plain)
        }
        do throws(CitizenNumber.Problem) {
            let citizen = try CitizenNumber(text)
            if citizen.isOldForm { note(number, .oldNumber) }
            return IdentityDocument(type: type, number: citizen.text, citizen: citizen)
        } catch {
            rejectMasked(number, .init(error))
            return IdentityDocument(type: type)
        }
    }
}

/// A document as a row names it; the number is nil when there is none or it is wrong.
struct IdentityDocument {
    var type: String
    var number: String?
    /// For the identity card only.
    var citizen: CitizenNumber?
}

extension CellProblem.Reason {
    init(_ problem: CitizenNumber.Problem) {
        self =
            switch problem {
            case .empty: .missing
            case .mangled: .numberMangled
            case .length: .numberLength
            case .character: .numberCharacter
            case .birthDate: .numberBirthDate
            case .checkCharacter: .numberCheckCharacter
            }
    }

    init(_ problem: CivilTime.Problem) {
        self =
            switch problem {
            case .empty: .missing
            case .unreadable: .timeUnreadable
            case .noSuchTime: .noSuchTime
            case .timeMissing: .timeMissing
            }
    }

    init(_ problem: Seconds.Problem) {
        self =
            switch problem {
            case .empty: .missing
            case .unreadable: .hoursUnreadable
            case .notPositive: .hoursNotPositive
            case .overADay: .hoursOverADay
            }
    }

    init(_ problem: ServiceInterval.Problem) {
        self =
            switch problem {
            case .endNotAfterStart: .endNotAfterStart
            case .overADay: .intervalOverADay
            }
    }
}
