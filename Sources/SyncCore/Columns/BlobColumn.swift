/// A column of texts, or of other byte strings. Those that occur more than once stand once, in the
/// column's dictionary; all of them lie in the area of the frame, first the dictionary's.
///
/// On the wire it is the size of the dictionary and, unless that is 0, a column of numbers: 0 for the
/// next byte string of the area, any other for one of the dictionary.
struct BlobColumn {
    /// Whether there are numbers; if not, each value is the next of the area.
    let hasDictionary: Bool
    /// Of the dictionary in the area.
    let start: Int
    /// Where the next number is, in those of the frame.
    private var next: Int
    private var nextSingle: Int

    /// - Parameter areaCount: how many byte strings the area has so far.
    init(
        _ count: Int, from reader: inout ColumnReader, numbers: inout [Int64], areaCount: inout Int
    ) throws(MalformedBytes) {
        let known = count == 0 ? 0 : try reader.bytes.varint(in: 0...count)
        hasDictionary = known > 0
        next = numbers.count
        var single = count
        if known > 0 {
            let choices = try NumberColumn.read(count, from: &reader)
            single = choices.count { $0 == 0 }
            for choice in choices where choice < 0 || choice > Int64(known) {
                throw reader.bytes.failure(.outOfRange)
            }
            numbers += choices
        }
        start = areaCount
        nextSingle = start + known
        areaCount = nextSingle + single
    }

    /// Where in the area the next value is.
    mutating func nextPlace(_ numbers: [Int64]) -> Int {
        if hasDictionary {
            let choice = Int(numbers[next])
            next += 1
            if choice > 0 { return start + choice - 1 }
        }
        nextSingle += 1
        return nextSingle - 1
    }
}

extension BlobColumn {
    /// Writes a column, and puts its byte strings into the area.
    static func write(_ blobs: BlobList, to columns: inout ColumnBytes, area: inout BlobArea.Writer)
    {
        guard !blobs.values.isEmpty else { return }
        // The most frequent first, so that small numbers are frequent; else as they first occur.
        let known = blobs.counts.indices.filter { blobs.counts[$0] > 1 }.sorted {
            (-blobs.counts[$0], $0) < (-blobs.counts[$1], $1)
        }
        columns.writer.varint(known.count)
        for blob in known { area.append(blobs[blob]) }
        if !known.isEmpty {
            var choices = [Int64](repeating: 0, count: blobs.counts.count)
            for (place, blob) in known.enumerated() { choices[blob] = Int64(place + 1) }
            NumberColumn.write(blobs.values.map { choices[$0] }, to: &columns)
        }
        for blob in blobs.values where blobs.counts[blob] == 1 { area.append(blobs[blob]) }
    }
}
