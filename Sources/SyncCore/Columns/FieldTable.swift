/// All columns of values that a frame has, while they are read one value after the other.
///
/// Their numbers lie in one array and their cursors in others, by form: what is asked for every value of
/// a batch must not count references.
struct FieldTable {
    /// Where a column's cursor is, among those of its form.
    private struct Column {
        let form: UInt8
        let cursor: Int
    }

    private struct ListCursor {
        var next: Int
        var nextForm: Int
        /// By form, the columns of the items, from here on in `itemColumns`.
        let items: Int
    }

    private var columns: [Column] = []
    private var numbers: [Int64] = []
    private var names: [RecordColumn.Name] = []
    private var nextNumbers: [Int] = []
    private var blobs: [BlobColumn] = []
    private var records: [RecordColumn] = []
    private var lists: [ListCursor] = []
    private var itemColumns: [Int] = []
    private var textCount = 0
    private var byteCount = 0
    private var texts = BlobArea.empty
    private var bytes = BlobArea.empty
    /// Of logs, by which records may be named; 0 where only ids are allowed.
    private let highestPlace: Int

    init(highestPlace: Int) { self.highestPlace = highestPlace }
}

extension FieldTable {
    /// Reads the column that follows; gives its place among all.
    mutating func read(
        _ form: UInt8, count: Int, from reader: inout ColumnReader,
        known: NumberColumn.Known = .init(), depth: Int = 0
    ) throws(MalformedBytes) -> Int {
        let cursor: Int
        switch form {
        case Shape.Form.flag, Shape.Form.int:
            nextNumbers.append(numbers.count)
            cursor = nextNumbers.count - 1
            numbers += try NumberColumn.read(count, from: &reader, known: known)
        case Shape.Form.text:
            blobs.append(
                try BlobColumn(count, from: &reader, numbers: &numbers, areaCount: &textCount))
            cursor = blobs.count - 1
        case Shape.Form.bytes:
            blobs.append(
                try BlobColumn(count, from: &reader, numbers: &numbers, areaCount: &byteCount))
            cursor = blobs.count - 1
        case Shape.Form.reference:
            records.append(
                try RecordColumn(
                    count, from: &reader, numbers: &numbers, names: &names, highest: highestPlace))
            cursor = records.count - 1
        case Shape.Form.list:
            guard depth < Limits.listDepth else { throw reader.bytes.failure(.tooDeep) }
            cursor = try readLists(count, from: &reader, depth: depth)
        default: cursor = 0
        }
        columns.append(Column(form: form, cursor: cursor))
        return columns.count - 1
    }

    private mutating func readLists(
        _ count: Int, from reader: inout ColumnReader, depth: Int
    ) throws(MalformedBytes) -> Int {
        let counts = try NumberColumn.read(count, from: &reader)
        var total = 0
        for count in counts {
            guard count >= 0, count <= Int64(Limits.listCount) else {
                throw reader.bytes.failure(.outOfRange)
            }
            total += Int(count)
        }
        let forms = try NumberColumn.read(total, from: &reader)
        var countOfForm = [Int](repeating: 0, count: Shape.Form.count)
        for form in forms {
            guard form >= 0, form < Int64(Shape.Form.count), form != Int64(EncodedValue.Form.yes)
            else { throw reader.bytes.failure(.unknownForm) }
            countOfForm[Int(form)] += 1
        }
        let next = numbers.count
        numbers += counts
        numbers += forms
        var items = [Int](repeating: 0, count: Shape.Form.count)
        for form in items.indices where countOfForm[form] > 0 {
            items[form] = try read(
                UInt8(form), count: countOfForm[form], from: &reader, depth: depth + 1)
        }
        lists.append(
            ListCursor(next: next, nextForm: next + counts.count, items: itemColumns.count))
        itemColumns += items
        return lists.count - 1
    }

    /// The numbers of a column that was read last.
    func lastNumbers(_ count: Int) -> ArraySlice<Int64> { numbers.suffix(count) }

    /// Reads what follows all columns. - Parameter limit: of each area in bytes.
    mutating func readAreas(
        from reader: inout ColumnReader, atMost limit: Int
    ) throws(MalformedBytes) {
        bytes = try .read(byteCount, from: &reader, atMost: limit)
        texts = try .read(textCount, from: &reader, atMost: limit)
    }
}

extension FieldTable {
    /// Writes the value that comes next in a column; its form goes before, but that of a flag.
    mutating func writeNext(
        of column: Int, to out: inout CanonicalBytes, from source: inout some RecordSource
    ) throws(BatchError) {
        let cursor = columns[column].cursor
        switch columns[column].form {
        case Shape.Form.flag:
            let isSet = nextNumber(cursor) != 0
            out.byte(isSet ? EncodedValue.Form.yes : EncodedValue.Form.no)
        case Shape.Form.int: out.signed(nextNumber(cursor))
        case Shape.Form.text:
            texts.withBytes(at: blobs[cursor].nextPlace(numbers)) {
                out.varint(UInt64($0.count))
                out.raw($0)
            }
        case Shape.Form.bytes:
            bytes.withBytes(at: blobs[cursor].nextPlace(numbers)) {
                out.varint(UInt64($0.count))
                out.raw($0)
            }
        case Shape.Form.reference:
            let name = records[cursor].nextName(numbers, names)
            out.identifier(try source.record(named: name, in: out))
        case Shape.Form.list: try writeList(cursor, to: &out, from: &source)
        default: return
        }
    }

    private mutating func nextNumber(_ cursor: Int) -> Int64 {
        nextNumbers[cursor] += 1
        return numbers[nextNumbers[cursor] - 1]
    }

    /// Writes the byte string that comes next in a column, and not how long it is.
    mutating func writeNextRaw(of column: Int, to out: inout CanonicalBytes) {
        let cursor = columns[column].cursor
        bytes.withBytes(at: blobs[cursor].nextPlace(numbers)) { out.raw($0) }
    }

    private mutating func writeList(
        _ cursor: Int, to out: inout CanonicalBytes, from source: inout some RecordSource
    ) throws(BatchError) {
        let count = numbers[lists[cursor].next]
        lists[cursor].next += 1
        out.varint(UInt64(bitPattern: count))
        for _ in 0..<count {
            let form = UInt8(truncatingIfNeeded: numbers[lists[cursor].nextForm])
            lists[cursor].nextForm += 1
            if form != Shape.Form.flag { out.byte(form) }
            let column = itemColumns[lists[cursor].items + Int(form)]
            try writeNext(of: column, to: &out, from: &source)
        }
    }
}
