/// Digits in a text that somebody may be known by: a citizen's number, or a mobile telephone. They are told
/// by their shape alone, so a number with a typing error is one, too.
///
/// A citizen's number has 17 digits and a digit or X, or 15 of the old form, with a day of the calendar where
/// the date of birth stands; a mobile telephone has 11 digits, the first two 13 to 19, perhaps after 86.
public enum IdentifyingDigits {
    /// Full-width digits count, and so do numbers with blanks, hyphens or full stops between their parts.
    public static func stand(in text: String) -> Bool {
        guard text.unicodeScalars.count(where: isDigit) >= shortest else { return false }
        return runs(in: text).contains { parts in
            parts.indices.contains { first in
                var joined = ""
                for part in parts[first...] {
                    joined += part
                    guard joined.count <= longest else { return false }
                    if isNumber(Array(joined.utf8)) { return true }
                }
                return false
            }
        }
    }

    /// Whether the whole text is such a number, for what a unit numbers by: the digits of a code that begins
    /// with an area and a day look like a citizen's number, whose check character alone tells them apart.
    public static func are(_ text: String) -> Bool {
        if let phone = PhoneNumber(text)?.text, isMobile(Array(phone.utf8)[...]) { return true }
        return (try? CitizenNumber(text)).map { !$0.isOldForm } ?? false
    }

    private static let shortest = 11
    private static let longest = 18

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar) || ("０"..."９").contains(scalar)
    }

    /// Digits that follow each other, in the parts in which they are written.
    private static func runs(in text: String) -> [[String]] {
        var runs: [[String]] = [[]]
        var part = ""
        func end(run isOver: Bool) {
            if !part.isEmpty { runs[runs.count - 1].append(part) }
            part = ""
            if isOver, runs[runs.count - 1].isEmpty == false { runs.append([]) }
        }
        for character in text {
            let plain = PlainText.compact(String(character)).uppercased()
            switch plain {
            case "0"..."9" where plain.utf8.count == 1: part += plain
            case "X" where part.count == 17 || !part.isEmpty && !runs[runs.count - 1].isEmpty:
                part += plain
                end(run: false)
            case "", "-", "—", "–", "‑", ".", "·", "+": end(run: false)
            default: end(run: true)
            }
        }
        end(run: true)
        return runs
    }

    private static func isNumber(_ digits: [UInt8]) -> Bool {
        switch digits.count {
        case 11: isMobile(digits[...])
        case 13: digits.starts(with: "86".utf8) && isMobile(digits[2...])
        case 15: isDay(digits[6..<12], century: "19") && isPlain(digits[...])
        case 18: isDay(digits[6..<14]) && isPlain(digits.dropLast())
        default: false
        }
    }

    private static func isPlain(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 11, isPlain(digits) else { return false }
        return digits.first == UInt8(ascii: "1")
            && digits.dropFirst().first.map { $0 >= UInt8(ascii: "3") } == true
    }

    /// Year, month and day, of four, two and two digits with the century.
    private static func isDay(_ digits: ArraySlice<UInt8>, century: String = "") -> Bool {
        guard isPlain(digits) else { return false }
        let numbers = (Array(century.utf8) + digits).map { Int($0) - 48 }
        func number(_ part: some Sequence<Int>) -> Int { part.reduce(0) { $0 * 10 + $1 } }
        let year = number(numbers.prefix(4))
        guard (1850...2099).contains(year) else { return false }
        return LocalDay(
            year: year, month: number(numbers.dropFirst(4).prefix(2)),
            day: number(numbers.dropFirst(6).prefix(2))) != nil
    }
}
