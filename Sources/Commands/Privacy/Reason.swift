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
        guard !people.contains(where: { Self.names($0, in: text) }) else {
            throw Problem(
                "reason-names-person", .badInput, .privacy(.reasonNamesPerson),
                remedy: .privacy(.reasonNamesPersonRemedy))
        }
        self.text = text
    }

    private static func names(_ card: VolunteerCard, in text: String) -> Bool {
        let plain = PlainText.compact(text).uppercased()
        let names = [card.name, card.nameAlt, card.idNumber].compactMap(\.self) + card.phones
        return names.map { PlainText.compact($0).uppercased() }.contains {
            $0.count > 1 && plain.contains($0)
        }
    }
}
