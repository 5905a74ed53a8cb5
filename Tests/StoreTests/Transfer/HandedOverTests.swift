import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What another station had of somebody, written over what stands here; and what a close asks for.
@Suite struct HandedOverTests {
    private let county: Replica
    private let a: Scope
    private let b: Scope

    init() throws {
        let a: Scope = SeededRandomness(1).identifier()
        let b: Scope = SeededRandomness(2).identifier()
        county = try Replica(seed: 1_000, scope: a)
        try county.store.addScope(
            b, authorityKey: county.signer.publicKey, code: "620102002", name: "站")
        (self.a, self.b) = (a, b)
    }

    @discardableResult
    private func write<T>(to scope: Scope, _ body: (CommitDoor) throws -> T) throws -> T {
        county.clock += 1_000
        return try county.store.commit(
            to: scope, by: county.author, at: county.clock, body)
    }

    private func settle() throws {
        county.clock += 1_000
        try county.store.settleTransfers(in: [a, b], at: county.clock)
    }

    private func register(
        _ name: String, number: String? = nil, in scope: Scope
    ) throws -> Entity {
        try write(to: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text(name)
            draft[Volunteer.volunteerNumber] = number.map { .text($0) }
            draft[Volunteer.serviceArea] = .text("620102")
            return try door.write(draft)
        }
    }

    private func parts(of entity: Entity) throws -> [Hash] {
        try county.store.changes(in: a).filter { $0.entity == entity }
            .map(\.personal.commitment).filter { $0 != .zero }
    }

    @Test(arguments: [false, true])
    func `what it does not say of a group stays, hidden or not, and what it says is written anew`(
        isHidden: Bool
    ) throws {
        let entity = try register("张三", number: "A-7", in: a)
        if isHidden {
            try write(to: a) { try $0.askErasure(of: entity, reason: Erasures.closing) }
            #expect(try county.store.view { try $0.volunteer(entity) }?.name == nil)
        }
        try write(to: a) { door in
            var draft = Draft(Volunteer.kind, entity: entity)
            draft[Volunteer.name] = .text("张三")
            draft[Volunteer.serviceArea] = .text("620103")
            try door.write(handedOver: draft)
        }
        let card = try #require(try county.store.view { try $0.volunteer(entity) })
        #expect(card.name == "张三" && card.serviceArea == "620103")
        #expect(card.volunteerNumber == "A-7", "only this station had it")
        #expect(try Set(parts(of: entity)).count == 2, "the name has a part of its own again")
    }

    /// Of two PCs one had no line when the volunteer came back, and the other did not know the first record.
    @Test func `a close asks that every record of the volunteer be erased`() throws {
        let first = try register("张三", in: a)
        let subject = Subject(home: a, root: first)
        func move(from giver: Scope, _ record: Entity, to taker: Scope, on basis: [Entity]) throws
            -> (release: Entity, record: Entity)
        {
            let release = try write(to: giver) { door in
                try door.write(
                    TransferWord(
                        .release(
                            .init(
                                volunteer: record, taker: taker, restsOn: basis,
                                asOf: county.clock)), of: subject))
            }
            try settle()
            let taken = try register("张三", in: taker)
            try write(to: taker) { door in
                try door.write(
                    TransferWord(.accept(release: release, .init(volunteer: taken)), of: subject))
            }
            try settle()
            return (release, taken)
        }
        let (out, there) = try move(from: a, first, to: b, on: [])
        let (back, second) = try move(from: b, there, to: a, on: [out])
        let holding = try county.store.view { try $0.custody(of: first, in: a) }
        #expect(holding.right == .active && holding.volunteer == second)
        let (again, _) = try move(from: a, second, to: b, on: [back])
        let given = try county.store.view { try $0.custody(of: first, in: a) }
        #expect(given.right == .handedOver || given.right == .closed)
        if given.right == .handedOver { try write(to: a) { try $0.close(again, of: given) } }
        let asked = try county.store.view { try $0.erasures(in: a) }.requests.map(\.record)
        #expect(Set(asked) == [first, second])
    }
}
