/// Takes personal parts apart into the columns of a personal frame.
struct PersonalGatherer {
    private let origin: Origin
    private var table = ShapeTable()
    /// 0 where a part is withheld, else the number of its shape and 1.
    private var states: [Int64] = []
    private var salts: [[UInt8]] = []
    private var commitments: [Hash] = []
    private let literals = FieldColumn(form: Shape.Form.bytes)
    /// Of the payloads.
    private(set) var byteCount = 0
    /// No more numbers than this stand in the columns.
    private var numberBound = 0

    init(of origin: Origin) { self.origin = origin }

    var isEmpty: Bool { states.isEmpty }

    /// Whether no further part is sure to find room.
    var isFull: Bool {
        Limits.isFull(byteCount, of: byteCount + 32 * states.count, numbers: numberBound)
    }

    mutating func append(_ content: PersonalContent) {
        guard content.isWritten else { return }
        numberBound += 4
        switch content {
        case .none: return
        case .withheld(let commitment):
            states.append(0)
            commitments.append(commitment)
        case .held(let part):
            salts.append(part.salt)
            byteCount += part.payload.count
            append(part.payload)
        }
    }

    private mutating func append(_ payload: [UInt8]) {
        let row = states.count
        if let fields = try? ShapedFields(payload), let number = table.number(of: .of(fields.group))
        {
            states.append(Int64(number + 1))
            table.append(fields.values, in: payload, shape: number, row: row)
            numberBound += fields.values.reduce(0) { $0 + $1.numberBound }
        } else {
            // The table keeps room for it.
            let number = table.number(of: .literal(hasPersonal: false)) ?? 0
            states.append(Int64(number + 1))
            literals.append(bytes: payload, payload.indices, row: row)
        }
    }

    /// The columns, in each way that may turn out the smallest once they are packed.
    func variants() -> [ColumnBytes] {
        var columns = ColumnBytes()
        table.writeShapes(to: &columns.writer)
        NumberColumn.write(states, to: &columns)
        columns.seam()
        for salt in salts { columns.writer.raw(salt) }
        for commitment in commitments { columns.writer.hash(commitment) }
        columns.seam()
        var areas = FieldColumn.Areas()
        var names = RecordNamer.byId(of: origin)
        let frame = FrameSurroundings()
        table.writeColumns(to: &columns, areas: &areas, in: frame, names: &names)
        literals.write(to: &columns, areas: &areas, in: frame, names: &names)
        areas.bytes.write(to: &columns)
        return areas.texts.variants(of: columns)
    }
}

extension ShapedFields {
    /// The fields of a personal part.
    fileprivate init(_ payload: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(payload)
        try self.init(from: &reader)
        try reader.finish()
    }
}

extension Shape {
    /// Of a personal part with one group.
    fileprivate static func of(_ group: Group) -> Shape {
        Shape(
            content: .groups, hasActor: false, hasEntity: false, hasPersonal: false, kind: 0,
            groups: [group])
    }
}

extension PersonalContent {
    /// Whether anything stands in a leaf for it. What claims to be withheld and is nothing is nothing.
    var isWritten: Bool {
        switch self {
        case .none, .withheld(.zero): false
        case .held, .withheld: true
        }
    }
}
