import Testing

@testable import SyncCore

@Suite struct TransferWordTests {
    private static let epoch = Epoch(
        id: Entity(model: 1), before: [Entity(model: 2), Entity(model: 3)], giver: Scope(model: 4),
        taker: Scope(model: 5))
    private static let settled = Epoch(
        id: Entity(model: 6), before: [], giver: nil, taker: Scope(model: 7))
    private static let account = TransferWord.Account(
        scope: Scope(model: 8), code: "620102001", name: "酒泉路街道", seconds: [0, 1, 2, 86_400],
        records: [0, 1, 1, 1])

    static let contents: [TransferWord.Content] = [
        .release(
            .init(
                volunteer: Entity(model: 9), taker: Scope(model: 10), restsOn: [epoch.id],
                asOf: 1_700_000_000_000, accounts: [account])),
        .release(
            .init(volunteer: Entity(model: 9), taker: Scope(model: 10), restsOn: [], asOf: -1)),
        .accept(
            release: epoch.id, .init(volunteer: Entity(model: 11), warrants: [[1, 2], []])),
        .entry(epoch, lineage: [settled]), .denied(release: epoch.id, .overtaken),
        .contest(heads: [epoch.id, settled.id], lineage: [epoch, settled]),
        .settle(
            owner: Scope(model: 4), heads: [epoch.id, settled.id], lineage: [epoch, settled],
            asOf: 1_700_000_000_000),
        .settle(
            owner: Scope(model: 4), heads: [epoch.id, settled.id], lineage: [epoch, settled],
            asOf: nil),
        .taken(epoch: epoch.id, lineage: [settled.id]), .close(epoch: epoch.id),
        .cancel(release: epoch.id), .decline(release: epoch.id),
        .claim(volunteer: Entity(model: 12)),
        .match(claim: Entity(model: 13), claimant: Scope(model: 14), volunteer: Entity(model: 15)),
        .refer(claim: Entity(model: 13), claimant: Scope(model: 14)),
        .answer(claim: Entity(model: 13), .withdrawn), .end(claim: Entity(model: 13), .promoted),
        .account(account),
    ]

    /// What counties say to each other about a claim, before anybody knows whom it means.
    static let searches: [TransferWord.Content] = [
        .inquire(
            .init(
                claim: Entity(model: 13), claimant: Scope(model: 14), volunteer: Entity(model: 15),
                bucket: 1_023, point: point)),
        .reply(inquiry: Entity(model: 13), by: Scope(model: 14), points: [point, point]),
        .reply(inquiry: Entity(model: 13), by: Scope(model: 14), points: []),
        .pick(reply: Entity(model: 13), claimant: Scope(model: 14), point: point),
        .callOff(claim: Entity(model: 13), claimant: Scope(model: 14)),
    ]
    private static let point = [UInt8](repeating: 77, count: NumberMask.pointBytes)

    @Test(arguments: contents + searches)
    func `a word is read back from the bytes of its change as it was written`(
        content: TransferWord.Content
    ) throws {
        let subject = Subject(home: Scope(model: 20), root: Entity(model: 21))
        var isNameless = Self.searches.contains(content)
        if case .claim = content { isNameless = true }
        let word = TransferWord(
            content, of: isNameless ? nil : subject, told: [Scope(model: 31), Scope(model: 30)])
        let header = Header(
            scope: Scope(model: 1), origin: Origin(model: 2), sequence: 3, time: 4,
            context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil)
        let change = Change(try CanonicalChange(checking: header, open: word.open), personal: .none)
        let statement = try #require(TransferStatement(change))
        #expect(statement.word == word)
        #expect(statement.id == Entity(creatingLeaf: change.leaf))

        let hop = Header(
            scope: Scope(model: 9), origin: Origin(model: 8), sequence: 1, time: 5,
            context: Context(), actor: nil, kind: SystemKind.hop, entity: nil)
        let carried = Change(
            try CanonicalChange(checking: hop, open: .wrapped(change.canonical)), personal: .none)
        #expect(TransferStatement(carried) == statement)
    }

    @Test func `a claim that meant nobody is withdrawn without a subject, and answered by none`()
        throws
    {
        for answer in TransferWord.Answer.allCases {
            let word = TransferWord(.answer(claim: Entity(model: 13), answer), of: nil)
            let header = Header(
                scope: Scope(model: 1), origin: Origin(model: 2), sequence: 3, time: 4,
                context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil)
            let change = Change(CanonicalChange(header: header, open: word.open), personal: .none)
            #expect(TransferStatement(change)?.word == (answer == .withdrawn ? word : nil))
        }
    }

    @Test(arguments: searches)
    func `a word of a search with a subject, a short point or one too many says nothing`(
        content: TransferWord.Content
    ) throws {
        let header = Header(
            scope: Scope(model: 1), origin: Origin(model: 2), sequence: 3, time: 4,
            context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil)
        let subject = Subject(home: Scope(model: 20), root: Entity(model: 21))
        func says(_ open: OpenPart) -> Bool {
            let change = Change(CanonicalChange(header: header, open: open), personal: .none)
            return TransferStatement(change) != nil
        }
        #expect(!says(TransferWord(content, of: subject).open))
        guard case .groups(let groups) = TransferWord(content, of: nil).open else { return }
        #expect(says(.groups(groups)))
        let whole = Value.bytes(Self.point)
        for points in [
            Value.list([.bytes([1])]), .list([whole, .bytes([])]), .int(1),
            .list([Value](repeating: whole, count: TransferWord.pointLimit + 1)),
        ] {
            var fields = groups[0].fields
            fields[16] = points
            #expect(!says(.groups([.init(groups[0].group, fields)])))
        }
        var fields = groups[0].fields
        fields[17] = .int(Int64(NumberMask.bucketCount))
        let isInquiry = if case .inquire = content { true } else { false }
        #expect(says(.groups([.init(groups[0].group, fields)])) != isInquiry)
    }

    @Test func `a word without a subject, or of an unknown number, says nothing`() {
        let word = TransferWord(.close(epoch: Entity(model: 1)), of: nil)
        let header = Header(
            scope: Scope(model: 1), origin: Origin(model: 2), sequence: 3, time: 4,
            context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil)
        let nameless = Change(CanonicalChange(header: header, open: word.open), personal: .none)
        #expect(TransferStatement(nameless) == nil)
        let unknown = OpenPart.groups([.init(AuthorityChange.group, Fields([1: .int(99)]))])
        #expect(
            TransferStatement(
                Change(CanonicalChange(header: header, open: unknown), personal: .none)) == nil)
    }
}
