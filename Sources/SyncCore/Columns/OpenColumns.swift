/// The open frame of a batch as it is read: all of each change but its place in the log.
struct OpenColumns {
    /// Of the own log, then of those that the frame names.
    let origins: [Origin]
    let shapes: [Shape]
    /// Of each change.
    let shapeNumbers: [Int]
    /// Of each change that is not literal, in order.
    let times: [Int64]
    let contexts: ContextColumns.Reader
    let fields: FieldTable
    /// By shape.
    let templates: [ShapeTemplate]
    /// How many changes have a personal part.
    let personalCount: Int

    init(of batch: Batch, from reader: inout ColumnReader) throws(MalformedBytes) {
        origins = try Self.origins(after: batch.origin, from: &reader.bytes)
        shapes = try Shape.list(from: &reader.bytes)
        shapeNumbers = try Self.shapeNumbers(batch.count, of: shapes.count, from: &reader)
        var counts = [Int](repeating: 0, count: shapes.count)
        for number in shapeNumbers { counts[number] += 1 }
        let shapes = shapes
        func count(_ isCounted: (Shape) -> Bool) -> Int {
            zip(shapes, counts).reduce(0) { isCounted($1.0) ? $0 + $1.1 : $0 }
        }
        personalCount = count(\.hasPersonal)
        let plain = count { $0.content != .literal }
        let times = try NumberColumn.read(plain, from: &reader)
        self.times = times
        contexts = try ContextColumns.Reader(plain, from: &reader, origins: origins)
        // A place is one above the number of a log among all but the own one.
        var fields = FieldTable(highestPlace: origins.count)
        func column(_ form: UInt8, _ count: Int) throws(MalformedBytes) -> Int {
            try fields.read(form, count: count, from: &reader)
        }
        let actors = try column(Shape.Form.reference, count(\.hasActor))
        let entities = try column(Shape.Form.reference, count(\.hasEntity))
        let places = Self.places(of: shapes, numbers: shapeNumbers)
        let columns = try SlotColumns(shapes, counts: counts, in: reader.bytes).read(
            into: &fields, from: &reader
        ) { wanted in wanted.flatMap { places[$0] }.sorted().map { times[$0] } }
        let head = ShapeTemplate.Head(
            actors: actors, entities: entities,
            carried: try column(Shape.Form.bytes, count { $0.content == .wrapped }))
        let literals = try column(Shape.Form.bytes, count { $0.content == .literal })
        try fields.readAreas(from: &reader, atMost: batch.byteCount)
        self.fields = fields
        templates = zip(shapes, columns).map {
            ShapeTemplate($0, columns: $1, literals: literals, head: head)
        }
        try reader.bytes.finish()
    }

    private static func origins(
        after own: Origin, from reader: inout ByteReader
    ) throws(MalformedBytes) -> [Origin] {
        let count = try reader.varint(in: 0...Limits.frameTable)
        guard count * Origin.byteCount <= reader.remaining else { throw reader.failure(.truncated) }
        var origins = [own]
        for _ in 0..<count { origins.append(try reader.identifier()) }
        guard Set(origins).count == origins.count else { throw reader.failure(.outOfOrder) }
        return origins
    }

    private static func shapeNumbers(
        _ count: Int, of shapes: Int, from reader: inout ColumnReader
    ) throws(MalformedBytes) -> [Int] {
        let numbers = try NumberColumn.read(count, from: &reader)
        for number in numbers where number < 0 || number >= Int64(shapes) {
            throw reader.bytes.failure(.outOfRange)
        }
        return numbers.map { Int($0) }
    }

    /// By shape, which of the changes that are not literal have it.
    private static func places(of shapes: [Shape], numbers: [Int]) -> [[Int]] {
        var places = [[Int]](repeating: [], count: shapes.count)
        var next = 0
        for number in numbers where shapes[number].content != .literal {
            places[number].append(next)
            next += 1
        }
        return places
    }
}
