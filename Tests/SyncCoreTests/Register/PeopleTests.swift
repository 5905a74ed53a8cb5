import SyncCore
import Testing

/// What a user may write follows from the words that the author of a change had seen, whatever the order
/// in which they come (I3).
@Suite struct PeopleTests {
    private let scope: Scope = id(1)
    private let county: Writer
    private let heir: Writer
    private let user: Entity = id(7)
    private static let tag = GroupTag(kind: 40, group: 10)
    private static let all = WriteRights(permitted: [.everything])

    init() throws {
        county = try Writer(1)
        heir = try Writer(3)
    }

    private func word(
        _ word: RoleWord, at sequence: UInt64, seeing context: Context = Context(),
        by author: Writer? = nil
    ) -> Change {
        let author = author ?? county
        let header = Header(
            scope: scope, origin: author.origin, sequence: sequence, time: 0, context: context,
            actor: nil, kind: SystemKind.role, entity: nil)
        return Change(
            CanonicalChange(header: header, open: PeopleChange.role(word).open), personal: .none)
    }

    private func standing(_ changes: [Change]) throws -> Standing {
        let succession = LineageChange.succeed(
            try Succession(naming: heir.signer.publicKey, by: county.signer))
        let first = CanonicalChange(
            header: Header(
                scope: scope, origin: heir.origin, sequence: 1, time: 0, context: Context(),
                actor: nil, kind: succession.kind, entity: nil), open: succession.open)
        return Standing(
            authority: county.origin, authorityLength: 9,
            changes: ([Change(first, personal: .none)] + changes).compactMap {
                GoverningChange($0.canonical, original: $0.originalLeaf)
            })
    }

    private func seen(_ length: UInt64, _ heirs: UInt64 = 0) -> Context {
        Context([(county.origin, length), (heir.origin, heirs)])
    }

    private func grant(_ rights: WriteRights = all, role: RoleNumber = 1) -> RoleWord {
        RoleWord(granting: role, with: rights, to: user)
    }

    private func written(
        seeing context: Context, kind: KindNumber = 40, by actor: Entity?
    ) throws -> Change {
        let station = try Writer(1)
        let header = Header(
            scope: scope, origin: station.origin, sequence: 9, time: 0, context: context,
            actor: actor, kind: kind, entity: nil)
        return Change(
            CanonicalChange(header: header, open: .groups([.init(10, Fields([1: .int(0)]))])),
            personal: .none)
    }

