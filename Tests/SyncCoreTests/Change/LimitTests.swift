import SyncCore
import Testing

/// A change beyond a limit is malformed for everybody, one at the limit for nobody (S22).
@Suite struct LimitTests {
    /// A change of one group with these fields.
    private static func holding(_ values: [FieldNumber: Value]) -> OpenPart {
        .groups([.init(1, Fields(values))])
    }

    private static func nested(_ depth: Int) -> Value {
        (0..<depth).reduce(Value.int(1)) { inner, _ in .list([inner]) }
    }

    /// An empty change inside so many others.
    private static func wrapped(_ depth: Int) -> CanonicalChange {
        (0..<depth).reduce(plain(.groups([]))) { inner, _ in wrapping(inner) }
    }

    private static func wrapping(
        _ inner: CanonicalChange, context: Context = Context()
    ) -> CanonicalChange {
        CanonicalChange(
            header: header(context: context, kind: SystemKind.copy), open: .wrapped(inner))
    }

    private static func plain(_ open: OpenPart) -> CanonicalChange {
        CanonicalChange(header: header(), open: open)
    }

    private static func header(
        sequence: UInt64 = 1, context: Context = Context(), kind: KindNumber = 40
    ) -> Header {
        Header(
            scope: id(1), origin: id(2), sequence: sequence, time: 0, context: context,
            actor: nil, kind: kind, entity: nil)
    }

    private static func text(_ count: Int) -> Value {
        .text(String(repeating: "a", count: count))
    }

    /// A change that is no wrapper, exactly `count` bytes long.
    private static func plain(bytes count: Int) -> CanonicalChange {
        // Group and number of fields, then of each field four bytes before its text.
        var left = count - plain(.groups([])).bytes.count - 2
        var values: [FieldNumber: Value] = [:]
        while left > 16_200 {
            values[FieldNumber(values.count)] = text(16_000)
            left -= 16_004
        }
        values[FieldNumber(values.count)] = text(left - 4)
        return plain(holding(values))
    }

    /// A wrapper exactly `count` bytes long, most of what is above the limit of its content in its
    /// context.
    private static func wrapper(bytes count: Int) -> CanonicalChange {
        let context = origins(962)
        let empty = plain(.groups([]))
        let own = wrapping(empty, context: context).bytes.count - empty.bytes.count
        return wrapping(plain(bytes: count - own), context: context)
    }

    /// A change at a limit, and one just beyond it.
    struct Bound: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let at: CanonicalChange
        let beyond: CanonicalChange

        init(_ name: String, _ at: CanonicalChange, _ beyond: CanonicalChange) {
            testDescription = name
            self.at = at
            self.beyond = beyond
        }

