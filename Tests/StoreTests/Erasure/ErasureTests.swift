import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Protocol §7: what identifies somebody is asked to be erased, hidden, and then gone from every holder.
@Suite struct ErasureTests {
    static let name = "欧阳不可见"
    static let number = "62010219900307003X"
    static let phone = "13912345678"
    let world: World
    let person: Entity
    var county: Replica { world.county }
    var station: Replica { world.stations[0] }
    var other: Replica { world.stations[1] }

    /// A person with hours whom everybody holds.
    init() throws {
        world = try World(stations: 2)
        try world.settle()
        let station = world.stations[0]
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(Self.name)
        draft[Volunteer.idNumber] = .text(Self.number)
        draft[Volunteer.phones] = .list([.text(Self.phone)])
        draft[Volunteer.residenceArea] = .text("甲村")
        person = try station.commit { try $0.write(draft) }
        try station.record(3_600, of: person)
        try world.settle()
    }

    private func ask(at replica: Replica? = nil) throws {
        try (replica ?? station).commit { try $0.askErasure(of: person, reason: "本人要求") }
        try world.settle()
    }

    @discardableResult
    private func erase() throws -> Int {
        let count = try county.commit { try $0.erase(person) }
        try world.settle()
        return count
    }

    private func remains(at replica: Replica) throws -> Remains {
        try Remains(of: [person], at: replica, texts: [Self.name, Self.number, Self.phone])
    }

    private func matters(at replica: Replica) throws -> [ErasureMatter] {
        try replica.store.view { try $0.erasureMatters() }
    }

    @Test func `from the request on nobody sees who it is, here and wherever the request is held`()
        throws
    {
        try ask()
        for node in [county, station, other] {
            let card = try #require(try node.volunteer(person))
            #expect(card.name == nil && card.idNumber == nil && card.phones.isEmpty)
            #expect(card.residenceArea == nil || card.residenceArea == "甲村")
            let found = try node.store.view { view in
                try view.volunteers(named: Self.name) + view.volunteers(withIDNumber: Self.number)
                    + view.volunteers(withPhone: Self.phone)
            }
            #expect(found.isEmpty)
            #expect(try matters(at: node).map(\.isAnswered) == [false])
        }
        #expect(try county.delivery().needsYou == 1 && station.delivery().needsYou == 0)
    }

    @Test func `a request that was taken back shows the person again`() throws {
        try ask()
        try station.commit { _ = try $0.withdrawErasure(of: person, reason: "误登") }
        try world.settle()
        for node in [county, station, other] {
            #expect(try node.volunteer(person)?.name == Self.name)
            #expect(try matters(at: node).isEmpty)
        }
    }

