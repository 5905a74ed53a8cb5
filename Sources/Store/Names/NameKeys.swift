/// All by which one name is found.
///
/// Of a name in Han characters: each character, each two that stand side by side, the initials of its
/// pinyin and their beginnings, and surname, given name and both in full pinyin; with every reading.
/// Of a Tibetan name its syllables; of any other each word and its beginnings.
struct NameKeys: Sendable {
    /// A word of letters.
    struct Word: Sendable, Hashable {
        let text: String
        /// Whether it is found by its beginning too, from the first letter on.
        let isFoundByBeginning: Bool
    }

    /// The Han characters of the name, without dots and blanks.
    private(set) var han: [String] = []
    private(set) var syllables: [String] = []
    private(set) var words: [Word] = []

    init(_ name: String) {
        let runs = NameRuns(name)
        for parts in runs.hanGroups {
            han.append(parts.joined())
            words += PinyinName(parts).words
        }
        syllables = runs.texts(in: .tibetan)
        words += runs.texts(in: .letters).map { Word(text: $0, isFoundByBeginning: true) }
    }

    /// What the index holds of the name, some of it perhaps twice. Whoever `NamePiece.fits` finds
    /// stands under all terms of the piece.
    var terms: [NameTerm] {
        han.flatMap { Self.hanTerms(of: $0, withSingle: true) }
            + syllables.map { NameTerm(.tibetan, $0) } + words.flatMap(Self.terms)
    }

    /// Pairs of neighbours; a single character where there is but one, or where each is wanted too.
    static func hanTerms(of text: String, withSingle: Bool) -> [NameTerm] {
        var terms: [NameTerm] = []
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if withSingle { terms.append(NameTerm(.han, String(scalar))) }
            if let previous {
                var pair = String(previous)
                pair.unicodeScalars.append(scalar)
                terms.append(NameTerm(.han, pair))
            }
            previous = scalar
        }
        return terms.isEmpty ? [NameTerm(.han, text)] : terms
    }

    private static func terms(of word: Word) -> [NameTerm] {
        guard word.isFoundByBeginning else { return [.letters(word.text)] }
        return word.text.prefix(NameTerm.mostLetters).indices.map {
            NameTerm(.letters, String(word.text[...$0]))
        }
    }
}
