import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I9, I10: what waits for a person, told once, and the same by every count.
@Suite struct AgreementTests {
    let world: World
    let person: Entity
    var a: Replica { world.stations[0] }
    var b: Replica { world.stations[1] }
    var everybody: [Replica] { [world.county, a, b] }

    init() throws {
        world = try World()
        person = try world.stations[0].register("张三")
        try world.settle()
    }

    /// What two PCs write of one group apart.
    static let pairs: [(String, [Value?], Conflict.Reason?)] = [
        ("the same", [.text("东村"), .text("东村")], nil),
        ("both nothing", [nil, nil], nil),
        ("another", [.text("东村"), .text("西村")], .siblings),
        ("nothing and something", [nil, .text("西村")], .siblings),
        // To the language one string, to people two spellings.
        ("another spelling", [.text("\u{E9}"), .text("e\u{301}")], .siblings),
    ]

    @Test(arguments: pairs)
    func `I10 siblings that say the same need nobody`(
        _ name: String, values: [Value?], reason: Conflict.Reason?
    ) throws {
        for (replica, value) in zip([a, b], values) {
            try replica.settle(person, Volunteer.residenceArea, value)
        }
        try world.settle()
        let slot = Oracle.Slot(person, Volunteer.kind, Volunteer.residenceArea)
        for replica in everybody {
            #expect(try replica.registers()[slot]?.surviving.count == 2, "both are kept")
            #expect(try replica.conflicts().map(\.reason) == (reason.map { [$0] } ?? []))
            #expect(try replica.delivery().conflicts == (reason == nil ? 0 : 1))
            #expect(try replica.delivery().needsYou == (reason == nil ? 0 : 1))
            #expect(try replica.volunteer(person)?.conflicts == (reason == nil ? [] : ["contact"]))
            #expect(
                try replica.store.view { try $0.agreed() }.count == (reason == nil ? 1 : 0))
        }
    }

    @Test(arguments: [("13900139001", "13900139001", 0), ("13900139001", "13900139002", 1)])
    func `I10 what is personal is compared where it is held`(
        one: String, other: String, expected: Int
    ) throws {
        for (replica, phone) in [(a, one), (b, other)] {
            try replica.settle(person, Volunteer.phones, .list([.text(phone)]))
        }
        try world.settle()
        for replica in everybody {
            #expect(try replica.delivery().conflicts == expected)
            #expect(try replica.conflicts().map(\.reason) == (expected == 1 ? [.siblings] : []))
        }
        // Who has commitments alone cannot tell, and says where the conflict is.
        let above = try Replica(
            seed: 77, scope: world.scope, authority: world.county.signer.publicKey)
        try above.take(
            try world.county.message(beyond: VersionVector()).withheld())
        let conflict = try #require(try above.conflicts().first)
        #expect(conflict.reason == .personalPart)
        #expect(conflict.versions.map(\.isHeld) == [false, false])
        #expect(try above.delivery().conflicts == 1)
        #expect(try above.digest() == world.county.digest())
    }

    /// A total must not depend on who holds which parts.
    @Test func `I11 approvals that differ in a name alone are no doubt about the hours`() throws {
        let record = try a.record(100, of: person)
        try world.settle()
        for (replica, name) in [(a, "陈主任"), (b, "王主任")] {
            try replica.commit { door in
                var draft = Draft(ServiceRecord.kind, entity: record)
                draft[ServiceRecord.approvedAt] = .int(5)
                draft[ServiceRecord.approverName] = .text(name)
                try door.write(draft)
            }
        }
        try world.settle()
        let above = try Replica(
            seed: 77, scope: world.scope, authority: world.county.signer.publicKey)
        try above.take(try world.county.message(beyond: VersionVector()).withheld())
        for replica in everybody + [above] {
            #expect(try replica.total()[.confirmed] == HoursSum(seconds: 100, records: 1))
            #expect(try replica.total().openConflicts == 0)
            #expect(try replica.delivery().conflicts == 1)
        }
    }

    @Test func `I9 nine versions are nine versions, and one matter`() throws {
        for _ in 0..<7 { try world.invite() }
        try world.settle()
        for (index, station) in world.stations.enumerated() {
            try station.edit(person, Volunteer.residenceArea, .text("村\(index)"))
        }
        try world.settle()
        for replica in [world.county] + world.stations {
            let conflict = try #require(try replica.conflicts().first)
            #expect(conflict.versions.count == 9)
            #expect(conflict.versions.count > Conflict.mostSideBySide)
            #expect(conflict.versions.filter(\.isShown).map(\.dot) == [conflict.versions[8].dot])
            #expect(try replica.delivery().conflicts == 1)
        }
    }

    @Test func `S24 groups written in parallel are noted, and need nobody`() throws {
        try a.edit(person, Volunteer.residenceArea, .text("东村"))
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        for replica in everybody {
            #expect(try replica.conflicts().isEmpty)
            let merges = try replica.store.view { try $0.merges(limit: 10) }
            #expect(merges.map(\.entity) == [person])
            #expect(Set(try #require(merges.first).versions.map(\.origin)) == [a.origin, b.origin])
            #expect(
                try replica.store.view { try $0.merges(since: replica.clock + 1, limit: 10) }
                    .isEmpty)
        }
        // One after the other is no parallel.
        let other = try a.register("李四")
        try a.edit(other, Volunteer.residenceArea, .text("东村"))
        try world.settle()
        try b.edit(other, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        #expect(
            try b.store.view { try $0.merges(limit: 10) }.map(\.entity) == [person])
    }

    /// A void beside an edit, and a void beside its undoing.
    @Test(arguments: [false, true])
    func `S26 void and edit are one matter with all that was written`(isUndone: Bool) throws {
        try a.void(person)
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        if isUndone { try b.void(person, state: Lifecycle.active) }
        try world.settle()
        for replica in everybody {
            let conflict = try #require(try replica.conflicts().first)
            #expect(conflict.reason == .voidedAndEdited)
            #expect(conflict.tag == Volunteer.kind.tag(Lifecycle.group))
            #expect(conflict.versions.count == (isUndone ? 3 : 2))
            #expect(Set(conflict.versions.map(\.origin)) == [a.origin, b.origin])
            #expect(try replica.delivery().conflicts == 1)
            #expect(try replica.volunteer(person)?.conflicts == ["lifecycle"])
        }
    }

    @Test func `S26 two voids with one reason agree, with two they are to be decided`() throws {
        for (reasons, expected) in [(["重复", "重复"], 0), (["重复", "误登"], 1)] {
            let other = try a.register("李四")
            try world.settle()
            for (replica, reason) in zip([a, b], reasons) {
                try replica.commit {
                    try $0.write(
                        lifecycle: Volunteer.kind.tag(Lifecycle.group), of: other, isVoided: true,
                        reason: .text(reason))
                }
            }
            try world.settle()
            for replica in everybody {
                #expect(try replica.volunteer(other)?.isVoided == true)
                #expect(try replica.delivery().conflicts == expected)
            }
        }
    }

    @Test func `the token of what was shown is another one as soon as a version comes`() throws {
        try a.edit(person, Volunteer.residenceArea, .text("东村"))
        try b.edit(person, Volunteer.residenceArea, .text("西村"))
        let late = try world.invite()
        try late.pull(from: world.county)
        try late.edit(person, Volunteer.residenceArea, .text("南村"))
        try world.exchange(a)
        try world.exchange(b)
        let token = try #require(try world.county.conflicts().first).token
        try world.exchange(a)
        #expect(try a.conflicts().first?.token == token, "the same wherever the same is held")
        // Another group is another matter.
        try a.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.exchange(a)
        #expect(try world.county.conflicts().first?.token == token)
        try world.exchange(late)
        #expect(try world.county.conflicts().first?.token != token)
    }
}

extension Replica {
    func conflicts() throws -> [Conflict] { try store.view { try $0.conflicts() } }
}

extension Message {
    /// As a level above would get it: commitments in place of personal parts.
    func withheld() throws -> Message {
        var message = self
        message.runs = try runs.map { packed in
            let run = try packed.literal
            return Run(
                scope: run.scope, origin: run.origin, first: run.first,
                rows: run.rows.map { row in
                    Run.Row(
                        canonical: row.canonical,
                        personal: row.personal == .none
                            ? .none : .withheld(row.personal.commitment))
                }, checkpoint: run.checkpoint, proof: run.proof)
        }
        return message
    }
}
