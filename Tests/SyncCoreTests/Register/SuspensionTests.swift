import Testing

@testable import SyncCore

/// With whom the authority speaks is a function of its own words, in any order.
@Suite struct SuspensionTests {
    private let scope: Scope = id(1)
    private let county: Writer
    private let restored: Writer
    private let station: Writer
    private let other: Writer

    init() throws {
        county = try Writer(1)
        station = try Writer(2)
        other = try Writer(3)
        restored = try Writer(4)
    }

    /// - Parameter seen: how much of the county's log its author had in front of them.
    private func word(
        _ word: AuthorityChange, _ sequence: UInt64, seen: UInt64? = nil, by author: Writer? = nil
    ) throws -> GoverningChange {
        let author = author ?? county
        let header = Header(
            scope: scope, origin: author.origin, sequence: sequence, time: Int64(sequence) * 100,
            context: VersionVector([(county.origin, seen ?? sequence - 1)]), actor: nil,
            kind: word.kind, entity: nil)
        let change = Change(CanonicalChange(header: header, open: word.open), personal: .none)
        return try #require(
            GoverningChange(change.canonical, original: change.originalLeaf))
    }

    private func standing(_ words: [GoverningChange]) -> Standing {
        let standing = Standing(authority: county.origin, authorityLength: 9, changes: words)
        let reversed = Standing(
            authority: county.origin, authorityLength: 9, changes: words.reversed())
        #expect(standing.suspended == reversed.suspended, "I3")
        return standing
    }

    private func suspend(_ writer: Writer? = nil, lifted: Bool = false) -> AuthorityChange {
        .suspend(Suspension(of: writer?.origin, reason: "整改", isLifted: lifted))
    }

    private func isSuspended(_ names: [Writer], by standing: Standing) -> Bool {
        standing.suspension(of: Set(names.map(\.origin))) != nil
    }

    @Test func `a word reads back from its bytes, and a name that cannot be read is nobody's`()
        throws
    {
        for suspension in [
            Suspension(reason: "整改"), Suspension(of: station.origin, reason: ""),
            Suspension(of: station.origin, reason: "好了", isLifted: true),
        ] {
            let change = try word(.suspend(suspension), 2)
            #expect(change.content == .authority(.suspend(suspension)))
        }
        let header = Header(
            scope: scope, origin: county.origin, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: SystemKind.suspend, entity: nil)
        for fields in [
            Fields([1: .bool(true), 2: .bytes([1, 2, 3])]), Fields([2: .bytes([])]),
            Fields([1: .int(1)]),
        ] {
            let open = OpenPart.groups([.init(AuthorityChange.group, fields)])
            #expect(AuthorityChange(CanonicalChange(header: header, open: open)) == nil)
        }
    }

    @Test func `a station is suspended whole, a PC with whoever takes its place`() throws {
        let whole = standing([try word(suspend(), 1)])
        #expect(isSuspended([station], by: whole) && isSuspended([other], by: whole))
        #expect(!isSuspended([county], by: whole), "never the authority itself")
        #expect(whole.suspension(of: [station.origin])?.since == 100)
        let one = standing([try word(suspend(station), 1)])
        #expect(isSuspended([other, station], by: one), "by an earlier name")
        #expect(!isSuspended([other], by: one))
    }

    @Test func `what its author had seen is lifted, and nothing else`() throws {
        let both = [try word(suspend(), 1), try word(suspend(station), 2)]
        let one = standing(both + [try word(suspend(station, lifted: true), 3)])
        #expect(isSuspended([station], by: one), "the station's own word stands")
        #expect(one.suspended.map(\.origin) == [nil])
        let all = standing(both + [try word(suspend(lifted: true), 3)])
        #expect(all.suspended.isEmpty)
        let unseen = standing(both + [try word(suspend(lifted: true), 3, seen: 1)])
        #expect(unseen.suspended.map(\.origin) == [station.origin])
        let again = standing(both + [try word(suspend(lifted: true), 3), try word(suspend(), 4)])
        #expect(isSuspended([other], by: again))
    }

    /// A county that was put back has said something on each of two branches of its log. The one that is not
    /// held has come back as copies in the log of its successor.
    @Test func `a word on one branch takes back nothing that was said on the other`() throws {
        let succession = LineageChange.succeed(
            try Succession(naming: restored.signer.publicKey, by: county.signer))
        let header = Header(
            scope: scope, origin: restored.origin, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: succession.kind, entity: nil)
        let heir = CanonicalChange(header: header, open: succession.open)
        // The branches part after the second change.
        let parting = AuthorityChange.retire(
            Retirement(
                origin: county.origin, length: 4, root: .zero,
                fork: .init(point: 2, kept: nil)))
        let common = [
            try #require(
                GoverningChange(heir, original: Change(heir, personal: .none).originalLeaf)),
            try word(parting, 2, seen: 0, by: restored),
        ]
        func copied(
            _ said: AuthorityChange, _ sequence: UInt64, to place: UInt64
        ) throws -> GoverningChange {
            let header = Header(
                scope: scope, origin: county.origin, sequence: sequence,
                time: Int64(sequence) * 100,
                context: VersionVector([(county.origin, sequence - 1)]), actor: nil,
                kind: said.kind, entity: nil)
            let change = Change(CanonicalChange(header: header, open: said.open), personal: .none)
            let copy = restored.wrapping(change, sequence: place)
            return try #require(
                GoverningChange(copy.canonical, original: copy.originalLeaf))
        }
        let (halt, lift) = (suspend(), suspend(lifted: true))
        func holds(_ words: [GoverningChange]) -> Bool {
            !standing(common + words).suspended.isEmpty
        }
        // What was said on either side goes on, whatever stands at the same place of the other.
        #expect(holds([try copied(halt, 3, to: 3), try word(lift, 4)]))
        #expect(holds([try word(halt, 3), try copied(lift, 4, to: 3)]))
        // What both share, or is on the same branch, or had come back by then, was seen.
        #expect(!holds([try word(halt, 2), try copied(lift, 4, to: 3)]))
        #expect(!holds([try word(halt, 3), try word(lift, 4)]))
        #expect(!holds([try copied(halt, 3, to: 3), try copied(lift, 4, to: 4)]))
        var context = VersionVector([(county.origin, UInt64(4))])
        context[restored.origin] = 3
        let later = Header(
            scope: scope, origin: restored.origin, sequence: 4, time: 900, context: context,
            actor: nil, kind: lift.kind, entity: nil)
        let seen = Change(CanonicalChange(header: later, open: lift.open), personal: .none)
        #expect(
            !holds([
                try copied(halt, 3, to: 3),
                try #require(GoverningChange(seen.canonical, original: seen.originalLeaf)),
            ]))
    }

    @Test func `a word in anybody else's log suspends nobody`() throws {
        let words = [
            try word(.admit(origin: other.origin, publicKey: other.signer.publicKey), 1),
            try word(suspend(station), 1, by: other),
        ]
        #expect(standing(words).suspended.isEmpty)
    }

    /// Whom a person has closed for good, nobody follows by the old key alone.
    @Test func `a successor of a closed origin waits, one of a succeeded origin does not`() throws {
        let succession = try Succession(
            naming: other.signer.publicKey, by: station.signer)
        let header = Header(
            scope: scope, origin: other.origin, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: SystemKind.succeed, entity: nil)
        let lineage = CanonicalChange(
            header: header, open: LineageChange.succeed(succession).open)
        let follows = try #require(
            GoverningChange(lineage, original: Change(lineage, personal: .none).originalLeaf))
        let admit = try word(
            .admit(origin: station.origin, publicKey: station.signer.publicKey), 1)
        for (reason, counts) in [(nil, true), ("撤并", false)] as [(String?, Bool)] {
            let retirement = Retirement(
                origin: station.origin, length: 0, root: Frontier().root, reason: reason)
            let standing = standing([admit, follows, try word(.retire(retirement), 2)])
            #expect(standing.isAdmitted(other.origin) == counts)
            #expect(standing.closing(of: station.origin)?.reason == reason)
            #expect(standing.exclusion(of: station.change(7, in: scope)) == nil, "I8")
        }
    }

    @Test func `the notice has one spelling, and a long reason is cut at a character`() throws {
        let notice = SuspensionNotice(reason: "电脑送修")
        #expect(try SuspensionNotice(bytes: notice.bytes) == notice)
        let long = SuspensionNotice(reason: String(repeating: "长", count: 500))
        #expect(long.reason.utf8.count == 1_023)
        #expect(try SuspensionNotice(bytes: long.bytes) == long)
        for bad in [[], [0x59, 0x53, 0x01, 0], [0x59, 0x53, 0x00, 2, 65], notice.bytes + [0]] {
            #expect(throws: MalformedBytes.self) { try SuspensionNotice(bytes: bad) }
        }
    }
}
