import Testing

@testable import SyncCore

/// What a county says of a station's end, in bytes and as a whole.
@Suite struct BoundaryTests {
    private static let (pc, other, county) = (
        Origin(model: 1), Origin(model: 2), Origin(model: 3)
    )
    private static let stations = [
        NamedScope(Scope(model: 7), code: "620102002", name: "张掖路街道"),
        NamedScope(Scope(model: 8), code: "", name: ""),
    ]

    private static func end(_ origin: Origin, _ length: UInt64) -> LogEnd {
        LogEnd(
            origin: origin, length: length, root: Hash.sha256([UInt8(truncatingIfNeeded: length)]))
    }

    private static func word(
        at: Int64, _ ends: [LogEnd], into successors: [NamedScope] = [stations[0]]
    ) -> BoundaryChange {
        .dissolve(.init(at: at, successors: successors, ends: ends, reason: "撤并"))
    }

    private static func change(_ open: OpenPart) throws -> CanonicalChange {
        try CanonicalChange(
            checking: Header(
                scope: Scope(model: 1), origin: county, sequence: 9, time: 4, context: Context(),
                actor: nil, kind: SystemKind.boundary, entity: nil), open: open)
    }

    private static func vector(_ lengths: [(Origin, UInt64)]) -> VersionVector {
        VersionVector(lengths)
    }

    static let words: [BoundaryChange] = [
        word(at: 1, [end(pc, 3), end(county, 9)], into: stations), word(at: .max, []),
        .carryOn(stations[0], at: -1), .carryOn(stations[1], at: 1_795_226_400_000),
    ]

    @Test(arguments: words)
    func `a word is read back from the bytes of its change as it was written`(
        word: BoundaryChange
    ) throws {
        #expect(BoundaryChange(try Self.change(word.open)) == word)
    }

    /// Each with one thing wrong.
    static let malformed: [Fields] = {
        let good: [(FieldNumber, Value)] = [
            (1, .int(1)), (2, .int(5)), (3, .list([.bytes(stations[0].bytes)])),
            (4, .list([.bytes(end(pc, 3).bytes)])), (5, .text("x")),
        ]
        let worse: [(FieldNumber, Value?)] = [
            (1, .int(3)), (1, nil), (2, .text("5")), (3, nil), (3, .list([])),
            (3, .list([.bytes([1, 2])])), (3, .list([.bytes(stations[0].bytes + [0])])),
            (3, .list(Array(repeating: .bytes(stations[0].bytes), count: 17))),
            (4, .list([.bytes(end(pc, 3).bytes.dropLast())])), (4, .list([.int(1)])),
            (4, .list(Array(repeating: .bytes(end(pc, 3).bytes), count: 513))),
            (4, .int(1)), (5, nil), (5, .text(String(repeating: "x", count: 1_025))),
        ]
        return worse.map { number, value in
            var fields = Fields(Dictionary(uniqueKeysWithValues: good))
            fields[number] = value
            return fields
        }
    }()

    @Test(arguments: malformed)
    func `a word that lacks something, or goes beyond a limit, says nothing`(fields: Fields) throws
    {
        let open = OpenPart.groups([.init(AuthorityChange.group, fields)])
        #expect(BoundaryChange(try Self.change(open)) == nil)
    }

    private static func placed(_ words: [BoundaryChange]) -> [Boundaries.Placed] {
        words.enumerated().map {
            .init($1, at: Dot(origin: county, sequence: UInt64($0 + 1)))
        }
    }

    @Test func `I3: the same words make the same of a station in any order`() {
        let words = Self.placed([
            Self.word(at: 5, [Self.end(Self.pc, 3)]),
            Self.word(at: 9, [Self.end(Self.pc, 4)], into: Self.stations),
            .carryOn(Self.stations[1], at: 2), .carryOn(Self.stations[0], at: 2),
        ])
        let one = Boundaries(words)
        for order in [[1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1, 1, 0]] {
            #expect(Boundaries(order.map { words[$0] }) == one)
        }
        #expect(one.dissolution?.at == 5)
        // A county that has forgotten names others: none is dropped, the first comes first.
        #expect(one.successors == Self.stations)
        #expect(one.predecessors.map(\.station) == [Self.stations[1], Self.stations[0]])
    }

