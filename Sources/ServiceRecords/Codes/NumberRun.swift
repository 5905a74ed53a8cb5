/// Digits that follow each other in a text, in the parts in which they are written.
struct NumberRun {
    struct Part {
        /// ASCII; the last may be X.
        var digits: [UInt8]
        /// In characters.
        var place: Range<Int>
    }

    private(set) var parts: [Part] = []
    /// What stands behind each part but the last.
    private var gaps: [Gap] = []

    /// What people put between the parts of a number.
    private enum Gap: Hashable {
        case none, blank, hyphen, dot, slash, comma, colon, bracket, other
        /// Of several sorts.
        case mixed

        init?(_ character: Character) {
            switch PlainText.compact(String(character)) {
            case "": self = .blank
            case "-", "—", "–", "‑", "‐", "−", "‒", "―": self = .hyphen
            case ".", "·", "•", "・", "。": self = .dot
            case "/", "\\", "|": self = .slash
            case ",", "、": self = .comma
            case ":": self = .colon
            case "(", ")", "[", "]", "【", "】": self = .bracket
            case "+", "_", "~", "*": self = .other
            default: return nil
            }
        }

        /// A blank beside another sign changes nothing.
        func joined(_ other: Gap) -> Gap {
            if self == .none || self == .blank { return other == .blank ? .blank : other }
            return other == .blank || other == self ? self : .mixed
        }
    }

    static func runs(in characters: [Character]) -> [NumberRun] {
        var runs: [NumberRun] = []
        var run = NumberRun()
        var gap = Gap.none
        var script: DigitScript?
        func isOpen(at place: Int) -> Bool { run.parts.last?.place.upperBound == place }
        func endRun() {
            if !run.parts.isEmpty { runs.append(run) }
            (run, gap, script) = (NumberRun(), .none, nil)
        }
        for (place, character) in characters.enumerated() {
            if let digit = DigitScript.digit(character) {
                if script.map({ $0 != digit.script }) == true { endRun() }
                script = digit.script
                run.add(digit.ascii, at: place, behind: gap, isNew: !isOpen(at: place))
                gap = .none
            } else if DigitScript.isCheckX(character), !run.parts.isEmpty {
                run.add(UInt8(ascii: "X"), at: place, behind: gap, isNew: !isOpen(at: place))
                gap = .none
            } else if let next = Gap(character), !run.parts.isEmpty {
                gap = gap.joined(next)
            } else {
                endRun()
            }
        }
        endRun()
        return runs
    }

    private mutating func add(_ digit: UInt8, at place: Int, behind gap: Gap, isNew: Bool) {
        let isBehindX = parts.last?.digits.last == UInt8(ascii: "X")
        guard isNew || isBehindX else {
            parts[parts.count - 1].digits.append(digit)
            parts[parts.count - 1].place = parts[parts.count - 1].place.lowerBound..<place + 1
            return
        }
        if !parts.isEmpty { gaps.append(gap) }
        parts.append(Part(digits: [digit], place: place..<place + 1))
    }

    /// The last part of the number that begins with a part; nil where none does.
    func end(
        ofNumberAt first: Int, in characters: [Character], isUnitNumber: Bool
    ) -> Int? {
        var joined: [UInt8] = []
        for last in first..<parts.count {
            joined += parts[last].digits
            guard joined.count <= Self.longest else { return nil }
            let isOne = first == last
            if isOne ? isWhole(joined, isUnitNumber: isUnitNumber) : isSpaced(joined, first, last) {
                return Self.isLabelled(parts[first].place.lowerBound, in: characters)
                    || !isOne && Self.isAmount(parts[last].place.upperBound, in: characters)
                    ? nil : last
            }
        }
        return nil
    }

    private static let longest = 18

