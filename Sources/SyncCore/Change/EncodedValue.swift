/// A value where it lies in the bytes of a change, checked but not copied: a text is the range of its
/// bytes. `Value` is made of it when somebody asks; tables are filled from it directly.
public enum EncodedValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// UTF-8.
    case text(Range<Int>)
    case bytes(Range<Int>)
    case reference(Entity)
    case ownEntity
    /// From the first item to the end of the last.
    case list(Range<Int>, count: Int)

    init(from reader: inout ByteReader, depth: Int = 0) throws(MalformedBytes) {
        switch try reader.byte() {
        case Form.null: self = .null
        case Form.no: self = .bool(false)
        case Form.yes: self = .bool(true)
        case Form.int: self = .int(try reader.signed())
        case Form.text: self = .text(try reader.textRange(atMost: Limits.textBytes))
        case Form.bytes: self = .bytes(try reader.blobRange(atMost: Limits.textBytes))
        case Form.reference: self = .reference(try reader.identifier())
        case Form.ownEntity: self = .ownEntity
        case Form.list:
            guard depth < Limits.listDepth else { throw reader.failure(.tooDeep) }
            let count = try reader.varint(in: 0...Limits.listCount)
            let start = reader.position
            for _ in 0..<count { _ = try EncodedValue(from: &reader, depth: depth + 1) }
            self = .list(start..<reader.position, count: count)
        default: throw reader.failure(.unknownForm)
        }
    }

    /// The first byte of an encoded value.
    enum Form {
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
}

extension Value {
    /// The value that lies there in what `reader` reads.
    init(_ encoded: EncodedValue, in reader: ByteReader) {
        switch encoded {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .text(let range): self = .text(reader.text(in: range))
        case .bytes(let range): self = .bytes(reader.bytes(in: range))
        case .reference(let entity): self = .reference(entity)
        case .ownEntity: self = .ownEntity
        case .list(let range, let count):
            var items = reader.reader(of: range)
            // They were checked when the list was.
            self = .list((0..<count).compactMap { _ in try? Value(from: &items) })
        }
    }
}
