import SyncCore
import Testing

/// A word for the eye alone: it comes back as it was, and whatever else a change says is none.
@Suite struct DismissalTests {
    private let scope: Scope = id(1)

    private func change(
        _ open: OpenPart, kind: KindNumber = SystemKind.dismiss
    ) throws -> CanonicalChange {
        let header = Header(
            scope: scope, origin: id(2), sequence: 3, time: 4, context: VersionVector(),
            actor: nil, kind: kind, entity: nil)
        return try CanonicalChange(bytes: CanonicalChange(header: header, open: open).bytes)
    }

    private let said = Dismissal(
        dot: Dot(origin: id(5), sequence: 6), leaf: .sha256([7]), reason: "已重新录入")

    @Test func itComesBackAsItWas() throws {
        #expect(Dismissal(try change(said.open)) == said)
        #expect(AuthorityChange(try change(said.open)) == nil, "it governs nothing")
    }

    @Test func whatACopyCarriesIsSaidToo() throws {
        let inner = try change(said.open)
        let copy = try change(.wrapped(inner), kind: SystemKind.copy)
        #expect(Dismissal(copy) == said)
    }

    static let others: [(String, [FieldNumber: Value], KindNumber)] = [
        ("another kind", [1: .bytes([UInt8](repeating: 1, count: 16)), 2: .int(1)], 11),
        ("no origin", [2: .int(1), 3: .bytes([UInt8](repeating: 1, count: 32))], 10),
        (
            "a short origin",
            [1: .bytes([1]), 2: .int(1), 3: .bytes([UInt8](repeating: 1, count: 32))], 10
        ),
        (
            "no sequence",
            [
                1: .bytes([UInt8](repeating: 1, count: 16)), 2: .int(0),
                3: .bytes([UInt8](repeating: 1, count: 32)),
            ], 10
        ),
        ("no leaf", [1: .bytes([UInt8](repeating: 1, count: 16)), 2: .int(1)], 10),
    ]

    @Test(arguments: others)
    func anythingElseIsNone(_ name: String, fields: [FieldNumber: Value], kind: KindNumber) throws {
        #expect(Dismissal(try change(.groups([.init(1, Fields(fields))]), kind: kind)) == nil)
    }
}