    private func isWhole(_ digits: [UInt8], isUnitNumber: Bool) -> Bool {
        switch digits.count {
        case 11: Self.isMobile(digits[...])
        case 13: digits.starts(with: "86".utf8) && Self.isMobile(digits[2...])
        case 15:
            digits.starts(with: "0086".utf8) && Self.isMobile(digits[4...])
                || !isUnitNumber && Self.isOldCitizen(digits)
        case 18: isUnitNumber ? Self.isCitizen(digits) : Self.hasShapeOfCitizen(digits)
        default: false
        }
    }

    private func isSpaced(_ digits: [UInt8], _ first: Int, _ last: Int) -> Bool {
        if digits.count == 18 { return Self.isCitizen(digits) }
        // A country's code stands apart from what follows, by whatever sign.
        let country = parts[first].digits
        let isAbroad = country.elementsEqual("86".utf8) || country.elementsEqual("0086".utf8)
        let start = isAbroad ? first + 1 : first
        let mobile = parts[start...last].flatMap(\.digits)
        guard Self.isMobile(mobile[...]), Set(gaps[start..<last]).count <= 1,
            !gaps[start..<last].contains(.mixed)
        else { return false }
        let lengths = parts[start...last].map(\.digits.count)
        return Self.mobileParts.contains(lengths) || lengths.allSatisfy { $0 == 1 }
    }

    /// In what lengths people divide a mobile telephone's digits.
    private static let mobileParts: Set<[Int]> = [
        [11], [3, 4, 4], [3, 8], [7, 4], [4, 4, 3], [3, 3, 5], [3, 5, 3],
    ]

    private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 11, digits.allSatisfy({ (48...57).contains($0) }) else {
            return false
        }
        return digits.first == UInt8(ascii: "1")
            && digits.dropFirst().first.map { $0 >= UInt8(ascii: "3") } == true
    }

    private static func isCitizen(_ digits: [UInt8]) -> Bool {
        hasShapeOfCitizen(digits)
            && (try? CitizenNumber(String(decoding: digits, as: UTF8.self)))?.isOldForm == false
    }

    private static func hasShapeOfCitizen(_ digits: [UInt8]) -> Bool {
        digits.dropLast().allSatisfy { (48...57).contains($0) } && isArea(digits)
            && isDay(digits[6..<14])
    }

    private static func isOldCitizen(_ digits: [UInt8]) -> Bool {
        digits.allSatisfy { (48...57).contains($0) } && isArea(digits)
            && isDay("19".utf8 + digits[6..<12])
    }

    /// The first two digits are a province's.
    private static func isArea(_ digits: [UInt8]) -> Bool {
        switch (Int(digits[0]) - 48) * 10 + Int(digits[1]) - 48 {
        case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81...83, 91: true
        default: false
        }
    }

    private static func isDay(_ digits: some Sequence<UInt8>) -> Bool {
        let numbers = digits.map { Int($0) - 48 }
        func number(_ part: ArraySlice<Int>) -> Int { part.reduce(0) { $0 * 10 + $1 } }
        let year = number(numbers[0..<4])
        guard (1850...2099).contains(year) else { return false }
        return LocalDay(year: year, month: number(numbers[4..<6]), day: number(numbers[6..<8]))
            != nil
    }

    /// Meters and meetings have numbers that look like telephones, and nobody is known by them.
    private static func isLabelled(_ place: Int, in characters: [Character]) -> Bool {
        let before = PlainText.compact(String(characters[max(0, place - 8)..<place])).uppercased()
            .filter { !":号#.".contains($0) }
        return ["电表", "水表", "气表", "燃气表", "表", "会议ID", "会议"].contains(where: before.hasSuffix)
    }

    /// 30 斤, 8 人, 5 点: the last part was counted.
    private static func isAmount(_ place: Int, in characters: [Character]) -> Bool {
        let behind = characters[place...].first { !$0.isWhitespace }
        return behind.map { "斤元人年月日时点分室米个岁次名户份件袋桶里升克吨周".contains($0) } ?? false
    }
}
