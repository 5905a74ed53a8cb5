import SyncCore

/// One thing that a search asks of a name or a number, all of it at once.
enum NamePiece: Hashable, Sendable {
    /// Han characters, side by side.
    case han(String)
    case tibetan(String)
    /// A word of letters, or its beginning.
    case letters(String)
    /// Four or more characters at the end of a number.
    case ending(String)

    /// Under all of these stands whoever fits.
    var terms: [NameTerm] {
        switch self {
        case .han(let text): NameKeys.hanTerms(of: text, withSingle: false)
        case .tibetan(let syllable): [NameTerm(.tibetan, syllable)]
        case .letters(let word): [.letters(word)]
        case .ending(let digits): NameTerm.ending(of: digits).map { [$0] } ?? []
        }
    }

    func fits(_ person: SoughtPerson) -> Bool {
        switch self {
        case .han(let text): person.names.contains { $0.han.contains { $0.contains(text) } }
        case .tibetan(let syllable): person.names.contains { $0.syllables.contains(syllable) }
        case .letters(let word): person.names.contains { $0.words.contains { $0.fits(word) } }
        case .ending(let digits): person.numbers.contains { $0.hasSuffix(digits) }
        }
    }
}

extension NameKeys.Word {
    /// A whole word of pinyin is told from a longer one only as far as the index does.
    fileprivate func fits(_ sought: String) -> Bool {
        guard text.hasPrefix(sought) else { return false }
        return isFoundByBeginning || text == sought || sought.count >= NameTerm.mostLetters
    }
}

/// A volunteer, as far as a search looks.
struct SoughtPerson {
    let names: [NameKeys]
    /// Citizen's number and telephone numbers, as terms have them.
    let numbers: [String]
    let idNumber: String?
    let phones: [String]
    let volunteerNumber: String?
    /// Hexadecimal, lower case.
    let id: String

    init(_ card: VolunteerCard) {
        names = [card.name, card.nameAlt].compactMap { $0.map(NameKeys.init) }
        idNumber = card.idNumber.map(VolunteerTerms.plain)
        phones = card.phones
        numbers = [idNumber].compactMap(\.self) + phones.map(VolunteerTerms.plain)
        volunteerNumber = card.volunteerNumber
        id = card.entity.description
    }
}
