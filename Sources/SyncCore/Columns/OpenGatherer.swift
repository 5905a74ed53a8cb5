/// Takes the changes of a log apart into the columns of an open frame.
struct OpenGatherer {
    private let scope: Scope
    private let origin: Origin
    private let first: UInt64
    private var logs: LogPlaces
    private var table = ShapeTable()
    private var shapeNumbers: [Int64] = []
    private var contexts: ContextColumns.Writer
    private let actors = FieldColumn(form: Shape.Form.reference)
    private let entities = FieldColumn(form: Shape.Form.reference)
    private let carried = FieldColumn(form: Shape.Form.bytes)
    private let literals = FieldColumn(form: Shape.Form.bytes)
    /// Of each change; nil of one that stays bytes.
    private var headers: [Header?] = []
    /// The changes that may make a record, by their place here.
    private var makers: [(index: Int, row: Run.Row, leaf: Hash?, isPlain: Bool)] = []
    private(set) var byteCount = 0
    /// No more numbers than this stand in the columns.
    private var numberBound = 0

    init(scope: Scope, origin: Origin, first: UInt64) {
        self.scope = scope
        self.origin = origin
        self.first = first
        logs = LogPlaces(own: origin)
        contexts = ContextColumns.Writer(of: origin)
    }

    var count: Int { headers.count }

    /// Whether no further change is sure to find room.
    var isFull: Bool { Limits.isFull(byteCount, of: byteCount, numbers: numberBound) }

    /// - Parameter leaf: in the tree, where it is at hand.
    mutating func append(_ row: Run.Row, leaf: Hash? = nil) {
        byteCount += row.canonical.count
        if let change = try? ShapedChange(row.canonical, hasPersonal: row.personal.isWritten),
            fits(change.header), let number = number(of: change)
        {
            append(change, as: number, of: row, leaf)
        } else {
            appendLiteral(row)
        }
    }

    /// Whether it stands where a batch says without words.
    private func fits(_ header: Header) -> Bool {
        header.scope == scope && header.origin == origin
            && header.sequence == first + UInt64(count)
    }

    /// Of its shape; nil if the frame can name no more shapes or logs, or edit no more contexts.
    private mutating func number(of change: ShapedChange) -> Int? {
        let context = change.header.context
        for entry in context.entries where logs.place(of: entry.origin) == nil { return nil }
        return contexts.hasRoom(for: context) ? table.number(of: change.shape) : nil
    }

    private mutating func append(
        _ change: ShapedChange, as number: Int, of row: Run.Row, _ leaf: Hash?
    ) {
        let (header, index) = (change.header, count)
        shapeNumbers.append(Int64(number))
        contexts.append(header.context, sequence: header.sequence, places: &logs)
        if let actor = header.actor { actors.append(actor, row: index) }
        if let entity = header.entity { entities.append(entity, row: index) }
        if let range = change.carried {
            carried.append(bytes: row.canonical, range, row: index)
        }
        table.append(change.values, in: row.canonical, shape: number, row: index)
        headers.append(header)
        if header.entity == nil { makers.append((index, row, leaf, change.carried == nil)) }
        // Shape, time, step, two references, a byte string.
        numberBound += 13 + change.values.reduce(0) { $0 + $1.numberBound }
    }

    private mutating func appendLiteral(_ row: Run.Row) {
        let shape = Shape.literal(hasPersonal: row.personal.isWritten)
        // The table keeps room for it.
        shapeNumbers.append(Int64(table.number(of: shape) ?? 0))
        literals.append(bytes: row.canonical, row.canonical.indices, row: count)
        headers.append(nil)
        numberBound += 3
    }
}

extension OpenGatherer {
    /// The columns, in each way that may turn out the smallest once they are packed.
    ///
    /// - Parameter locate: the change that made a record, where whoever reads this holds it.
    func variants(locate: @escaping (Entity) -> Dot?) -> [ColumnBytes] {
        var names = RecordNamer(
            made: made(), first: first, logs: logs, locate: locate)
        // Naming records may name logs, and these stand before all else.
        var body = ColumnBytes()
        var areas = FieldColumn.Areas()
        writeBody(to: &body, areas: &areas, names: &names)
        var columns = ColumnBytes()
        columns.writer.varint(names.logs.others.count)
        for origin in names.logs.others { columns.writer.identifier(origin) }
        columns.append(body)
        areas.bytes.write(to: &columns)
        return areas.texts.variants(of: columns)
    }

    /// The records that changes of the batch make, by the place of the change.
    private func made() -> [Entity: Int] {
        var made: [Entity: Int] = [:]
        for (index, row, leaf, isPlain) in makers {
            guard let record = row.madeRecord(leaf: leaf, isPlain: isPlain) else { continue }
            made[record] = min(index, made[record] ?? index)
        }
        return made
    }

    private func writeBody(
        to columns: inout ColumnBytes, areas: inout FieldColumn.Areas, names: inout RecordNamer
    ) {
        table.writeShapes(to: &columns.writer)
        NumberColumn.write(shapeNumbers, to: &columns)
        NumberColumn.write(headers.compactMap(\.?.time), to: &columns)
        contexts.write(to: &columns)
        let frame = FrameSurroundings(headers: headers, first: first)
        actors.write(to: &columns, areas: &areas, in: frame, names: &names)
        entities.write(to: &columns, areas: &areas, in: frame, names: &names)
        table.writeColumns(to: &columns, areas: &areas, in: frame, names: &names)
        carried.write(to: &columns, areas: &areas, in: frame, names: &names)
        literals.write(to: &columns, areas: &areas, in: frame, names: &names)
    }
}
