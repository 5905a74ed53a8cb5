/// What changes of a batch have in common: which parts of a header they have, and which fields in which
/// form. A batch lists its shapes once and names the shape of each change.
struct Shape: Hashable {
    /// What follows the header.
    enum Content: Int {
        case groups
        /// Another change, as bytes.
        case wrapped
        /// All of the change is bytes, the header too.
        case literal
    }

    let content: Content
    let hasActor: Bool
    let hasEntity: Bool
    let hasPersonal: Bool
    let kind: KindNumber
    let groups: [Group]

    struct Group: Hashable {
        let number: GroupNumber
        let slots: [Slot]
    }

    /// A field and the form that its value has.
    struct Slot: Hashable {
        let field: FieldNumber
        let form: UInt8
    }
}

extension Shape {
    /// Forms of values as columns know them: that a flag is set is a number, not a form.
    enum Form {
        static let null = EncodedValue.Form.null
        static let flag = EncodedValue.Form.no
        static let int = EncodedValue.Form.int
        static let text = EncodedValue.Form.text
        static let bytes = EncodedValue.Form.bytes
        static let reference = EncodedValue.Form.reference
        static let ownEntity = EncodedValue.Form.ownEntity
        static let list = EncodedValue.Form.list
        static let count = 9
    }

    private enum Flag {
        static let actor = 1
        static let entity = 2
        static let personal = 4
        /// The content is 8 times its raw value.
        static let content = 8
        static let all = 0...(8 * Content.literal.rawValue + 7)
    }

    func write(to writer: inout ByteWriter) {
        writer.varint(
            (hasActor ? Flag.actor : 0) + (hasEntity ? Flag.entity : 0)
                + (hasPersonal ? Flag.personal : 0) + Flag.content * content.rawValue)
        guard content != .literal else { return }
        writer.varint(UInt64(kind))
        guard content == .groups else { return }
        writer.varint(groups.count)
        var previous = -1
        for group in groups {
            writer.varint(Int(group.number) - previous - 1)
            previous = Int(group.number)
            group.write(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        let flags = try reader.varint(in: Flag.all)
        guard let content = Content(rawValue: flags / Flag.content) else {
            throw reader.failure(.unknownForm)
        }
        guard content != .literal || flags & (Flag.actor | Flag.entity) == 0 else {
            throw reader.failure(.unknownForm)
        }
        self.content = content
        hasActor = flags & Flag.actor != 0
        hasEntity = flags & Flag.entity != 0
        hasPersonal = flags & Flag.personal != 0
        kind = content == .literal ? 0 : KindNumber(try reader.varint(in: 0...Int(UInt32.max)))
        var groups: [Group] = []
        if content == .groups {
            var number = -1
            for _ in 0..<(try reader.varint(in: 0...Limits.groupCount)) {
                number += 1 + (try reader.varint(in: 0...Int(UInt32.max)))
                groups.append(try Group(number, from: &reader))
            }
        }
        self.groups = groups
    }
}

extension Shape {
    /// No more than a frame may have, values in them counted.
    static func list(from reader: inout ByteReader) throws(MalformedBytes) -> [Shape] {
        var shapes: [Shape] = []
        var slots = 0
        for _ in 0..<(try reader.varint(in: 0...Limits.frameTable)) {
            let shape = try Shape(from: &reader)
            slots += shape.slotCount
            guard slots <= Limits.frameSlots else { throw reader.failure(.tooMany) }
            shapes.append(shape)
        }
        return shapes
    }

    var slotCount: Int { groups.reduce(0) { $0 + $1.slots.count } }
}

extension Shape.Group {
    /// Fields and forms: the distance to the field before, and the form in the lowest four bits.
    func write(to writer: inout ByteWriter) {
        writer.varint(slots.count)
        var previous = -1
        for slot in slots {
            writer.varint((Int(slot.field) - previous - 1) << 4 | Int(slot.form))
            previous = Int(slot.field)
        }
    }

    init(_ number: Int, from reader: inout ByteReader) throws(MalformedBytes) {
        guard let number = GroupNumber(exactly: number) else { throw reader.failure(.outOfRange) }
        self.number = number
        var slots: [Shape.Slot] = []
        var field = -1
        for _ in 0..<(try reader.varint(in: 0...Limits.fieldCount)) {
            let code = try reader.varint(in: 0...(1 << 40))
            field += 1 + code >> 4
            guard let exact = FieldNumber(exactly: field), Self.forms.contains(UInt8(code & 15))
            else { throw reader.failure(.unknownForm) }
            slots.append(Shape.Slot(field: exact, form: UInt8(code & 15)))
        }
        self.slots = slots
    }

    /// No field is null, and `yes` stands in the numbers of a flag.
    private static let forms: Set<UInt8> = [
        Shape.Form.flag, Shape.Form.int, Shape.Form.text, Shape.Form.bytes, Shape.Form.reference,
        Shape.Form.ownEntity, Shape.Form.list,
    ]
}
