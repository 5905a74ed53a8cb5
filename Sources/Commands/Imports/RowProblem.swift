import Interchange
import ServiceRecords
public import Texts

/// Why a row was not taken: which cell, what is wrong, what to do; never a citizen's whole number.
public struct RowProblem: Sendable, Hashable {
    /// The line of the file on which the row begins, from 1.
    public let row: Int
    /// The header above the cell as the file has it.
    public let column: String
    public let value: String
    public let reason: RowReason
    /// The row or record that it collides with.
    public let other: RecordSentence?

    init(
        row: Int, column: String, value: String, reason: RowReason, other: RecordSentence? = nil
    ) {
        self.row = row
        self.column = column
        self.value = value
        self.reason = reason
        self.other = other
    }

    /// A cell that says in the open who the volunteer is.
    init(row: Int, naming text: String, in column: String) {
        self.init(
            row: row, column: column,
            value: String(CitizenNumber.maskingNumbers(in: text).prefix(80)),
            reason: .namesVolunteer)
    }

    init(_ problem: CellProblem) {
        self.init(
            row: problem.row, column: problem.column, value: problem.value,
            reason: RowReason(problem.reason))
    }

    func text(in language: Language) -> String {
        let sentence = RecordSentence.rowProblem(
            row: row, column: column, value: value, reason: reason)
        return Sentence.record(sentence).text(in: language) + colliding(in: language)
    }

    /// Message and remedy, without the place: for the file of rejected rows.
    func explanation(in language: Language) -> String {
        "\(reason.message(in: language))\(colliding(in: language)) → \(reason.remedy(in: language))"
    }

    /// For programs, who never depend on a language.
    func encoded(in file: String) -> Encoded {
        Encoded(
            file: file, row: row, column: column, value: value, reason: reason.rawValue,
            other: other.map { Sentence.record($0).text(in: .en) },
            message: reason.message(in: .en), remedy: reason.remedy(in: .en))
    }

    public struct Encoded: Encodable, Sendable, Hashable {
        public let file: String
        public let row: Int
        public let column: String
        public let value: String
        public let reason: String
        public let other: String?
        public let message: String
        public let remedy: String
    }

    private func colliding(in language: Language) -> String {
        other.map { " (\(Sentence.record($0).text(in: language)))" } ?? ""
    }
}

extension RowReason {
    /// The catalogue has words for every reason of a cell, under the same key; a test holds us to it.
    init(_ reason: CellProblem.Reason) {
        guard let known = RowReason(rawValue: reason.rawValue) else {
            preconditionFailure("no words for \(reason.rawValue)")
        }
        self = known
    }
}

extension RowNote {
    init(_ kind: CellNote.Kind) {
        guard let known = RowNote(rawValue: kind.rawValue) else {
            preconditionFailure("no words for \(kind.rawValue)")
        }
        self = known
    }
}
