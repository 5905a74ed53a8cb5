/// What a field can hold. An absent field is empty, so nothing but a list ever holds `null`.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case text(String)
    case bytes([UInt8])
    /// Another record of the same scope. It may be missing here: nothing waits for it.
    case reference(Entity)
    /// The record that this very change creates, whose id cannot be known inside it.
    case ownEntity
    case list([Value])
}

extension Value: Hashable {
    /// Equal values have equal bytes. To the language two strings are equal by less: U+00E9 is to it
    /// what e with U+0301 is, and a correction of one to the other would be lost.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null), (.ownEntity, .ownEntity): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.reference(let left), .reference(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.null, _), (.bool, _), (.int, _), (.text, _), (.bytes, _), (.reference, _),
            (.ownEntity, _), (.list, _):
            false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(Form.null)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .text(let value): hasher.combine(value)
        case .bytes(let value): hasher.combine(value)
        case .reference(let value): hasher.combine(value)
        case .ownEntity: hasher.combine(Form.ownEntity)
        case .list(let value): hasher.combine(value)
        }
    }
}

extension Value {
    private enum Form {
        static let null: UInt8 = 0
        static let no: UInt8 = 1
        static let yes: UInt8 = 2
        static let int: UInt8 = 3
        static let text: UInt8 = 4
        static let bytes: UInt8 = 5
        static let reference: UInt8 = 6
        static let ownEntity: UInt8 = 7
        static let list: UInt8 = 8
    }

    public func write(to writer: inout ByteWriter) {
        switch self {
        case .null: writer.byte(Form.null)
        case .bool(let value): writer.byte(value ? Form.yes : Form.no)
        case .int(let value):
            writer.byte(Form.int)
            writer.signed(value)
        case .text(let value):
            writer.byte(Form.text)
            writer.text(value)
        case .bytes(let value):
            writer.byte(Form.bytes)
            writer.blob(value)
        case .reference(let entity):
            writer.byte(Form.reference)
            writer.identifier(entity)
        case .ownEntity: writer.byte(Form.ownEntity)
        case .list(let items):
            writer.byte(Form.list)
            writer.varint(items.count)
            for item in items { item.write(to: &writer) }
        }
    }

    public init(
        from reader: inout ByteReader, depth: Int = 0
    ) throws(MalformedBytes) {
        switch try reader.byte() {
        case Form.null: self = .null
        case Form.no: self = .bool(false)
        case Form.yes: self = .bool(true)
        case Form.int: self = .int(try reader.signed())
        case Form.text: self = .text(try reader.text(atMost: Limits.textBytes))
        case Form.bytes: self = .bytes(try reader.blob(atMost: Limits.textBytes))
        case Form.reference: self = .reference(try reader.identifier())
        case Form.ownEntity: self = .ownEntity
        case Form.list:
            guard depth < Limits.listDepth else { throw reader.failure(.tooDeep) }
            let count = try reader.varint(in: 0...Limits.listCount)
            var items: [Value] = []
            for _ in 0..<count { items.append(try Value(from: &reader, depth: depth + 1)) }
            self = .list(items)
        default: throw reader.failure(.unknownForm)
        }
    }
}

extension Value {
    public var asInt: Int64? { if case .int(let value) = self { value } else { nil } }
    public var asText: String? { if case .text(let value) = self { value } else { nil } }
    public var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var asBytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    public var asReference: Entity? { if case .reference(let value) = self { value } else { nil } }
    public var asList: [Value]? { if case .list(let value) = self { value } else { nil } }
}
