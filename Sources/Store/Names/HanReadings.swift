/// How Han characters are read, in pinyin without tones: what people type to find a name.
enum HanReadings {
    /// None for a character that the tables do not know.
    static func readings(of character: Unicode.Scalar) -> [String] {
        let usual = PinyinTable.readings(of: character)
        guard let others = OtherReadings.characters[character.value] else { return usual }
        return others + usual.filter { !others.contains($0) }
    }

    /// A surname of two characters, if the name begins with one; its reading where that is not its
    /// characters'.
    static func surname(
        beginning name: [Unicode.Scalar]
    ) -> (length: Int, reading: [String]?)? {
        guard name.count > 2 else { return nil }
        let start = OtherReadings.pair(name[0], name[1])
        if let reading = OtherReadings.surnames[start] { return (2, reading) }
        return OtherReadings.plainSurnames.contains(start) ? (2, nil) : nil
    }
}
