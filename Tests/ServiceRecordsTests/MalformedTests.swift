import ServiceRecords
import SyncCore
import Testing

/// Turned down by its bytes alone, the same on every node (I3).
@Suite struct MalformedTests {
    private static let scope = Scope(raw: RawIdentifier(high: 0, low: 1))
    private static let origin = Origin(raw: RawIdentifier(high: 0, low: 2))
    private static let record = Entity(raw: RawIdentifier(high: 0, low: 3))

    private static func header(_ kind: KindNumber, _ entity: Entity?) -> Header {
        Header(
            scope: scope, origin: origin, sequence: 1, time: 0, context: Context(), actor: nil,
            kind: kind, entity: entity)
    }

    private static func change(
        _ fields: Fields, of kind: Kind = ServiceRecord.kind, group: GroupNumber = 10,
        entity: Entity? = nil
    ) -> Change {
        Change(
            CanonicalChange(
                header: header(kind.number, entity), open: .groups([.init(group, fields)])),
            personal: .none)
    }

    static let seconds: [(Value?, Bool)] = [
        (.int(1), false), (.int(5_400), false), (.int(86_400), false), (.int(0), true),
        (.int(-1), true), (.int(86_401), true), (.int(.max), true), (.int(.min), true),
        (nil, true), (.text("3600"), true), (.bool(true), true), (.list([.int(3_600)]), true),
    ]

    @Test(arguments: seconds)
    func aServiceRecordHasOneSecondToOneDay(seconds: Value?, isMalformed: Bool) {
        var fields = Fields([6: .int(20_260_101)])
        fields[13] = seconds
        let change = Self.change(fields)
        #expect(Malformed.isMalformed(change) == isMalformed)
        let copy = Change(
            CanonicalChange(
                header: Self.header(SystemKind.copy, nil), open: .wrapped(change.canonical)),
            personal: .none)
        #expect(Malformed.isMalformed(copy) == isMalformed)
    }

    /// Hours never change in place (I11): the entry group is written by the creating change alone.
    @Test func anEntryWrittenLaterIsMalformed() {
        let fields = Fields([13: .int(3_600)])
        #expect(Malformed.isMalformed(Self.change(fields, entity: Self.record)))
        #expect(!Malformed.isMalformed(Self.change(fields)))
    }

    @Test func otherGroupsAndKindsAreNotJudged() {
        let fields = Fields([13: .int(-5)])
        for group in [1, 2, 11, 12, 13, 14, 99] as [GroupNumber] {
            #expect(!Malformed.isMalformed(Self.change(fields, group: group, entity: Self.record)))
        }
        for kind in Schema.kinds where kind.number != ServiceRecord.kind.number {
            #expect(!Malformed.isMalformed(Self.change(fields, of: kind)))
        }
    }
}