    @Test
    func
        `I18 after the answer no byte of it is in any file, every root verifies, and totals are as before`()
        throws
    {
        let nodes = [county, station, other]
        let remains = try nodes.map(remains)
        let (totals, roots) = (
            try nodes.map { try $0.total() },
            try nodes.map { try $0.store.summary(of: $0.scope) }
        )
        #expect(remains.allSatisfy { $0.parts.count == 2 && $0.sealed.count == 2 })
        #expect(
            try nodes.indices.allSatisfy { try !remains[$0].found(at: nodes[$0].place).isEmpty })
        try ask()
        #expect(try erase() == 2)
        for (index, node) in nodes.enumerated() {
            #expect(try remains[index].found(at: node.place) == [], "node \(index)")
            #expect(try node.volunteer(person)?.name == nil)
            #expect(try node.total() == totals[index])
            #expect(try node.check().findings == [])
            for (dot, root) in roots[index] {
                let leaves = try node.changes().filter {
                    $0.dot.origin == dot.origin && $0.dot.sequence <= dot.sequence
                }
                var frontier = Frontier()
                for change in leaves { frontier.append(change.leaf) }
                #expect(frontier.root == root)
            }
        }
        #expect(Set(try nodes.map { try $0.digest() }).count == 1)
        #expect(try county.delivery().needsYou == 0)
    }

    @Test func `I18 what somebody writes down as theirs of another person is not erased with them`()
        throws
    {
        let bystander = try station.commit { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("旁人")
            return try door.write(draft)
        }
        try world.settle()
        let written = try station.changes()
        let theirs = try #require(
            written.first { $0.entity == bystander && $0.personal.part != nil })
        let group = try #require(Volunteer.kind.groups.first { $0.hasPersonalFields })
        // No screen writes that; a program can.
        try other.commit { door in
            _ = try door.append(
                kind: Volunteer.kind.number, entity: person,
                open: .groups([.init(group.number, Fields())]),
                content: .withheld(theirs.personal.commitment), context: door.context)
        }
        try world.settle()
        try ask()
        try erase()
        for node in [county, station, other] {
            #expect(try node.volunteer(bystander)?.name == "旁人")
            #expect(try node.volunteer(person)?.name == nil)
        }
    }

    @Test func `two who ask without hearing of each other are both answered`() throws {
        for node in [station, other] {
            try node.commit { try $0.askErasure(of: person, reason: "本人要求") }
        }
        try world.settle()
        try erase()
        #expect(try matters(at: county).map(\.isAnswered) == [true, true])
        #expect(try county.delivery().needsYou == 0)
    }

    @Test func `of siblings that were erased nobody says that they agreed`() throws {
        for node in [station, other] {
            try node.commit { door in
                var draft = Draft(Volunteer.kind, entity: person)
                draft[Volunteer.phones] = .list([.text("13800138000")])
                _ = try door.write(draft)
            }
        }
        try world.settle()
        try ask()
        try erase()
        for node in [county, station, other] { #expect(try node.check().findings == []) }
    }

    @Test func `I18 a rebuild finds what was there without the parts`() throws {
        try ask()
        try erase()
        let digest = try county.digest()
        try county.store.rebuild()
        #expect(try county.digest() == digest)
        #expect(try county.volunteer(person)?.name == nil)
        #expect(try matters(at: county).map(\.isAnswered) == [true])
    }

    /// Rows that SQLite has moved about leave images of themselves in pages.
    @Test func `I18 nothing is left in a file whose pages were split and refilled`() throws {
        var people: [Entity] = []
        for index in 0..<240 {
            let node = world.stations[index % 2]
            people.append(try node.register("某某\(index)", phone: "1391234\(1_000 + index)"))
            if index % 40 == 39 { try world.settle() }
        }
        for index in stride(from: 0, to: 240, by: 3) {
            try station.edit(
                people[index], Volunteer.phones, .list([.text("1380000\(1_000 + index)")]))
        }
        try world.settle()
        let erased = Set(stride(from: 0, to: 240, by: 7).map { people[$0] })
        let nodes = [county, station, other]
        let remains = try nodes.map { try Remains(of: erased, at: $0, texts: []) }
        for person in erased {
            try station.commit { try $0.askErasure(of: person, reason: "本人要求") }
        }
        try world.settle()
        for person in erased { _ = try county.commit { try $0.erase(person) } }
        try world.settle()
        for (index, node) in nodes.enumerated() {
            #expect(remains[index].sealed.count > 60)
            #expect(try remains[index].found(at: node.place) == [], "node \(index)")
            #expect(try node.check().findings == [])
        }
    }

    @Test func `nobody erases alone, or without being asked, or at a station`() throws {
        #expect(throws: ErasureRefusal.notAsked) { try county.commit { try $0.erase(person) } }
        try ask(at: county)
        #expect(throws: ErasureRefusal.askedNameless) { try county.commit { try $0.erase(person) } }
        #expect(throws: ErasureRefusal.notAuthority) { try station.commit { try $0.erase(person) } }
        #expect(throws: ErasureRefusal.alreadyAsked) {
            try station.commit { try $0.askErasure(of: person, reason: "再次") }
        }
        #expect(try remains(at: county).parts.count == 2, "nothing was erased")
        let users = [
            SeededRandomness(70).identifier(Entity.self), SeededRandomness(71).identifier(),
        ]
        try county.commit { _ = try $0.withdrawErasure(of: person, reason: "改由他人") }
        func erase(as user: Entity, _ body: (CommitDoor) throws -> Void) throws {
            try county.store.commit(
                to: county.scope, by: .init(actor: user), at: county.clock, body)
        }
        try erase(as: users[0]) { try $0.askErasure(of: person, reason: "本人要求") }
        #expect(throws: ErasureRefusal.sameActor) {
            try erase(as: users[0]) { _ = try $0.erase(person) }
        }
        #expect(throws: ErasureRefusal.nameless, "whoever gives no name may be anybody") {
            try county.commit { try $0.erase(person) }
        }
        try erase(as: users[1]) { _ = try $0.erase(person) }
        #expect(try remains(at: county).parts.isEmpty)
        #expect(throws: ErasureRefusal.nothingLeft, "what was answered is not taken back") {
            try county.commit {
                _ = try $0.withdrawErasure(of: person, reason: "算了", where: { !$0.isAnswered })
            }
        }
        #expect(try matters(at: county).map(\.isAnswered).contains(true))
    }

    @Test
    func
        `a personal write that the answer did not know of is kept, hidden, and a matter for people`()
        throws
    {
        try ask(at: other)
        try world.exchange(other)
        _ = try county.commit { try $0.erase(person) }
        // Offline, and before it hears of any of it.
        var draft = Draft(Volunteer.kind, entity: person)
        draft[Volunteer.phones] = .list([.text("13700000000")])
        try station.commit { try $0.write(draft) }
        try world.settle()
        for node in [county, station, other] {
            #expect(try matters(at: node).map(\.unerased) == [1])
            #expect(try node.volunteer(person)?.phones == [])
            #expect(try node.check().findings == [])
        }
        #expect(try county.delivery().needsYou == 1)
        let remains = try remains(at: county)
        #expect(remains.parts.count == 1)
        #expect(try erase() == 1)
        #expect(try matters(at: county).map(\.unerased) == [0])
        #expect(try remains.found(at: county.place) == [])
        #expect(throws: ErasureRefusal.nothingLeft) { try county.commit { try $0.erase(person) } }
    }

    @Test func `hours of somebody erased can still be recorded, and count`() throws {
        try ask()
        try erase()
        try station.record(1_800, of: person)
        try world.settle()
        #expect(try county.total().all.seconds == 5_400)
        #expect(try matters(at: county).map(\.unerased) == [0])
    }

    @Test func `a part goes to nobody once it is erased, and its commitment does`() throws {
        try ask()
        try erase()
        let late = try world.invite()
        try late.pull(from: county)
        try late.pull(from: station)
        #expect(try late.digest() == county.digest())
        #expect(try late.check().findings == [])
        #expect(
            try late.changes().filter { $0.personal != .none && $0.personal.part == nil }.count == 2
        )
    }

    @Test func `an interrupted scrub is finished by whoever opens the store next`() throws {
        try station.store.set("scrub-pending", "1")
        _ = try Store(
            in: station.place.url, vaultKey: Replica.vaultKey, files: station.place.nodeFiles,
            randomness: SeededRandomness(5))
        #expect(try station.store.setting("scrub-pending") == nil)
    }
}