        init(_ name: String, _ at: OpenPart, _ beyond: OpenPart) {
            self.init(name, plain(at), plain(beyond))
        }
    }

    static let bounds: [Bound] = [
        Bound(
            "text", holding([1: text(Limits.textBytes)]), holding([1: text(Limits.textBytes + 1)])),
        Bound(
            "bytes", holding([1: .bytes([UInt8](repeating: 0, count: Limits.textBytes))]),
            holding([1: .bytes([UInt8](repeating: 0, count: Limits.textBytes + 1))])),
        Bound(
            "list", holding([1: .list([Value](repeating: .null, count: Limits.listCount))]),
            holding([1: .list([Value](repeating: .null, count: Limits.listCount + 1))])),
        Bound(
            "depth of lists", holding([1: nested(Limits.listDepth)]),
            holding([1: nested(Limits.listDepth + 1)])),
        Bound(
            "fields",
            holding(.init(uniqueKeysWithValues: (0..<256).map { ($0, Value.bool(true)) })),
            holding(.init(uniqueKeysWithValues: (0..<257).map { ($0, Value.bool(true)) }))),
        Bound(
            "groups", .groups((0..<64).map { .init($0, Fields()) }),
            .groups((0..<65).map { .init($0, Fields()) })),
        Bound("wrappers", wrapped(Limits.wrapperDepth), wrapped(Limits.wrapperDepth + 1)),
        Bound(
            "bytes of a plain change", plain(bytes: Limits.plainChangeBytes),
            plain(bytes: Limits.plainChangeBytes + 1)),
        Bound(
            "bytes of what is carried", wrapping(plain(bytes: Limits.plainChangeBytes)),
            wrapping(plain(bytes: Limits.plainChangeBytes + 1))),
        Bound(
            "bytes of a wrapper", wrapper(bytes: Limits.changeBytes),
            wrapper(bytes: Limits.changeBytes + 1)),
    ]

    @Test(arguments: bounds)
    func aChangeIsReadUpToItsLimit(bound: Bound) throws {
        #expect(try CanonicalChange(bytes: bound.at.bytes) == bound.at)
        #expect(throws: MalformedBytes.self) { try CanonicalChange(bytes: bound.beyond.bytes) }
    }

    @Test func theLargestChangesAreExactlyThatLarge() {
        #expect(Self.plain(bytes: 49_152).bytes.count == Limits.plainChangeBytes)
        #expect(Self.wrapper(bytes: 65_536).bytes.count == Limits.changeBytes)
    }

    /// Whatever could be recorded can be repaired and sent again, by people who have seen a hundred
    /// logs each.
    @Test func theLargestPlainChangeFitsIntoAllItsWrappers() throws {
        let plain = Self.plain(bytes: Limits.plainChangeBytes)
        let whole = (0..<Limits.wrapperDepth).reduce(plain) { inner, _ in
            Self.wrapping(inner, context: Self.origins(100))
        }
        #expect(try CanonicalChange(bytes: whole.bytes).original == plain)
    }

    static let headers: [(String, Header, Bool)] = [
        ("first", header(sequence: 1), true),
        ("zero", header(sequence: 0), false),
        ("last", header(sequence: Limits.logLength), true),
        ("beyond", header(sequence: Limits.logLength + 1), false),
        ("2^63", header(sequence: 1 << 63), false),
        ("largest", header(sequence: .max), false),
        ("seen all before", header(sequence: 5, context: Context([(id(2), 4)])), true),
        ("seen itself", header(sequence: 5, context: Context([(id(2), 5)])), false),
        ("seen the future", header(sequence: 5, context: Context([(id(2), 6)])), false),
        ("long log seen", header(context: Context([(id(3), Limits.logLength)])), true),
        ("too long a log", header(context: Context([(id(3), Limits.logLength + 1)])), false),
        ("2^63 seen", header(context: Context([(id(3), 1 << 63)])), false),
        ("1,024 origins", header(context: origins(1_024)), true),
        ("1,025 origins", header(context: origins(1_025)), false),
    ]

    private static func origins(_ count: UInt64) -> Context {
        Context((10..<10 + count).map { (id($0), 1) })
    }

    @Test(arguments: headers)
    func aHeaderIsReadWithinItsRange(name: String, header: Header, isValid: Bool) {
        let change = CanonicalChange(header: header, open: .groups([]))
        let read = try? CanonicalChange(bytes: change.bytes)
        #expect(read == (isValid ? change : nil))
    }

    @Test(arguments: [(0, true), (1, false)])
    func aPersonalPartIsReadUpToItsLimit(excess: Int, isValid: Bool) {
        // Group and number of fields, five bytes and a text, four bytes and a shorter one.
        let salt = [UInt8](repeating: 0, count: 16)
        let second = Limits.personalBytes - 2 - 5 - Limits.textBytes - 4 + excess
        let part = PersonalPart(
            salt: salt, group: 1,
            fields: Fields([1: Self.text(Limits.textBytes), 2: Self.text(second)]))
        #expect(part.payload.count == Limits.personalBytes + excess)
        #expect(((try? PersonalPart(salt: salt, payload: part.payload)) != nil) == isValid)
        #expect((try? PersonalPart(salt: Array(salt.dropLast()), payload: [1, 0])) == nil)
    }

    /// Whether a change of this kind carries another: these must, all others may not.
    static let kinds: [(KindNumber, Bool)] = [
        (0, false), (SystemKind.copy, true), (SystemKind.requeue, true), (SystemKind.hop, true),
        (SystemKind.admit, false), (SystemKind.refuse, false), (31, false), (32, false),
        (40, false), (.max, false),
    ]

    @Test(arguments: kinds)
    func onlyAndAllWrappersCarry(kind: KindNumber, isWrapper: Bool) throws {
        let opens: [(OpenPart, carries: Bool)] = [
            (.groups([]), false), (Self.holding([1: .int(1)]), false),
            (.wrapped(Self.plain(.groups([]))), true), (.wrapped(Self.wrapped(1)), true),
        ]
        for (open, carries) in opens {
            let change = CanonicalChange(header: Self.header(kind: kind), open: open)
            for bytes in [change.bytes, Self.wrapping(change).bytes] {
                guard carries != isWrapper else {
                    _ = try CanonicalChange(bytes: bytes)
                    continue
                }
                let error = #expect(throws: MalformedBytes.self) {
                    try CanonicalChange(bytes: bytes)
                }
                #expect(error?.reason == .unknownForm)
            }
        }
    }

    /// The bytes of a change with an empty context and no actor, kind 40, that creates: then `open`.
    static let badOpens: [(String, MalformedBytes.Reason)] = [
        ("02", .unknownForm),  // A form of open part that nobody knows.
        ("00 02 0a00 0a00", .outOfOrder),  // A group twice.
        ("00 02 0b00 0a00", .outOfOrder),
        ("00 01 0a 02 0201 0201", .outOfOrder),  // A field twice.
        ("00 01 0a 02 0201 0101", .outOfOrder),
        ("00 01 0a 01 01 00", .unknownForm),  // A null that an absent field would say.
        ("00 01 0a 01 01 09", .unknownForm),
        ("00 01 0a 01 01 ff", .unknownForm),
        ("00 01 0a 01 01 038000", .overlong),
        ("00 01 8080808010 00", .outOfRange),  // Group 2^32.
        ("00 01 0a 01 8080808010 01", .outOfRange),
        ("00 808001", .outOfRange),  // A count that no change has.
        ("00 01 0a 01 01 04 ffffffffffffffffff01", .outOfRange),
        ("00 01 0a 01 01 08 ffffffffffffffffff01", .outOfRange),
        ("00 01 0a 01 01 08 8008", .truncated),  // 1,024 items, and not one follows.
    ]

    @Test(arguments: badOpens)
    func anImpossibleOpenPartIsRefused(hex: String, reason: MalformedBytes.Reason) throws {
        let empty = CanonicalChange(header: Self.header(), open: .groups([])).bytes
        let open = try #require(Hex.decode(hex.filter { $0 != " " }))
        let error = #expect(throws: MalformedBytes.self) {
            try CanonicalChange(bytes: Array(empty.dropLast(2)) + open)
        }
        #expect(error?.reason == reason)
    }

    /// S22: a million origins in a context, claimed and real.
    @Test(arguments: [0, 10, 1_000_000])
    func aContextOfAMillionOriginsCostsNothing(real: Int) {
        var writer = ByteWriter()
        writer.varint(1_000_000)
        for number in 0..<real {
            writer.identifier(id(UInt64(number), Origin.self))
            writer.varint(1)
        }
        var reader = ByteReader(writer.bytes)
        let error = #expect(throws: MalformedBytes.self) { try VersionVector(from: &reader) }
        #expect(error?.reason == .outOfRange)
        #expect(reader.position == 3)
    }
}
