import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What a station says of a profile that it may not have, or has in one place and not in another.
@Suite struct ReopenedProfileTests {
    private let county: Replica
    private let a: Scope
    private let b: Scope

    init() throws {
        let a: Scope = SeededRandomness(1).identifier()
        let b: Scope = SeededRandomness(2).identifier()
        let county = try Replica(seed: 1_000, scope: a)
        try county.store.addScope(
            b, authorityKey: county.signer.publicKey, code: "620102002", name: "站")
        self.county = county
        (self.a, self.b) = (a, b)
    }

    @discardableResult
    private func write<T>(to scope: Scope, _ body: (CommitDoor) throws -> T) throws -> T {
        try county.store.commit(to: scope, by: county.author, at: county.clock, body)
    }

    private func register(_ name: String?, in scope: Scope) throws -> Entity {
        try write(to: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = name.map { .text($0) }
            draft[Volunteer.residenceArea] = .text("620102")
            return try door.write(draft)
        }
    }

    private func settle() throws {
        county.clock += 1_000
        try county.store.settleTransfers(in: [a, b], at: county.clock)
    }

    private func release(_ subject: Subject, personal: Fields? = nil) throws -> Entity {
        try write(to: a) { door in
            try door.write(
                TransferWord(
                    .release(
                        .init(
                            volunteer: subject.root, taker: b, restsOn: [], asOf: county.clock)),
                    of: subject), personal: personal)
        }
    }

    private func taken() throws -> Int {
        try county.store.view { try $0.transferStatements(in: b) }.filter {
            if case .taken = $0.statement.word.content { true } else { false }
        }.count
    }

    /// Denied, given up at the taker, and then entered by a sequencer that had forgotten.
    @Test
    func `I21: after a denial nobody says that they have the profile before they hold it again`()
        throws
    {
        let subject = Subject(home: a, root: try register("张三", in: a))
        let epoch = try release(subject)
        try write(to: a) { try $0.write(TransferWord(.cancel(release: epoch), of: subject)) }
        try settle()
        // The record here says nobody's name any more.
        let record = try register(nil, in: b)
        county.clock += 1_000
        try write(to: b) { door in
            try door.write(
                TransferWord(.accept(release: epoch, .init(volunteer: record)), of: subject))
        }
        try settle()
        let denied = try #require(try county.store.view { try $0.custodies(in: b) }.first)
        #expect(denied.right == .notTransferred(epoch))
        try write(to: b) { try $0.close(epoch, of: denied) }
        _ = try county.store.settle(
            TransferWord(
                .entry(Epoch(id: epoch, before: [], giver: a, taker: b), lineage: []),
                of: subject, told: [a, b]), at: county.clock)
        try settle()
        let entered = try #require(try county.store.view { try $0.custodies(in: b) }.first)
        #expect(entered.right == .active && entered.droppedDossier(of: epoch) == epoch)
        #expect(try taken() == 0)
        try write(to: b) { door in
            var draft = Draft(Volunteer.kind, entity: record)
            draft[Volunteer.name] = .text("张三")
            try door.edit(draft)
        }
        try settle()
        #expect(try taken() == 1)
    }

    @Test(arguments: [[false, true], [true, false]])
    func `of two hops of one release that is read which has come with the profile`(
        hasPart: [Bool]
    ) throws {
        let subject = Subject(home: a, root: try register("张三", in: a))
        let epoch = try release(subject, personal: Fields([1: .bytes([1, 2, 3])]))
        let held = try #require(
            try county.store.view { try $0.transferStatements(in: a) }.first {
                $0.statement.id == epoch
            })
        for whole in hasPart {
            let content: PersonalContent =
                whole ? held.change.personal : .withheld(held.change.personal.commitment)
            try write(to: b) { door in
                try door.wrap(
                    Change(held.change.canonical, personal: content), as: SystemKind.hop,
                    context: door.context)
            }
        }
        let part = try county.store.view { try $0.personalPart(of: epoch, in: b) }
        #expect(part?.fields[1] == .bytes([1, 2, 3]))
    }
}
