/// A name in Han characters, spelled in pinyin: with other readings several times.
struct PinyinName {
    /// One character, in all its readings.
    typealias Reading = [String]

    private let readings: [Reading]
    /// Where the parts of the name begin: what stood between dots, else surname and given name.
    private let starts: [Int]
    private let isDotted: Bool

    /// Beyond that many the unlikelier spellings are let go: with three doubtful characters a name has
    /// at least eight.
    private static let mostSpellings = 12
    /// Characters of a name that are spelled at all.
    private static let mostCharacters = 16

    init(_ parts: [String]) {
        var characters: [Unicode.Scalar] = []
        var starts: [Int] = []
        for part in parts where characters.count < Self.mostCharacters {
            starts.append(characters.count)
            characters.append(
                contentsOf: part.unicodeScalars.prefix(Self.mostCharacters - characters.count))
        }
        var readings = characters.map(HanReadings.readings)
        isDotted = starts.count > 1
        if !isDotted {
            let surname = HanReadings.surname(beginning: characters)
            for (index, reading) in (surname?.reading ?? []).enumerated() {
                readings[index] = [reading]
            }
            let length = surname?.length ?? 1
            if length < characters.count { starts.append(length) }
        }
        self.starts = starts
        self.readings = readings
    }

    /// Initials, from the beginning of the name or, with dots, of each part; then each part in full,
    /// and the whole.
    var words: [NameKeys.Word] {
        let initials = readings.map { Self.unique($0.map { String($0.prefix(1)) }) }
        var words: [NameKeys.Word] = []
        func note(_ range: Range<Int>, of readings: [Reading], isFoundByBeginning: Bool) {
            for text in Self.spellings(of: readings[range]) {
                let word = NameKeys.Word(text: text, isFoundByBeginning: isFoundByBeginning)
                if !words.contains(word) { words.append(word) }
            }
        }
        for start in isDotted ? starts : [0] {
            note(start..<initials.count, of: initials, isFoundByBeginning: true)
        }
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : readings.count
            note(start..<end, of: readings, isFoundByBeginning: false)
        }
        if starts.count > 1 { note(0..<readings.count, of: readings, isFoundByBeginning: false) }
        return words
    }

    /// One of each character, put together in every way; up to the first that nobody can pronounce.
    private static func spellings(of readings: ArraySlice<Reading>) -> [String] {
        var spellings = [""]
        for reading in readings.prefix(while: { !$0.isEmpty }) {
            if reading.count == 1 {
                for index in spellings.indices { spellings[index] += reading[0] }
            } else {
                let all = reading.flatMap { syllable in spellings.map { $0 + syllable } }
                spellings = Array(all.prefix(mostSpellings))
            }
        }
        return spellings == [""] ? [] : spellings
    }

    private static func unique(_ texts: [String]) -> [String] {
        var kept: [String] = []
        for text in texts where !kept.contains(text) { kept.append(text) }
        return kept
    }
}
