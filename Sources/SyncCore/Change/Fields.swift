/// Which kind of record, which of its field groups, which field: numbers that are in the bytes and
/// never move. What they mean stands in the schema, above this target (I4).
public typealias KindNumber = UInt32
public typealias GroupNumber = UInt32
public typealias FieldNumber = UInt32

/// The values of one field group, whole: an absent field is empty.
///
/// Sorted by number, never null at the top, so equal values have equal bytes.
public struct Fields: Hashable, Sendable {
    public private(set) var entries: [(number: FieldNumber, value: Value)] = []

    public init() {}

    public init(_ values: [FieldNumber: Value]) {
        for number in values.keys.sorted() { self[number] = values[number] }
    }

    public var isEmpty: Bool { entries.isEmpty }

    public subscript(number: FieldNumber) -> Value? {
        get { entries.first { $0.number == number }?.value }
        set {
            let index = entries.firstIndex { $0.number >= number } ?? entries.count
            let isPresent = index < entries.count && entries[index].number == number
            switch (newValue, isPresent) {
            case (nil, false), (.some(.null), false): break
            case (nil, true), (.some(.null), true): entries.remove(at: index)
            case (.some(let value), true): entries[index].value = value
            case (.some(let value), false): entries.insert((number, value), at: index)
            }
        }
    }

    /// Adds a field whose number is above all others'; anywhere else if it is not. A null is left out.
    public mutating func append(_ value: Value, as number: FieldNumber) {
        if case .null = value { return }
        if let last = entries.last, last.number >= number {
            self[number] = value
        } else {
            entries.append((number, value))
        }
    }

    public func write(to writer: inout ByteWriter) {
        writer.varint(entries.count)
        for entry in entries {
            writer.varint(UInt64(entry.number))
            entry.value.write(to: &writer)
        }
    }

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(try EncodedFields(from: &reader))
    }

    public init(_ encoded: EncodedFields) {
        entries.reserveCapacity(encoded.count)
        encoded.forEach { entries.append(($0, encoded.value($1))) }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.number == $1.number && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for entry in entries {
            hasher.combine(entry.number)
            hasher.combine(entry.value)
        }
    }
}
