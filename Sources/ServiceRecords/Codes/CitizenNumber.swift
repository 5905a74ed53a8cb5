/// A citizen's identity number (公民身份号码, GB 11643-1999): 18 characters, the last a check.
///
/// The area in its first six digits is where it was first given out and need not be a current code.
/// A number of the old form (15 digits) has no check; it comes only out of files, and is flagged.
public struct CitizenNumber: Hashable, Sendable {
    /// Why a text is not a citizen's number. It is never repaired: a person looks at the card.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// Nothing there. Ask for the number, or leave the person unverified.
        case empty
        /// A spreadsheet turned it into a number (`1.10105E+17`) and its end is lost. Format the
        /// column as text and type the number again from the source.
        case mangled
        /// Neither 18 nor 15 characters. Count them against the card.
        case length
        /// Something else than digits and a final X. It may be another kind of document.
        case character
        /// The digits 7 to 14 are no day of the calendar. Compare with the card.
        case birthDate
        /// The last character does not follow from the others. Compare with the card.
        case checkCharacter
    }

    /// 18 characters, or 15 of the old form; ASCII digits and X.
    public let text: String
    public let birthDate: LocalDay
    /// `1` male or `2` female, of the code list `gender`.
    public let gender: String

    /// Reads the number; full-width digits, blanks, a small x and a spreadsheet's leading
    /// apostrophe are understood.
    public init(_ text: String) throws(Problem) {
        var plain = PlainText.compact(text).uppercased()
        if plain.hasPrefix("'") { plain.removeFirst() }
        let characters = Array(plain.utf8)
        try Self.checkShape(characters)
        guard let birthDate = Self.birthDate(characters) else { throw .birthDate }
        if characters.count == 18, Self.checkCharacter(characters[..<17]) != characters[17] {
            throw characters.hasSuffixOfZeros ? .mangled : .checkCharacter
        }
        let order = characters.count == 18 ? characters[16] : characters[14]
        self.text = plain
        self.birthDate = birthDate
        self.gender = (order & 1) == 1 ? "1" : "2"
    }

    /// Whether this is a 15-digit number, which nothing vouches for.
    public var isOldForm: Bool { text.utf8.count == 15 }

    /// `6201**********1234`: what screens, files of rejected rows and certificates show.
    public var masked: String { Self.masked(text) }

    /// The check character of 17 digits by ISO 7064 MOD 11-2; nil unless they are 17 digits.
    public static func checkCharacter(of first17: String) -> Character? {
        let digits = Array(first17.utf8)
        guard digits.count == 17, digits.allSatisfy(isDigit) else { return nil }
        return Character(Unicode.Scalar(checkCharacter(digits[...])))
    }
}

extension CitizenNumber {
    /// A text that stands where a number should, with all but its ends hidden. Eight characters
    /// and fewer are hidden whole.
    public static func masked(_ text: String) -> String {
        let characters = Array(text)
        guard characters.count > 8 else { return String(repeating: "*", count: characters.count) }
        let hidden = String(repeating: "*", count: characters.count - 8)
        return String(characters.prefix(4)) + hidden + String(characters.suffix(4))
    }

    /// A text with every run of 15 or more digits hidden, whatever column it strayed into. Blanks within
    /// a run are no end of it: with them, too, it can be read.
    public static func maskingNumbers(in text: String) -> String {
        var result = ""
        var run = DigitRun()
        for character in text {
            let plain = PlainText.compact(String(character))
            if !run.take(character, meaning: plain) {
                result += run.shown + String(character)
                run = DigitRun()
            }
        }
        return result + run.shown
    }
}

/// Digits that may be a citizen's number, with the blanks between and after them.
private struct DigitRun {
    private var characters: [Character] = []
    private var digitCount = 0
    /// Behind the last digit.
    private var end = 0

    /// False for what does not belong to a run; it is as it was.
    mutating func take(_ character: Character, meaning plain: String) -> Bool {
        if plain.isEmpty { return takeBlank(character) }
        guard plain.allSatisfy({ "0123456789Xx".contains($0) }) else { return false }
        characters.append(character)
        digitCount += 1
        end = characters.count
        return true
    }

    private mutating func takeBlank(_ character: Character) -> Bool {
        guard digitCount > 0 else { return false }
        characters.append(character)
        return true
    }

    var shown: String {
        let number = String(characters[..<end])
        let isHidden = digitCount >= 15
        return (isHidden ? CitizenNumber.masked(number) : number) + String(characters[end...])
    }
}

extension CitizenNumber {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters = Array("10X98765432".utf8)

    private static func checkShape(_ characters: [UInt8]) throws(Problem) {
        if characters.isEmpty { throw .empty }
        if isSpreadsheetNumber(characters) { throw .mangled }
        let last = characters[characters.count - 1]
        let isPlain =
            characters.dropLast().allSatisfy(isDigit)
            && (isDigit(last) || (characters.count == 18 && last == UInt8(ascii: "X")))
        guard isPlain else { throw .character }
        guard characters.count == 18 || characters.count == 15 else { throw .length }
    }

    /// Digits with a decimal point or an exponent: `1.10105E+17`, `110105194912310000.0`. A
    /// passport such as E12345678 begins with its letter.
    private static func isSpreadsheetNumber(_ characters: [UInt8]) -> Bool {
        let marks = Array("E+.".utf8)
        return isDigit(characters[0]) && characters.contains(where: marks.contains)
            && characters.allSatisfy { isDigit($0) || marks.contains($0) }
    }

    private static func checkCharacter(_ digits: ArraySlice<UInt8>) -> UInt8 {
        let sum = zip(digits, weights).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
        return checkCharacters[sum % 11]
    }

    private static func birthDate(_ characters: [UInt8]) -> LocalDay? {
        let digits = characters.map { Int($0) - 48 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        if characters.count == 15 {
            return LocalDay(year: 1900 + number(6..<8), month: number(8..<10), day: number(10..<12))
        }
        let year = number(6..<10)
        guard year >= BirthPlausibility.firstYear else { return nil }
        return LocalDay(year: year, month: number(10..<12), day: number(12..<14))
    }

    private static func isDigit(_ character: UInt8) -> Bool { (48...57).contains(character) }
}

extension [UInt8] {
    /// A spreadsheet keeps 15 digits of a number and writes zeros for the other three.
    fileprivate var hasSuffixOfZeros: Bool { suffix(3).allSatisfy { $0 == UInt8(ascii: "0") } }
}
