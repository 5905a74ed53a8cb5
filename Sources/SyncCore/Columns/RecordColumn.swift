/// A column of records: each by the change that made it, or as sixteen bytes.
///
/// On the wire: the column's dictionary (its size; places; sequences; ids), then the place of each value,
/// the sequences of those that have one of their own, the numbers of those from the dictionary.
///
/// A *place* is 1 for the log of the batch, 2 and above for the logs that the frame names; 0 says in
/// the column that the dictionary has it, and in the dictionary that it is an id.
struct RecordColumn {
    /// How a record is named.
    enum Name: Hashable {
        case id(Entity)
        /// A change that made it, in the log with this place.
        case made(place: Int, sequence: UInt64)
        /// The same, so many changes before what the author knew of the log.
        case behind(place: Int, distance: UInt64)
    }

    /// Of the dictionary, in the names of the frame.
    private let start: Int
    private let isDistance: Bool
    /// Where the next ones are, in the numbers of the frame.
    private var nextPlace: Int
    private var nextSequence: Int
    private var nextNumber: Int

    /// - Parameter highest: place; 0 where only ids are allowed.
    init(
        _ count: Int, from reader: inout ColumnReader, numbers: inout [Int64],
        names: inout [Name], highest: Int
    ) throws(MalformedBytes) {
        let size = count == 0 ? 0 : try reader.bytes.varint(in: 0...count)
        start = names.count
        names += try Self.dictionary(size, from: &reader, highest: highest)
        let places = try Self.places(count, from: &reader, highest: highest)
        let single = places.count { $0 > 0 }
        isDistance = single > 0 ? try reader.bytes.flag() : false
        let sequences = try NumberColumn.read(single, from: &reader)
        let listed = try NumberColumn.read(count - single, from: &reader)
        for number in listed where number < 0 || number >= Int64(size) {
            throw reader.bytes.failure(.outOfRange)
        }
        nextPlace = numbers.count
        nextSequence = nextPlace + places.count
        nextNumber = nextSequence + sequences.count
        numbers += places
        numbers += sequences
        numbers += listed
    }

    private static func places(
        _ count: Int, from reader: inout ColumnReader, highest: Int
    ) throws(MalformedBytes) -> [Int64] {
        let places = try NumberColumn.read(count, from: &reader)
        for place in places where place < 0 || place > Int64(highest) {
            throw reader.bytes.failure(.outOfRange)
        }
        return places
    }

    private static func dictionary(
        _ size: Int, from reader: inout ColumnReader, highest: Int
    ) throws(MalformedBytes) -> [Name] {
        let places = try places(size, from: &reader, highest: highest)
        let sequences = try NumberColumn.read(places.count { $0 > 0 }, from: &reader)
        var names: [Name] = []
        names.reserveCapacity(size)
        var next = 0
        for place in places {
            if place == 0 {
                names.append(.id(try reader.bytes.identifier()))
            } else {
                names.append(
                    .made(place: Int(place), sequence: UInt64(bitPattern: sequences[next])))
                next += 1
            }
        }
        return names
    }

    /// How the next value is named.
    mutating func nextName(_ numbers: [Int64], _ names: [Name]) -> Name {
        let place = Int(numbers[nextPlace])
        nextPlace += 1
        guard place > 0 else {
            nextNumber += 1
            return names[start + Int(numbers[nextNumber - 1])]
        }
        let number = UInt64(bitPattern: numbers[nextSequence])
        nextSequence += 1
        return isDistance
            ? .behind(place: place, distance: number) : .made(place: place, sequence: number)
    }
}
