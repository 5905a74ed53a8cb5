import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Decisions are ordinary writes, and so is taking them back: forward, for thirty days.
@Suite struct DecisionTests {
    let world: World
    let person: Entity
    var county: Replica { world.county }
    var a: Replica { world.stations[0] }
    var b: Replica { world.stations[1] }
    var everybody: [Replica] { [county, a, b] }

    init() throws {
        world = try World()
        person = try world.stations[0].register("张三")
        try world.settle()
    }

    private func makeConflict() throws {
        county.clock += 2_000
        a.clock += 1_000
        for (replica, area, phone) in [(a, "东村", "13900139001"), (county, "西村", "13900139002")] {
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.residenceArea] = .text(area)
            draft[Volunteer.phones] = .list([.text(phone)])
            try replica.commit { door in _ = try door.write(draft) }
        }
        try world.settle()
    }

    private func area(_ replica: Replica) throws -> String? {
        try replica.volunteer(person)?.residenceArea
    }

    @Test(arguments: [0, 1])
    func `I9 a version that is taken is written whole, and ends the conflict everywhere`(
        index: Int
    ) throws {
        try makeConflict()
        let lengths = try county.vector()
        try b.decide(index)
        try world.settle()
        for replica in everybody {
            #expect(try replica.conflicts().isEmpty)
            let card = try #require(try replica.volunteer(person))
            #expect(card.residenceArea == ["东村", "西村"][index])
            #expect(card.phones == [["13900139001"], ["13900139002"]][index])
            #expect(lengths.isCovered(by: try replica.vector()))
            #expect(try replica.check().findings == [])
        }
    }

    @Test func `S27 two people decide one conflict otherwise offline: a new one, both kept`() throws
    {
        try makeConflict()
        try a.decide(0)
        try county.decide(1)
        try world.settle()
        for replica in everybody {
            let conflict = try #require(try replica.conflicts().first)
            #expect(conflict.reason == .siblings)
            #expect(Set(conflict.versions.map(\.origin)) == [a.origin, county.origin])
            #expect(
                Set(conflict.versions.map { $0.fields[Volunteer.residenceArea.number] })
                    == [.text("东村"), .text("西村")])
            #expect(try replica.delivery().conflicts == 1)
        }
        try b.decide(0)
        try world.settle()
        for replica in everybody { #expect(try replica.conflicts().isEmpty) }
    }

    @Test func `S27 two people who decide alike have decided`() throws {
        try makeConflict()
        try a.decide(0)
        try county.decide(0)
        try world.settle()
        for replica in everybody {
            #expect(try replica.conflicts().isEmpty)
            #expect(try area(replica) == "东村")
        }
    }

    /// Who decided, and which version.
    static let decisions: [(Int, Int)] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]

    @Test(arguments: decisions)
    func `a decision that is taken back leaves the same question with the same choices`(
        decider: Int, taken: Int
    ) throws {
        try makeConflict()
        let before = try #require(try county.conflicts().first).versions.map(\.fields)
        let decider = everybody[decider]
        decider.clock += 10_000
        try decider.decide(taken)
        try world.settle()
        for round in 1...2 {
            let reopener = everybody[round]
            let decision = try #require(try reopener.decisions().first)
            #expect(decision.kind == .siblings)
            #expect(decision.before.map(\.fields) == before)
            let lengths = try reopener.vector()
            try reopener.commit { try $0.takeBack(decision) }
            #expect(lengths.isCovered(by: try reopener.vector()), "only forward")
            try world.settle()
            for replica in everybody {
                let conflict = try #require(try replica.conflicts().first)
                #expect(Set(conflict.versions.map(\.fields)) == Set(before))
                #expect(conflict.versions.allSatisfy { $0.origin == reopener.origin })
                #expect(try replica.decisions().isEmpty, "nothing is decided now")
                // Each is still the word of whoever said it first.
                let authors = try conflict.versions.map { version in
                    try #require(
                        try replica.store.view { try $0.restated(version, of: person) })
                }
                #expect(
                    zip(conflict.versions, authors).allSatisfy { $0.fields == $1.fields })
                #expect(
                    Set(authors.map { "\($0.isByAuthority) \($0.fields == before[1])" })
                        == ["false false", "true true"])
                #expect(try replica.check().findings == [])
            }
            try reopener.decide(taken)
            try world.settle()
            for replica in everybody { #expect(try replica.conflicts().isEmpty) }
        }
    }

    @Test func `what somebody wrote after a decision is not taken back with it`() throws {
        try makeConflict()
        try a.decide(0)
        try world.settle()
        try b.edit(person, Volunteer.residenceArea, .text("南村"))
        try world.settle()
        for replica in everybody { #expect(try replica.decisions().isEmpty) }
    }

    @Test func `an ordinary edit is no decision`() throws {
        try a.edit(person, Volunteer.residenceArea, .text("东村"))
        try a.edit(person, Volunteer.residenceArea, .text("西村"))
        #expect(try a.decisions().isEmpty)
        try b.settle(person, Volunteer.residenceArea, .text("南村"))
        try a.settle(person, Volunteer.residenceArea, .text("南村"))
        try world.settle()
        try a.settle(person, Volunteer.residenceArea, .text("东村"))
        #expect(try a.decisions().isEmpty, "they had agreed")
    }

    static let ages: [(Int64, Bool)] = [
        (0, true), (30 * 86_400_000, true), (30 * 86_400_000 + 1, false), (.max, false),
        (-5, true),
    ]

    @Test(arguments: ages)
    func `a decision can be taken back for thirty days`(age: Int64, can: Bool) throws {
        try makeConflict()
        a.clock = 5
        try a.decide(0)
        let decision = try #require(try a.decisions().first)
        #expect(decision.canBeTakenBack(at: age == .max ? .max : decision.time + age) == can)
        for extreme in [Int64.min, .max] {
            _ = decision.canBeTakenBack(at: extreme)
        }
    }

    @Test func `S26 a void is undone, and a second time there is nothing to undo`() throws {
        try a.void(person)
        try world.settle()
        let decision = try #require(try b.decisions().first)
        #expect(decision.kind == .void && decision.before.isEmpty)
        try b.commit { try $0.takeBack(decision) }
        try world.settle()
        for replica in everybody {
            #expect(try replica.volunteer(person)?.isVoided == false)
            #expect(try replica.conflicts().isEmpty)
            #expect(try replica.decisions().isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `S26 void and edit are decided, and the decision is taken back`(isVoided: Bool) throws {
        try a.void(person)
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        let lifecycle = Volunteer.kind.tag(Lifecycle.group)
        for _ in 0..<2 {
            try county.commit {
                try $0.write(lifecycle: lifecycle, of: person, isVoided: isVoided)
            }
            try world.settle()
            for replica in everybody {
                #expect(try replica.conflicts().isEmpty)
                #expect(try replica.volunteer(person)?.isVoided == isVoided)
                #expect(try replica.volunteer(person)?.serviceArea == "620102001")
            }
            let decision = try #require(
                try a.decisions().first { $0.kind == .voidedAndEdited })
            try a.commit { try $0.takeBack(decision) }
            try world.settle()
            for replica in everybody {
                #expect(try replica.conflicts().map(\.reason) == [.voidedAndEdited])
                #expect(try replica.conflicts().first?.versions.count == 2)
                #expect(try replica.volunteer(person)?.isVoided == false)
                #expect(try replica.check().findings == [])
            }
        }
    }

    /// A correction may be here before the record that it corrects.
    @Test(arguments: [false, true])
    func `S31 of two corrections one replacement counts, and the total says that it may move`(
        isRecordLate: Bool
    ) throws {
        let record = try a.record(100, of: person)
        try world.settle()
        for (replica, seconds) in [(a, Int64(60)), (b, 30)] {
            let new = try replica.record(seconds, of: person, replacing: record)
            try replica.correct(record, replacement: new)
        }
        try world.settle()
        if isRecordLate {
            let late = try world.invite()
            try late.pull(from: county)
            let reader = try Replica(
                seed: 99, scope: world.scope, authority: county.signer.publicKey)
            for origin in [county.origin, b.origin] {
                let length = try county.vector()[origin]
                try reader.take(try county.message(origin, 1...length))
            }
            #expect(try reader.total().all.records == 0)
            try reader.pull(from: county)
            #expect(try reader.total() == county.total())
            try reader.store.rebuild()
            #expect(try reader.total() == county.total())
        }
        for replica in everybody {
            let total = try replica.total()
            #expect(total.all.records == 1)
            #expect([60, 30].contains(total[.underReview].seconds))
            #expect(total.openConflicts == 1)
            let cards = try replica.store.view { try $0.hours(limit: 10) }
            #expect(cards.filter { $0.column != nil }.map(\.isDisputed) == [true])
        }
        try county.commit { door in
            let conflict = try #require(try door.view.conflicts().first)
            let taken = try #require(conflict.versions.first { $0.origin == b.origin })
            try door.take(taken, of: record)
        }
        try world.settle()
        for replica in everybody {
            let total = try replica.total()
            #expect(total.openConflicts == 0)
            #expect(total[.awaitingApproval] == HoursSum(seconds: 30, records: 1))
            #expect(total.all.records == 1)
        }
    }

    /// A record that one side takes out counts nowhere; the total says so all the same.
    @Test func `S25 a total that leaves a disputed record out says that it may move`() throws {
        let record = try a.record(100, of: person)
        try world.settle()
        b.clock += 1
        try a.correct(record, reversed: false)
        try b.correct(record)
        try world.settle()
        for replica in everybody {
            #expect(try replica.total().all.records == 0)
            #expect(try replica.total().openConflicts == 1)
        }
    }
}

extension Replica {
    /// Takes the version with this place in the one open conflict.
    fileprivate func decide(_ index: Int) throws {
        try commit { door in
            let conflict = try #require(try door.view.conflicts().first)
            try door.take(conflict.versions[index], of: conflict.entity)
        }
    }

    fileprivate func decisions() throws -> [Decision] {
        try store.view { view in
            try view.volunteers(limit: 10).flatMap { try view.decisions(on: $0.entity) }
        }
    }
}
