/// Texts as numbers of their characters.
///
/// A Chinese character is three bytes of UTF-8, which cost an entropy coder of bytes some seventeen
/// bits; its place among those that are used costs ten.
struct Alphabet {
    enum Order: CaseIterable {
        /// The most frequent first: of many texts, the upper bytes of the places are nearly all 0.
        case byCount
        /// Of few texts, what the alphabet itself takes counts more.
        case byNumber
    }

    private let characters: [Int64]
    private let places: [Int64]

    static func read(
        _ count: Int, from reader: inout ColumnReader
    ) throws(MalformedBytes) -> [UInt8] {
        // A character has at least one byte, so there are no more of them than of bytes.
        let size = try reader.bytes.varint(in: 0...count)
        var encodings: [UTF8.EncodedScalar] = []
        for character in try NumberColumn.read(size, from: &reader) {
            guard let value = UInt32(exactly: character), let scalar = Unicode.Scalar(value),
                let encoding = UTF8.encode(scalar)
            else { throw reader.bytes.failure(.notText) }
            encodings.append(encoding)
        }
        let length = try reader.bytes.varint(in: 0...count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 4)
        for place in try NumberColumn.read(length, from: &reader) {
            guard place >= 0, place < Int64(size), bytes.count < count else {
                throw reader.bytes.failure(.outOfRange)
            }
            bytes.append(contentsOf: encodings[Int(place)])
        }
        guard bytes.count == count else { throw reader.bytes.failure(.outOfRange) }
        return bytes
    }

    init(of tally: CharacterTally, _ order: Order) {
        switch order {
        case .byNumber:
            characters = tally.characters.map(Int64.init)
            places = tally.places.map(Int64.init)
        case .byCount:
            let ordered = tally.characters.indices.sorted {
                (-tally.counts[$0], $0) < (-tally.counts[$1], $1)
            }
            let rank = CharacterTally.ranks(ordered)
            characters = ordered.map { Int64(tally.characters[$0]) }
            places = tally.places.map { Int64(rank[$0]) }
        }
    }

    var numberCount: Int { characters.count + places.count }

    /// What it would take in bytes, about.
    var cost: Double { NumberColumn.cost(of: characters) + NumberColumn.cost(of: places) }

    func write(to columns: inout ColumnBytes) {
        columns.writer.varint(characters.count)
        NumberColumn.write(characters, to: &columns)
        columns.writer.varint(places.count)
        NumberColumn.write(places, to: &columns)
    }
}
