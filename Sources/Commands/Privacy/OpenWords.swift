import ServiceRecords
import Store
import Texts

/// Words that somebody writes into the open part of a change, a reason say: every holder reads them, and
/// nothing can erase them.
enum OpenWords {
    /// A reason, without blanks at either end.
    /// - Throws: `Problem` where a citizen's number or a telephone seems to stand in them, or what would leave
    ///   the line that they are shown on.
    static func checked(_ text: String) throws -> String {
        let text = PlainText.trimmed(text)
        guard PlainText.isOneLine(text) else {
            throw Problem("reason-not-one-line", .badInput, .privacy(.reasonNotOneLine))
        }
        guard !IdentifyingDigits.stand(in: text) else {
            throw Problem(
                "reason-holds-number", .badInput, .privacy(.reasonHoldsNumber),
                remedy: .privacy(.reasonNamesPersonRemedy))
        }
        return text
    }

    /// - Throws: `Problem` where a reason says who one of those is whom it is about.
    static func refuse(naming people: [VolunteerCard], in reason: String) throws {
        try refuse(known: people.flatMap(\.knownBy), in: reason)
    }

    /// - Throws: `Problem` where a reason says one of these names or numbers.
    static func refuse(known names: [String], in reason: String) throws {
        guard name(names, in: reason) else { return }
        throw Problem(
            "reason-names-person", .badInput, .privacy(.reasonNamesPerson),
            remedy: .privacy(.reasonNamesPersonRemedy))
    }

    /// Any other field, a station's name say.
    /// - Parameter field: as people call it.
    /// - Throws: `Problem`, as a row of a file would be refused.
    static func refuseNumber(in text: String, of field: String) throws {
        guard IdentifyingDigits.stand(in: text) else { return }
        let value = String(IdentifyingDigits.masked(in: text).prefix(80))
        throw Problem(RowProblem(row: 1, column: field, value: value, reason: .holdsNumber))
    }

    /// Whether they say one of the names or numbers that somebody is known by, spaced out or not.
    static func name(_ known: [String], in text: String) -> Bool {
        known.contains { word in
            let digits = digits(of: word)
            return digits.count < shortestNumber
                ? PersonName.stands(word, in: text) : self.digits(of: text).contains(digits)
        }
    }

    /// Of a telephone without its area.
    private static let shortestNumber = 7

    private static func digits(of text: String) -> String {
        PlainText.compact(text).uppercased().filter { $0.isASCII && $0.isNumber || $0 == "X" }
    }
}

extension VolunteerCard {
    /// What nobody writes of them in the open.
    var knownBy: [String] { [name, nameAlt, idNumber].compactMap(\.self) + phones }
}

extension KnownVolunteer {
    /// As of a `VolunteerCard`; telephones are read only where there are digits to compare.
    func isNamed(inOpen text: String) throws -> Bool {
        if OpenWords.name([name, nameAlt, idNumber].compactMap(\.self), in: text) { return true }
        return try text.contains(where: \.isNumber) && OpenWords.name(phones(), in: text)
    }
}