/// S39: erasure while copies are on their way.
@Suite struct LateCopyTests {
    let scene: ErasureTests
    var county: Replica { scene.county }
    var station: Replica { scene.station }

    init() throws { scene = try ErasureTests() }

    private func erase() throws {
        try station.commit { try $0.askErasure(of: scene.person, reason: "本人要求") }
        try scene.world.settle()
        _ = try county.commit { try $0.erase(scene.person) }
        try scene.world.settle()
    }

    private func expectNothing(of remains: Remains, at node: Replica) throws {
        #expect(try remains.found(at: node.place) == [])
        let held = try node.store.heldParts(in: node.scope)
        let erased = Set(remains.parts.map(\.commitment))
        #expect(held.logged.union(held.beside).isDisjoint(with: erased))
        #expect(try node.check().findings == [])
        let isHeld = try node.changes().contains { change in
            change.personal.part.map { part in remains.parts.contains { $0.salt == part.salt } }
                == true
        }
        #expect(!isHeld)
    }

    @Test func `S39 what was composed before comes after: nothing of it is taken up`() throws {
        let remains = try Remains(of: [scene.person], at: county, texts: [ErasureTests.name])
        let old = try station.message(beyond: VersionVector())
        let literal = try station.message(station.origin, 1...station.vector()[station.origin])
        let fresh = try scene.world.invite()
        try erase()
        // Whoever holds the erasure first, and the log it is about later.
        try fresh.take(try county.message(county.origin, 1...county.vector()[county.origin]))
        // The request stands in the station's log, behind what it is about: nothing is in force yet.
        try fresh.take(old)
        try fresh.pull(from: county)
        for message in [old, literal] {
            try county.take(message)
            try fresh.take(message)
        }
        #expect(try fresh.digest() == county.digest())
        for node in [county, fresh] { try expectNothing(of: remains, at: node) }
    }

