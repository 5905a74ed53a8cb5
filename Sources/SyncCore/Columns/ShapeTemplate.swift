/// What all changes of a shape have in common as bytes, cut where their values go.
struct ShapeTemplate {
    struct Step {
        /// Written before the value.
        let bytes: Range<Int>
        let value: Value
    }

    enum Value {
        case none
        /// The next of a column.
        case column(Int)
        /// The same of byte strings, without their length.
        case raw(Int)
    }

    private(set) var steps: [Step] = []
    private(set) var bytes: [UInt8] = []
    private var writer = ByteWriter()
    private var start = 0

    private mutating func put(_ value: Value) {
        steps.append(Step(bytes: start..<writer.bytes.count, value: value))
        start = writer.bytes.count
    }

    /// - Parameters:
    ///   - columns: of the values in order.
    ///   - literals: the column of what is bytes as a whole.
    ///   - head: of a change, what stands between its context and its groups.
    init(_ shape: Shape, columns: [Int], literals: Int, head: Head? = nil) {
        if let head { putHead(of: shape, head) }
        var columns = columns[...]
        for group in shape.groups {
            writer.varint(UInt64(group.number))
            writer.varint(group.slots.count)
            for slot in group.slots {
                writer.varint(UInt64(slot.field))
                if slot.form != Shape.Form.flag { writer.byte(slot.form) }
                if slot.form != Shape.Form.ownEntity { put(.column(columns.removeFirst())) }
            }
        }
        if shape.content == .literal { put(.raw(literals)) }
        put(.none)
        bytes = writer.bytes
    }

    /// The columns that changes of all shapes share.
    struct Head {
        let actors: Int
        let entities: Int
        let carried: Int
    }

    private mutating func putHead(of shape: Shape, _ head: Head) {
        guard shape.content != .literal else { return }
        writer.flag(shape.hasActor)
        if shape.hasActor { put(.column(head.actors)) }
        writer.varint(UInt64(shape.kind))
        writer.flag(shape.hasEntity)
        if shape.hasEntity { put(.column(head.entities)) }
        if shape.content == .wrapped {
            writer.byte(OpenPart.Form.wrapped)
            put(.raw(head.carried))
        } else {
            writer.byte(OpenPart.Form.groups)
            writer.varint(shape.groups.count)
        }
    }
}

extension FieldTable {
    /// Writes the values of a shape in its template.
    mutating func write(
        _ template: ShapeTemplate, to out: inout CanonicalBytes,
        from source: inout some RecordSource
    ) throws(BatchError) {
        for step in template.steps {
            template.bytes.withUnsafeBytes {
                out.raw(UnsafeRawBufferPointer(rebasing: $0[step.bytes]))
            }
            switch step.value {
            case .none: continue
            case .column(let column): try writeNext(of: column, to: &out, from: &source)
            case .raw(let column): writeNextRaw(of: column, to: &out)
            }
        }
    }
}
