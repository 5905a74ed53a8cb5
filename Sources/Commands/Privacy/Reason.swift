import ServiceRecords
import Store
import SyncCore
import Texts

/// Why somebody does what has to be accounted for. It stands in the open part of a change for ever, so it
/// must not say whom it is about.
struct Reason {
    /// Characters.
    static let limit = 200
    let text: String

    /// - Throws: `Problem` where it is empty, too long, or names one of those it is about.
    init(_ text: String?, about people: [VolunteerCard] = []) throws {
        let text = try OpenWords.checked(text ?? "")
        guard !text.isEmpty else {
            throw Problem("reason-needed", .usage, .privacy(.reasonNeeded))
        }
        guard text.count <= Self.limit else {
            throw Problem(
                "reason-too-long", .badInput, .privacy(.reasonTooLong(limit: Self.limit)))
        }
        try OpenWords.refuse(naming: people, in: text)
        self.text = text
    }
}
