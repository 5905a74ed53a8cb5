import Testing

@testable import SyncCore

/// With whom the authority speaks no more, under whatever name, is a function of the words in the logs.
@Suite struct RevocationTests {
    private let scope: Scope = id(1)
    private let county: Writer
    /// The key that was stolen, whom it has named, and whom that one has.
    private let names: [Writer]

    init() throws {
        county = try Writer(1)
        names = try [2, 3, 4].map(Writer.init)
    }

    /// - Parameter seen: how much of the county's log its author had in front of them.
    private func word(
        _ word: AuthorityChange, _ sequence: UInt64, seen: UInt64? = nil
    ) throws -> GoverningChange {
        let header = Header(
            scope: scope, origin: county.origin, sequence: sequence, time: 0,
            context: VersionVector([(county.origin, seen ?? sequence - 1)]), actor: nil,
            kind: word.kind, entity: nil)
        let change = Change(CanonicalChange(header: header, open: word.open), personal: .none)
        return try #require(GoverningChange(change.canonical, original: change.originalLeaf))
    }

    private func admit(_ index: Int) -> AuthorityChange {
        .admit(origin: names[index].origin, publicKey: names[index].signer.publicKey)
    }

    private func revoke(_ index: Int) -> AuthorityChange {
        .revoke(origin: names[index].origin, length: 2, root: .zero)
    }

    /// That a name was named by the one before it.
    private func follows(_ index: Int) throws -> GoverningChange {
        let succession = LineageChange.succeed(
            try Succession(
                naming: names[index].signer.publicKey, by: names[index - 1].signer))
        let header = Header(
            scope: scope, origin: names[index].origin, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: succession.kind, entity: nil)
        let change = CanonicalChange(header: header, open: succession.open)
        return try #require(
            GoverningChange(change, original: Change(change, personal: .none).originalLeaf))
    }

    private func barred(_ words: [GoverningChange]) throws -> [Bool] {
        let changes = try [follows(1), follows(2)] + words
        let one = Standing(authority: county.origin, authorityLength: 9, changes: changes)
        let other = Standing(
            authority: county.origin, authorityLength: 9, changes: changes.reversed())
        let barred = names.map { one.isBarred([$0.origin]) }
        #expect(barred == names.map { other.isBarred([$0.origin]) }, "I3")
        #expect(!one.isBarred([county.origin]))
        return barred
    }

    @Test func `whom a revoked key has named, at first or later hand, is barred with it`() throws {
        let admitted = try [word(admit(0), 1), word(admit(1), 2), word(admit(2), 3)]
        #expect(try barred(admitted) == [false, false, false])
        #expect(try barred(admitted + [word(revoke(0), 4)]) == [true, true, true])
        #expect(try barred(admitted + [word(revoke(1), 4)]) == [false, true, true])
        #expect(try barred(admitted + [word(revoke(2), 4)]) == [false, false, true])
    }

    @Test func `a word that admits lets one speak again only in knowledge of every revocation`()
        throws
    {
        let revoked = try [word(admit(0), 1), word(admit(1), 2), word(revoke(0), 3)]
        #expect(try barred(revoked + [word(admit(1), 4)]) == [true, false, false])
        #expect(try barred(revoked + [word(admit(1), 4, seen: 2)]) == [true, true, true])
        #expect(try barred(revoked + [word(admit(2), 4)]) == [true, true, false])
        #expect(
            try barred(revoked + [word(admit(1), 4), word(revoke(0), 5)])
                == [true, true, true])
        #expect(try barred(revoked + [word(admit(0), 4)]) == [true, true, true], "its own name")
        #expect(
            try barred(revoked + [word(revoke(1), 4), word(admit(2), 5)]) == [true, true, false])
    }

    @Test func `nobody is admitted by a key that is barred but by a word`() throws {
        let words = try [
            follows(1), follows(2), word(admit(0), 1), word(admit(1), 2), word(revoke(0), 3),
        ]
        let standing = Standing(authority: county.origin, authorityLength: 9, changes: words)
        #expect(!standing.isAdmitted(names[2].origin))
        #expect(standing.isAdmitted(names[1].origin), "what it wrote is for its own position")
        let again = Standing(
            authority: county.origin, authorityLength: 9, changes: try words + [word(admit(1), 4)])
        #expect(again.isAdmitted(names[2].origin))
    }
}
