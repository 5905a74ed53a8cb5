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
        case .null: hasher.combine(EncodedValue.Form.null)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .text(let value): hasher.combine(value)
        case .bytes(let value): hasher.combine(value)
        case .reference(let value): hasher.combine(value)
        case .ownEntity: hasher.combine(EncodedValue.Form.ownEntity)
        case .list(let value): hasher.combine(value)
        }
    }
}

extension Value {
    private typealias Form = EncodedValue.Form

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

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        let encoded = try EncodedValue(from: &reader)
        self.init(encoded, in: reader)
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
