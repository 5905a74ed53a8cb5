/// Digits in a text that somebody may be known by: a citizen's number, or a mobile telephone.
///
/// They are told by their shape, and shapes lie: times, amounts and the numbers of things have digits, too. So
/// what is written in one piece counts by its shape alone, with a typing error as well, and what is written in
/// several pieces only if the pieces are those in which people write such numbers, or the check character fits.
public enum IdentifyingDigits {
    /// A citizen's number has 17 digits and a digit or X, or 15 of the old form, with an area and a day of the
    /// calendar where these stand; a mobile telephone has 11 digits, the first two 13 to 19, perhaps after 86,
    /// +86 or 0086. Digits of any script count, and Chinese numerals.
    public static func stand(in text: String) -> Bool { !hits(in: text, isNumber: false).isEmpty }

    /// The same of what a unit numbers by: the digits of a code that begins with an area and a day look like a
    /// citizen's number, whose check character alone tells them apart.
    public static func stand(inNumber text: String) -> Bool {
        !hits(in: text, isNumber: true).isEmpty
    }

    /// The text with a star for each digit of such a number, and all else as it is.
    public static func masked(in text: String, isNumber: Bool = false) -> String {
        var characters = Array(text)
        for hit in hits(in: text, isNumber: isNumber) {
            for place in hit where DigitScript.digit(characters[place]) != nil {
                characters[place] = "*"
            }
        }
        return String(characters)
    }

    /// By characters, in order.
    private static func hits(in text: String, isNumber: Bool) -> [Range<Int>] {
        let characters = Array(text)
        var hits: [Range<Int>] = []
        for run in NumberRun.runs(in: characters) {
            var first = 0
            while first < run.parts.count {
                if let last = run.end(ofNumberAt: first, in: characters, isUnitNumber: isNumber) {
                    hits.append(
                        run.parts[first].place.lowerBound..<run.parts[last].place.upperBound)
                    first = last
                }
                first += 1
            }
        }
        return hits
    }
}