    @Test func `S39 a copy in another's log arrives without its part`() throws {
        let remains = try Remains(of: [scene.person], at: county, texts: [ErasureTests.name])
        let parts = try station.changes().filter { $0.personal.part != nil }
        #expect(parts.count == 2)
        // Written by somebody who has not heard of it yet, as after a fork.
        try erase(past: scene.other)
        for change in parts { try scene.other.wrap(change, as: SystemKind.copy) }
        let copies = try scene.other.message(beyond: VersionVector())
        try county.take(copies)
        try expectNothing(of: remains, at: county)
        try scene.world.settle()
        for node in [county, station, scene.other] { try expectNothing(of: remains, at: node) }
        #expect(Set(try [county, station, scene.other].map { try $0.digest() }).count == 1)
    }

    private func erase(past absent: Replica) throws {
        try station.commit { try $0.askErasure(of: scene.person, reason: "本人要求") }
        try scene.world.exchange(station)
        _ = try county.commit { try $0.erase(scene.person) }
    }

    @Test func `S39 a run that waits, and a branch that was set aside, lose their parts`() throws {
        let author = station
        var draft = Draft(Volunteer.kind, entity: scene.person)
        draft[Volunteer.phones] = .list([.text("13711111111")])
        try author.record(60, of: scene.person)
        try author.commit { try $0.write(draft) }
        let length = try author.vector()[author.origin]
        let remains = try Remains(
            of: [scene.person], at: author, texts: [ErasureTests.name, "13711111111"])
        #expect(remains.parts.count == 3)
        try park(try author.message(author.origin, length...length), of: author, at: county)
        #expect(try county.store.view { try $0.parkedRuns().map(\.first) } == [length])
        try keepEvidence(of: author, at: county)
        try county.store.commit(
            to: county.scope, by: .init(actor: SeededRandomness(70).identifier()), at: county.clock
        ) { try $0.askErasure(of: scene.person, reason: "本人要求") }
        let count = try county.store.commit(
            to: county.scope, by: .init(actor: SeededRandomness(71).identifier()), at: county.clock
        ) { try $0.erase(scene.person) }
        #expect(count == 3)
        try expectNothing(of: remains, at: county)
        // The undelivered suffix comes by the line, the parked run joins behind it.
        try scene.world.settle()
        #expect(try county.vector()[author.origin] == length)
        for node in [county, station, scene.other] { try expectNothing(of: remains, at: node) }
    }

    private func park(_ message: Message, of author: Replica, at node: Replica) throws {
        var message = message
        var frontier = Frontier()
        for change in try author.changes()
        where change.dot.origin == author.origin && change.dot.sequence < message.runs[0].first {
            frontier.append(change.leaf)
        }
        message.keys = [author.signer.publicKey]
        message.frontiers = [
            LogFrontier(scope: author.scope, origin: author.origin, frontier: frontier)
        ]
        let report = try node.store.apply(
            [Intake(message, from: author.asPeer, at: node.clock, isCarried: true)])[0].get()
        #expect(report.parked.count == 1)
    }

    /// As after a fork: the personal writes of a log once more, beside it.
    private func keepEvidence(of author: Replica, at node: Replica) throws {
        let changes = try node.changes().filter { $0.personal.part != nil }
        try node.store.write { db in
            let log = LogTable(db: db)
            guard let scope = try log.scope(node.scope),
                let row = try log.log(author.origin, in: scope.id)
            else { return }
            try EvidenceTable(log: log).keep(
                changes, of: row, beyond: 0, note: "", vault: node.store.vault,
                erasures: Erasures())
        }
    }
}
