/// Finds what somebody may have meant: few letters added, dropped, changed or swapped.
enum Nearest {
    /// Longer words are not compared: nobody mistypes a name into a page of text.
    private static let longest = 64

    /// The nearest of `words`, the first of equals; nil when none is near enough to be meant.
    static func word(to given: String, among words: [String]) -> String? {
        guard given.unicodeScalars.count <= longest else { return nil }
        let given = given.lowercased()
        let distances = words.map { ($0, distance(given, $0.lowercased())) }
        guard let (word, distance) = distances.min(by: { $0.1 < $1.1 }),
            distance <= max(1, word.count / 3)
        else { return nil }
        return word
    }

    /// Additions, omissions, changes and swaps of neighbours from one word to the other (optimal string
    /// alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var least = min(
                    above[column] + (isSame ? 0 : 1), above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, above) = (above, current)
        }
        return above[right.count]
    }
}
