import ServiceRecords
import SyncCore

/// What somebody has typed to find volunteers: words, all of which a person must fit.
///
/// A word is a piece of a name (Han characters, the beginning of its initials or of a word of letters,
/// pinyin, a Tibetan syllable), four or more characters from the end of a number, or the whole of a
/// number or the beginning of an id.
public struct VolunteerSearch: Sendable {
    /// The ways to understand the text, the likeliest first: word by word, then, in case the blanks
    /// mean nothing (`138 0013 8000`), as one word.
    let readings: [[SearchWord]]

    public init(_ text: String) {
        let whole = PlainText.trimmed(text)
        var seen: Set<Substring> = []
        let words = PlainText.halfWidth(whole).split(whereSeparator: \.isWhitespace)
            .filter { seen.insert($0).inserted }.map { SearchWord(String($0), spelled: whole) }
        let joined = SearchWord(joining: whole)
        readings =
            words.count == 1 && words[0].pieces == joined.pieces ? [words] : [words, [joined]]
    }

    /// Whether there is nothing in it to look for.
    public var isEmpty: Bool { readings[0].isEmpty }
}

/// One word of a search.
struct SearchWord: Sendable {
    /// The word as a number of its own: a volunteer number may look like anything.
    let spellings: Set<String>
    /// What it asks of names and endings; empty where only a whole number can be meant.
    let pieces: [NamePiece]
    /// The word as a citizen's number or another document's, and as a telephone number.
    let idNumber: String
    let phone: String?
    /// The beginning of an id, of six digits or more.
    let idPrefix: String?

    private static let shortestPrefix = 6
    /// From so many characters on a number is compared whole, not by its ending alone.
    private static let wholeNumber = 11

    /// - Parameter spelled: the whole text of which this is a word.
    init(_ word: String, spelled whole: String) {
        self.init(word, spellings: [word, whole], pieces: Self.pieces(of: word))
    }

    /// A text whose blanks, hyphens and dots mean nothing.
    init(joining text: String) {
        let compact = PlainText.compact(text)
        let letters = NameRuns(compact).runs
        let isLetters = letters.allSatisfy { $0.script == .letters }
        let joined = letters.map(\.text).joined()
        let isNumber = Self.digits(of: compact) != nil
        let pieces =
            isLetters && !isNumber && !joined.isEmpty
            ? [NamePiece.letters(joined)] : Self.pieces(of: compact)
        self.init(compact, spellings: [compact, text], pieces: pieces)
    }

    private init(_ word: String, spellings: Set<String>, pieces: [NamePiece]) {
        self.spellings = spellings
        self.pieces = pieces
        idNumber = word.uppercased()
        phone = PhoneNumber(word)?.text
        let digits = word.lowercased()
        let isHexadecimal = digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        idPrefix = digits.utf8.count >= Self.shortestPrefix && isHexadecimal ? digits : nil
    }

    func fits(_ person: SoughtPerson) -> Bool {
        if !pieces.isEmpty, pieces.allSatisfy({ $0.fits(person) }) { return true }
        if let number = person.volunteerNumber, spellings.contains(number) { return true }
        if person.idNumber == idNumber { return true }
        if let phone, person.phones.contains(phone) { return true }
        return idPrefix.map(person.id.hasPrefix) ?? false
    }

    private static func pieces(of word: String) -> [NamePiece] {
        if let digits = digits(of: word) {
            return digits.count < wholeNumber ? [.ending(digits)] : []
        }
        let runs = NameRuns(word)
        return runs.hanGroups.map { .han($0.joined()) }
            + runs.texts(in: .tibetan).map(NamePiece.tibetan)
            + runs.texts(in: .letters).map(NamePiece.letters)
    }

    /// The digits of something that can be the end of a number: four or more, the last perhaps an X.
    private static func digits(of word: String) -> String? {
        let plain = (PhoneNumber(word)?.text ?? word).uppercased().filter { !"-()'+".contains($0) }
        guard plain.count >= 4, plain.dropLast().allSatisfy(isDigit),
            plain.last.map({ isDigit($0) || $0 == "X" }) == true
        else { return nil }
        return plain
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }
}
