/// The fields of a group where they lie in the bytes of a change: ascending by number, none null.
public struct EncodedFields: Sendable {
    public let count: Int
    /// At the first field.
    private let start: ByteReader

    /// Reads to the end of the fields, and refuses what is not their one encoding.
    init(from reader: inout ByteReader) throws(MalformedBytes) {
        count = try reader.varint(in: 0...Limits.fieldCount)
        start = reader.again
        var previous = -1
        for _ in 0..<count {
            let number = try reader.varint(in: 0...Int(UInt32.max))
            guard number > previous else { throw reader.failure(.outOfOrder) }
            if case .null = try EncodedValue(from: &reader) { throw reader.failure(.unknownForm) }
            previous = number
        }
    }

    /// Of fields that were checked before; their end is not looked for.
    fileprivate init?(checkedAt reader: ByteReader) {
        var reader = reader
        guard let count = try? reader.varint(in: 0...Limits.fieldCount) else { return nil }
        self.count = count
        start = reader
    }

    public func forEach(
        _ body: (FieldNumber, EncodedValue) throws -> Void
    ) rethrows {
        var reader = start
        for _ in 0..<count {
            // They were checked when the change was read.
            guard let number = try? reader.varint(), let value = try? EncodedValue(from: &reader)
            else { return }
            try body(FieldNumber(truncatingIfNeeded: number), value)
        }
    }

    public subscript(number: FieldNumber) -> EncodedValue? {
        var reader = start
        for _ in 0..<count {
            guard let next = try? reader.varint(), let value = try? EncodedValue(from: &reader),
                next <= UInt64(number)
            else { return nil }
            if next == UInt64(number) { return value }
        }
        return nil
    }

    public func value(_ encoded: EncodedValue) -> Value { Value(encoded, in: start) }

    /// The bytes into which the ranges of the values point.
    public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try start.withBytes(body)
    }
}

/// The groups of a change where they lie in its bytes, ascending by number.
public struct EncodedGroups: Sequence, Sendable {
    public struct Element: Sendable {
        public let group: GroupNumber
        public let fields: EncodedFields
    }

    public let count: Int
    /// At the first group.
    private let start: ByteReader

    static let none = EncodedGroups(count: 0, start: ByteReader([]))

    private init(count: Int, start: ByteReader) {
        self.count = count
        self.start = start
    }

    /// Reads to the end of the groups, and refuses what is not their one encoding.
    init(from reader: inout ByteReader) throws(MalformedBytes) {
        count = try reader.varint(in: 0...Limits.groupCount)
        start = reader.again
        var previous = -1
        for _ in 0..<count {
            let group = try reader.varint(in: 0...Int(UInt32.max))
            guard group > previous else { throw reader.failure(.outOfOrder) }
            _ = try EncodedFields(from: &reader)
            previous = group
        }
    }

    /// Of bytes that were just written. What breaks a limit ends the groups early; nothing of the kind
    /// can be read back, and so none gets into a log.
    init(writtenAt reader: ByteReader) {
        var reader = reader
        let count = (try? reader.varint(in: 0...Int.max)) ?? 0
        self.init(count: count, start: reader.again)
    }

    public struct Iterator: IteratorProtocol {
        fileprivate var reader: ByteReader
        fileprivate var left: Int

        public mutating func next() -> Element? {
            guard left > 0, let group = try? reader.varint() else { return nil }
            left -= 1
            // Nothing follows the last group, so its end does not matter.
            let fields =
                left == 0 ? EncodedFields(checkedAt: reader) : try? EncodedFields(from: &reader)
            guard let fields else { return nil }
            return Element(group: GroupNumber(truncatingIfNeeded: group), fields: fields)
        }
    }

    public func makeIterator() -> Iterator { Iterator(reader: start, left: count) }
}
