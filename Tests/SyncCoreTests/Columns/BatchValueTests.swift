import SyncCore
import Testing

/// Values at the ends of what they can be.
@Suite struct BatchValueTests {
    private static let origin: Origin = id(2)

    /// A log whose changes hold one value each, in field 1 of group 10.
    private static func log(
        _ values: [Value], times: [Int64] = [], contexts: [Context] = []
    ) -> [Run.Row] {
        values.enumerated().map { index, value in
            let header = Header(
                scope: id(1), origin: origin, sequence: UInt64(index + 1),
                time: times.isEmpty ? 0 : times[index],
                context: contexts.isEmpty ? Context() : contexts[index], actor: nil, kind: 40,
                entity: nil)
            let open = OpenPart.groups([.init(10, Fields([1: value]))])
            return Run.Row(
                canonical: CanonicalChange(header: header, open: open).bytes, personal: .none)
        }
    }

    private static func returned(_ rows: [Run.Row]) throws -> [Run.Row] {
        let batch = Batch(rows, scope: id(1), origin: origin, first: 1, packer: StoredFrames())
        #expect(batch.count == rows.count)
        return try Batch(bytes: batch.bytes).rows(packer: StoredFrames())
    }

    static let integers: [[Int64]] = [
        [.min, .max, .min, .max], [.max], [0, .min, -1, .max, 1], [.min, .min],
        [1 << 62, -(1 << 62), 1 << 61, 0], [60_000, 120_000, .max, .min, 0],
        [.min, .min + 60_000, .min + 120_000], (0..<200).map { $0 * 3_600_000 - 100 },
        (0..<64).map { 1 << $0 },
    ]

    @Test("Integers of any size and step", arguments: integers)
    func integersPass(numbers: [Int64]) throws {
        let plain = Self.log(numbers.map(Value.int))
        #expect(try Self.returned(plain) == plain)
        let timed = Self.log(numbers.map(Value.int), times: numbers.reversed())
        #expect(try Self.returned(timed) == timed)
    }

    @Test("An integer that follows another of its change", arguments: integers)
    func pairsPass(numbers: [Int64]) throws {
        let rows = numbers.enumerated().map { index, number in
            let header = Header(
                scope: id(1), origin: Self.origin, sequence: UInt64(index + 1), time: 0,
                context: Context(), actor: nil, kind: 40, entity: nil)
            let fields = Fields([1: .int(number), 2: .int(number &+ Int64(index % 3) &* 60_000)])
            let change = CanonicalChange(header: header, open: .groups([.init(10, fields)]))
            return Run.Row(canonical: change.bytes, personal: .none)
        }
        #expect(try Self.returned(rows) == rows)
    }

    private static func nested(_ depth: Int) -> Value {
        (0..<depth).reduce(Value.text("x")) { inner, _ in
            .list([.null, inner, .ownEntity, .bool(true), .int(.min), .list([])])
        }
    }

    static let values: [[Value]] = [
        [.text(""), .text(""), .text("")], [.bytes([])],
        [.text(String(repeating: "水", count: Limits.textBytes / 3)), .text("水")],
        [.bytes([UInt8](repeating: 0xFF, count: Limits.textBytes))],
        [.list([]), .list([Value](repeating: .null, count: Limits.listCount))],
        [nested(3), nested(4), nested(1)], [.ownEntity, .ownEntity], [.bool(true), .bool(false)],
        [.reference(id(9)), .reference(id(9)), .reference(id(8))],
        [.text("e\u{301}"), .text("\u{E9}"), .text("\u{0}"), .text("👩‍👩‍👧")],
        [.int(1), .text("1"), .bytes([1]), .bool(true), .list([.int(1)])],
    ]

    @Test("Values of each form", arguments: values)
    func valuesPass(values: [Value]) throws {
        let rows = Self.log(values)
        #expect(try Self.returned(rows) == rows)
    }

    @Test("The longest change")
    func longest() throws {
        let text = Value.text(String(repeating: "a", count: 16_000))
        let rows = Self.log([.list([text, text, text]), .int(1)])
        #expect(rows[0].canonical.count > 48_000)
        #expect(try Self.returned(rows) == rows)
    }

    @Test("Contexts of any length, that lose what they had")
    func contexts() throws {
        let many = Context((1...1_024).map { (id(100 + $0), $0) })
        let others = Context((1...1_024).map { (id(9_000 + $0), Limits.logLength) })
        let own = Context([(Self.origin, UInt64(3))])
        let contexts = [
            Context(), many, Context(), others, many, many, others.joined(with: Context()),
            own, own, Context(),
        ]
        let rows = Self.log(contexts.map { _ in .int(0) }, contexts: contexts)
        #expect(try Self.returned(rows) == rows)
    }

    @Test("More shapes and fields than a frame can name")
    func manyShapes() throws {
        let rows = (0..<6_000).map { index in
            let header = Header(
                scope: id(1), origin: Self.origin, sequence: UInt64(index + 1), time: 0,
                context: Context(), actor: nil, kind: 40 + KindNumber(index), entity: nil)
            let fields = Fields([FieldNumber(index): .int(Int64(index)), .max: .text("x")])
            let change = CanonicalChange(header: header, open: .groups([.init(10, fields)]))
            return Run.Row(canonical: change.bytes, personal: .none)
        }
        #expect(try Self.returned(rows) == rows)
    }

    @Test("More logs than a frame can name")
    func manyLogs() throws {
        let contexts = (0..<5_000).map { Context([(id(10 + $0), $0 + 1)]) }
        let rows = Self.log(contexts.map { _ in .int(0) }, contexts: contexts)
        #expect(try Self.returned(rows) == rows)
    }

    @Test("Many texts, Chinese and other", arguments: [1, 40, 900])
    func texts(count: Int) throws {
        var random = Seeded(UInt64(count))
        let letters = (0..<300).compactMap { Unicode.Scalar(0x4E00 + $0 * 7).map(Character.init) }
        let values = (0..<count).map { _ in
            Value.text(String((0..<random.below(30)).map { _ in random.pick(letters) }))
        }
        let rows = Self.log(values)
        #expect(try Self.returned(rows) == rows)
    }
}
