/// One thing by which a volunteer is found: a piece of a name, or the end of a number. The store keeps
/// it as a token only.
struct NameTerm: Hashable, Sendable {
    /// What kind of piece it is; the same text in two categories gives two tokens.
    enum Category: String, Sendable {
        /// One Han character, or two that stand side by side.
        case han
        /// A word in letters or its beginning; initials and whole words of pinyin among them.
        case letters
        /// A Tibetan syllable, without its tsheg.
        case tibetan
        /// The last four characters of a citizen's number or of a telephone number.
        case ending
        /// The bucket of a citizen's number, by which another county asks (`NumberMask`).
        case bucket
        // Whole and as it was entered: by these an import tells whom it knows already.
        case name
        case idNumber = "id"
        case phone

        /// Whether hardly two people share one.
        var isWhole: Bool { [.name, .idNumber, .phone].contains(self) }
    }

    let category: Category
    let text: String

    init(_ category: Category, _ text: String) {
        self.category = category
        self.text = text
    }

    /// Of letters, that many are told apart by the index; the rest is compared with what is shown.
    static let mostLetters = 8

    static func letters(_ text: String) -> NameTerm {
        NameTerm(.letters, String(text.prefix(mostLetters)))
    }

    static func bucket(_ bucket: Int) -> NameTerm { NameTerm(.bucket, "\(bucket)") }

    /// nil for less than four characters.
    static func ending(of number: String) -> NameTerm? {
        number.count < 4 ? nil : NameTerm(.ending, String(number.suffix(4)))
    }
}