    @Test func `a right is had by whoever has seen it granted, until they have seen it taken`()
        throws
    {
        let standing = try standing([
            word(grant(), at: 2),
            word(RoleWord(revoking: 1, from: user), at: 4, seeing: seen(3)),
            word(grant(), at: 6, seeing: seen(5)),
            word(RoleWord(revoking: nil, from: user), at: 8, seeing: seen(7)),
        ])
        let expected: [UInt64: Bool] = [
            0: false, 1: false, 2: true, 3: true, 4: false, 5: false, 6: true, 7: true, 8: false,
        ]
        for (length, isPermitted) in expected {
            #expect(
                standing.people.permit(user, Self.tag, seenBy: seen(length)) == isPermitted,
                "after \(length)")
            let change = try written(seeing: seen(length), by: user)
            #expect(standing.exclusion(of: change) == (isPermitted ? nil : .notPermitted))
        }
    }

    /// The old county and its heir spoke without knowing of each other.
    @Test func `a grant beside a revocation is revoked`() throws {
        let standing = try standing([
            word(grant(), at: 2), word(grant(), at: 3, seeing: seen(2)),
            word(RoleWord(revoking: 1, from: user), at: 2, seeing: seen(2), by: heir),
        ])
        #expect(!standing.people.permit(user, Self.tag, seenBy: seen(3, 2)))
        #expect(standing.people.permit(user, Self.tag, seenBy: seen(3, 1)))
    }

    @Test func `of two grants that did not know of each other both have to allow it`() throws {
        let narrow = WriteRights(permitted: [.kind(41)])
        let standing = try standing([
            word(grant(), at: 2), word(grant(narrow), at: 2, by: heir),
        ])
        let both = seen(2, 2)
        #expect(!standing.people.permit(user, Self.tag, seenBy: both))
        #expect(standing.people.permit(user, GroupTag(kind: 41, group: 1), seenBy: both))
    }

    @Test func `one role is enough, and another user's is none`() throws {
        let standing = try standing([
            word(grant(WriteRights(), role: 5), at: 2),
            word(grant(role: 1), at: 3, seeing: seen(2)),
        ])
        #expect(standing.people.permit(user, Self.tag, seenBy: seen(3)))
        #expect(!standing.people.permit(user, Self.tag, seenBy: seen(2)))
        #expect(!standing.people.permit(id(8), Self.tag, seenBy: seen(3)))
    }

    @Test func `what is excepted is not permitted, by kind and by group`() {
        let rights = WriteRights(
            permitted: [.everything], excepted: [.kind(32), .group(GroupTag(kind: 37, group: 12))])
        #expect(!rights.permit(GroupTag(kind: 32, group: 10)))
        #expect(!rights.permit(GroupTag(kind: 37, group: 12)))
        #expect(rights.permit(GroupTag(kind: 37, group: 10)))
        #expect(rights.permit(GroupTag(kind: 99, group: 12)))
        #expect(!WriteRights(permitted: [.kind(37)]).permit(GroupTag(kind: 38, group: 12)))
    }

    @Test func `a stranger's word gives nobody a role`() throws {
        let stranger = try Writer(9)
        let standing = try standing([word(grant(), at: 1, by: stranger)])
        let context = Context([(stranger.origin, UInt64(1))])
        #expect(!standing.people.permit(user, Self.tag, seenBy: context))
    }

    @Test func `the node itself writes without a role, and a copy shares its original's right`()
        throws
    {
        let standing = try standing([])
        #expect(standing.exclusion(of: try written(seeing: seen(0), by: nil)) == nil)
        let forbidden = try written(seeing: seen(9), by: user)
        #expect(standing.exclusion(of: forbidden) == .notPermitted)
        let copy = heir.wrapping(forbidden, sequence: 2)
        #expect(standing.exclusion(of: copy) == .notPermitted)
        let again = heir.wrapping(forbidden, as: SystemKind.requeue, sequence: 3)
        #expect(standing.exclusion(of: again) == nil, "sent again is for whoever decides it")
    }

    @Test func `words whose authors had seen each other are no grant`() throws {
        let standing = try standing([
            word(grant(), at: 2, seeing: Context([(heir.origin, UInt64(2))])),
            word(grant(), at: 2, seeing: seen(2), by: heir),
        ])
        #expect(!standing.people.permit(user, Self.tag, seenBy: seen(2, 2)))
    }

    static let words: [PeopleChange] = [
        .user(login: "zhang.san"),
        .role(
            RoleWord(
                granting: 2,
                with: WriteRights(
                    permitted: [.everything, .kind(.max)],
                    excepted: [.group(GroupTag(kind: .max, group: .max))]), to: id(3))),
        .role(RoleWord(granting: 5, with: WriteRights(), to: id(3))),
        .role(RoleWord(revoking: nil, from: id(3))),
    ]

    @Test(arguments: words)
    func `a word about people comes back as it was`(word: PeopleChange) throws {
        let header = Header(
            scope: scope, origin: county.origin, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: word.kind, entity: nil)
        let bytes = CanonicalChange(header: header, open: word.open).bytes
        #expect(PeopleChange(try CanonicalChange(bytes: bytes)) == word)
    }

    /// They are in every log for ever.
    @Test func `the numbers stand`() {
        #expect(SystemKind.user == 16)
        #expect(SystemKind.role == 17)
        #expect(WriteRights.Reach.kind(37).number == 37 << 32)
        #expect(WriteRights.Reach.group(GroupTag(kind: 37, group: 12)).number == 37 << 32 | 12)
        #expect(WriteRights.Reach.everything.number == 0)
    }

    @Test(arguments: [
        ("zhang", true), ("a", true), ("9.b-c_d", true), ("", false), (".a", false),
        ("Zhang", false),
        ("张三", false), ("a b", false), (String(repeating: "a", count: 33), false),
    ])
    func `a login is of letters that nobody mistakes`(text: String, isValid: Bool) {
        #expect(Login.isValid(text) == isValid)
    }
}