    @Test
    func `what lies beyond the lengths of the first word is late, and named only by a later one`() {
        let held = Self.vector([(Self.pc, 5), (Self.other, 2), (Self.county, 40)])
        let first = Self.word(at: 5, [Self.end(Self.pc, 3), Self.end(Self.county, 9)])
        let once = Boundaries(Self.placed([first]))
        let late = once.late(in: held, besides: [Self.county])
        #expect(late.map(\.origin) == [Self.pc, Self.other].sorted())
        #expect(late.first { $0.origin == Self.pc }?.sequences == 4...5)
        #expect(late.first { $0.origin == Self.other }?.sequences == 1...2)
        #expect(
            once.unnamed(in: held, besides: [Self.county]) == [Self.pc, Self.other].sorted())

        let again = Self.word(
            at: once.timeToCloseAgain(at: 7), [Self.end(Self.pc, 5), Self.end(Self.other, 2)])
        let twice = Boundaries(Self.placed([first, again]))
        #expect(twice.unnamed(in: held, besides: [Self.county]).isEmpty)
        #expect(
            twice.late(in: held, besides: [Self.county]).map(\.sequences) == late.map(\.sequences))
        // The clock went back: the first word stays the first.
        #expect(once.timeToCloseAgain(at: 2) == 6 && once.timeToCloseAgain(at: 7) == 7)
        #expect(Boundaries(Self.placed([Self.word(at: .max, [])])).timeToCloseAgain(at: 2) == .max)
    }

    @Test func `a station lives until a word ends it, and nothing of it is late before`() {
        let alive = Boundaries(Self.placed([.carryOn(Self.stations[0], at: 1)]))
        let held = Self.vector([(Self.pc, 5)])
        #expect(!alive.isDissolved && alive.successors.isEmpty)
        #expect(alive.late(in: held, besides: []).isEmpty)
        #expect(alive.unnamed(in: held, besides: []).isEmpty)
    }

    @Test func `whoever had one of the words in front of them has heard`() {
        let boundaries = Boundaries(
            Self.placed([.carryOn(Self.stations[0], at: 1), Self.word(at: 5, [])]))
        #expect(!boundaries.isHeard(by: Self.vector([(Self.county, 1), (Self.pc, 9)])))
        #expect(boundaries.isHeard(by: Self.vector([(Self.county, 2)])))
    }
}

/// Service at a station that has ended.
@Suite struct OutlastingTenureTests {
    private static let (a, b) = (Scope(model: 1), Scope(model: 2))
    private static let subject = Subject(home: a, root: Entity(model: 10))
    private static let county = Origin(model: 3)

    private static func tenures(
        releasedAt asOf: Int64, by author: Origin, end: Int64, on base: [Entity] = []
    ) -> [Tenure] {
        let release = TransferStatement(
            id: Entity(model: 20), scope: a, author: author, sequence: 1, time: 1,
            word: TransferWord(
                .release(
                    .init(volunteer: Entity(model: 10), taker: b, restsOn: base, asOf: asOf)),
                of: subject))
        return Custody(of: subject, at: a, TransferStatements([release]))
            .tenures(outlasting: end, by: [county])
    }

    @Test
    func `S38: service counts on where the county has carried a volunteer on, and only there`() {
        #expect(Self.tenures(releasedAt: 50, by: Self.county, end: 50).map(\.until) == [nil])
        // A PC of the station, and a county that acted before the end, have released for good.
        #expect(Self.tenures(releasedAt: 50, by: Origin(model: 9), end: 50).map(\.until) == [50])
        #expect(Self.tenures(releasedAt: 50, by: Self.county, end: 51).map(\.until) == [50])
    }
}
