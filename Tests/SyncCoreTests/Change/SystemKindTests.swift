import Testing

@testable import SyncCore

/// Numbers of kinds are in every log for ever.
@Suite struct SystemKindTests {
    @Test func `the numbers of what is said about persons are these`() {
        #expect(SystemKind.askErasure == 21 && SystemKind.erase == 22)
        #expect(SystemKind.withdrawErasure == 23 && SystemKind.disclose == 24)
    }

    @Test func `a word about erasing reads back from its bytes, and any other change is none`()
        throws
    {
        let scope = id(1, Scope.self)
        let origin = id(2, Origin.self)
        let record = id(3, Entity.self)
        let part = ErasedPart(leaf: .sha256([1]), commitment: .sha256([2]))
        let words: [ErasureChange] = [
            .ask(record: record, reason: "本人要求"),
            .erase(record: record, request: .sha256([3]), parts: [part, part]),
            .erase(record: record, request: .sha256([3]), parts: []),
            .erase(
                record: record, request: .sha256([3]),
                parts: Array(repeating: part, count: ErasureChange.partLimit)),
            .withdraw(record: record, request: .sha256([3]), reason: "误登"),
        ]
        for word in words {
            let header = Header(
                scope: scope, origin: origin, sequence: 1, time: 0, context: Context(), actor: nil,
                kind: word.kind, entity: nil)
            let change = try CanonicalChange(checking: header, open: word.open)
            #expect(ErasureChange(try CanonicalChange(bytes: change.bytes)) == word)
            #expect(AuthorityChange(change) == nil && LineageChange(change) == nil)
            let other = Header(
                scope: scope, origin: origin, sequence: 1, time: 0, context: Context(), actor: nil,
                kind: SystemKind.dismiss, entity: nil)
            #expect(ErasureChange(CanonicalChange(header: other, open: word.open)) == nil)
        }
    }

    @Test func `a part that is not two hashes makes no word`() {
        let record = id(3, Entity.self)
        let header = Header(
            scope: id(1), origin: id(2),
            sequence: 1, time: 0, context: Context(), actor: nil, kind: SystemKind.erase,
            entity: nil)
        for bytes in [[], [UInt8](repeating: 1, count: 63), [UInt8](repeating: 1, count: 65)] {
            let fields = Fields([
                1: .bytes(record.bytes), 2: .bytes(Hash.zero.bytes), 3: .list([.bytes(bytes)]),
            ])
            let open = OpenPart.groups([.init(AuthorityChange.group, fields)])
            #expect(ErasureChange(CanonicalChange(header: header, open: open)) == nil)
        }
    }
}
