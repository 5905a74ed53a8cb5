/// The characters of a text: which there are, how often each occurs, and which stands where.
///
/// They are looked up by number in pages of 256, of which a text uses few: a hash of each character
/// would cost more than all else that is done with it.
struct CharacterTally {
    /// As numbers, in ascending order.
    let characters: [UInt32]
    /// How often each occurs.
    let counts: [Int]
    /// Of each character of the text, its place in `characters`.
    let places: [Int]

    private static let pageBits: UInt32 = 8
    private static let pages = Int(0x10_FFFF >> pageBits) + 1

    /// nil for what is no text.
    init?(of bytes: [UInt8]) {
        guard let span = try? UTF8Span(validating: bytes.span) else { return nil }
        var pageStarts = [Int32](repeating: -1, count: Self.pages)
        // In the order in which they are met.
        var met: [Int32] = []
        var characters: [UInt32] = []
        var counts: [Int] = []
        var indices: [Int] = []
        indices.reserveCapacity(bytes.count / 2)
        var iterator = span.makeUnicodeScalarIterator()
        while let scalar = iterator.next() {
            let page = Int(scalar.value >> Self.pageBits)
            if pageStarts[page] < 0 {
                pageStarts[page] = Int32(met.count)
                met.append(contentsOf: repeatElement(-1, count: 1 << Self.pageBits))
            }
            let slot = Int(pageStarts[page]) + Int(scalar.value & (1 << Self.pageBits - 1))
            if met[slot] < 0 {
                met[slot] = Int32(characters.count)
                characters.append(scalar.value)
                counts.append(0)
            }
            let index = Int(met[slot])
            counts[index] += 1
            indices.append(index)
        }
        let ascending = characters.indices.sorted { characters[$0] < characters[$1] }
        let rank = Self.ranks(ascending)
        self.characters = ascending.map { characters[$0] }
        self.counts = ascending.map { counts[$0] }
        places = indices.map { rank[$0] }
    }

    /// Where each element stands in an order of all.
    static func ranks(_ order: [Int]) -> [Int] {
        var ranks = [Int](repeating: 0, count: order.count)
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }
}
