/// Fields where they lie in bytes, with the shape that they have.
struct ShapedFields {
    let group: Shape.Group
    /// In the order of the slots; those that need no column are left out.
    var values: [EncodedValue]

    /// Reads a group's number and its fields; refuses any but their one encoding.
    init(from reader: inout ByteReader) throws(MalformedBytes) {
        let number = GroupNumber(try reader.varint(in: 0...Int(UInt32.max)))
        var slots: [Shape.Slot] = []
        values = []
        let count = try reader.varint(in: 0...Limits.fieldCount)
        slots.reserveCapacity(count)
        values.reserveCapacity(count)
        var previous = -1
        for _ in 0..<count {
            let field = try reader.varint(in: 0...Int(UInt32.max))
            let value = try EncodedValue(from: &reader)
            guard field > previous, value.form != Shape.Form.null else {
                throw reader.failure(.outOfOrder)
            }
            previous = field
            slots.append(Shape.Slot(field: FieldNumber(field), form: value.form))
            if value.form != Shape.Form.ownEntity { values.append(value) }
        }
        group = Shape.Group(number: number, slots: slots)
    }
}

/// A change of a log, taken apart as far as its columns need.
struct ShapedChange {
    let header: Header
    let shape: Shape
    let values: [EncodedValue]
    /// Where the carried change lies.
    let carried: Range<Int>?

    /// Throws for what is not canonical, and so has to stay as it is.
    init(_ bytes: [UInt8], hasPersonal: Bool) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        header = try Header(from: &reader)
        var groups: [Shape.Group] = []
        var values: [EncodedValue] = []
        let content: Shape.Content
        switch try reader.byte() {
        case OpenPart.Form.wrapped:
            content = .wrapped
            carried = try reader.range(reader.remaining)
        case OpenPart.Form.groups:
            content = .groups
            carried = nil
            for _ in 0..<(try reader.varint(in: 0...Limits.groupCount)) {
                let fields = try ShapedFields(from: &reader)
                if let last = groups.last, last.number >= fields.group.number {
                    throw reader.failure(.outOfOrder)
                }
                groups.append(fields.group)
                values += fields.values
            }
            try reader.finish()
        default: throw reader.failure(.unknownForm)
        }
        self.values = values
        shape = Shape(
            content: content, hasActor: header.actor != nil, hasEntity: header.entity != nil,
            hasPersonal: hasPersonal, kind: header.kind, groups: groups)
    }
}

extension EncodedValue {
    /// As columns know it: `yes` is a number of a flag.
    var form: UInt8 {
        switch self {
        case .null: Shape.Form.null
        case .bool: Shape.Form.flag
        case .int: Shape.Form.int
        case .text: Shape.Form.text
        case .bytes: Shape.Form.bytes
        case .reference: Shape.Form.reference
        case .ownEntity: Shape.Form.ownEntity
        case .list: Shape.Form.list
        }
    }

    /// No more numbers than this stand in columns for the value.
    var numberBound: Int {
        switch self {
        case .null, .ownEntity: 0
        case .bool, .int: 1
        case .text, .bytes: 2
        case .reference: 4
        // An item has a form, and no value has more than four numbers a byte.
        case .list(let range, _): 1 + 5 * range.count
        }
    }
}
