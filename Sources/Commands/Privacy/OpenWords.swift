import ServiceRecords
import Texts

/// Words that somebody writes into the open part of a change, a reason say: every holder reads them, and
/// nothing can erase them.
enum OpenWords {
    /// Without blanks at either end.
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
}
