import ServiceRecords
import Testing

@testable import Store
@testable import SyncCore

/// Stations that end, in real stores: one PC of a township, its county, and a second township of that.
@Suite struct DissolvingTests {
    private let world: World
    private let other: Scope
    private var pc: Replica { world.stations[0] }
    private var county: Replica { world.county }

    init() throws {
        world = try World(stations: 1)
        other = SeededRandomness(77).identifier()
        try world.county.store.addScope(
            other, authorityKey: world.county.signer.publicKey, code: "620102002", name: "乙")
        try describe(world.scope, "620102001", "甲")
        try describe(other, "620102002", "乙")
        try world.settle()
    }

    private func describe(_ scope: Scope, _ code: String, _ name: String, from: Int64 = 1) throws {
        let record = try county.store.view { try $0.stationRecord(of: scope) }
        try write(to: scope) { door in
            var draft = Draft(Station.kind, entity: record)
            draft[Station.name] = .text(name)
            draft[Station.code] = .text(code)
            draft[Station.codeFrom] = .int(from)
            if record == nil { try door.write(draft) } else { try door.edit(draft) }
        }
    }

    private func write(to scope: Scope, _ body: (CommitDoor) throws -> Void) throws {
        try county.store.commit(to: scope, by: county.author, at: county.clock, body)
    }

    @discardableResult
    private func dissolve(
        _ scope: Scope? = nil, into successors: [Scope]? = nil, at store: Store? = nil,
        assigned: [Entity: Scope] = [:]
    ) throws -> Dissolved? {
        try (store ?? county.store).dissolve(
            [
                Dissolving(
                    scope ?? world.scope, by: county.author,
                    successors: (successors ?? [other]).map {
                        NamedScope($0, code: "620102002", name: "乙")
                    }, reason: "撤并", assigned: assigned)
            ], at: county.clock
        ).first
    }

    private func total(_ scope: Scope, at store: Store) throws -> HoursTotal {
        try store.view { try $0.hoursTotal(in: scope) }
    }

    @Test func `S38, I11: the end of a station moves no change, no root, no hour and no receipt`()
        throws
    {
        let people = try ["张三", "李四"].map { try pc.register($0) }
        for person in people { try pc.record(3_600, of: person) }
        try world.settle()
        let logs = try pc.store.view { try $0.canonicalBytes(of: pc.origin, in: world.scope) }
        let roots = try county.store.summary(of: world.scope).filter { $0.key.origin == pc.origin }
        let before = try total(world.scope, at: county.store)
        #expect(try pc.delivery().pending == 0)

        let outcome = try #require(try dissolve())
        #expect(outcome.carriedOn == [other: 2] && outcome.staying.isEmpty)
        #expect(outcome.unassigned.sorted() == people.sorted())
        #expect(try pc.delivery().pending == 0, "what was signed for stays so")
        try world.settle()
        for store in [pc.store, county.store] {
            #expect(try total(world.scope, at: store) == before)
            let held = try store.view { try $0.canonicalBytes(of: pc.origin, in: world.scope) }
            #expect(held.prefix(logs.count) == logs[...])
            let boundaries = try store.view { try $0.boundaries(of: world.scope) }
            #expect(boundaries.successors.map(\.name) == ["乙"])
            let named = try #require(
                boundaries.dissolution?.ends.first { $0.origin == pc.origin })
            #expect([Dot(origin: pc.origin, sequence: named.length): named.root] == roots)
        }
        #expect(try total(other, at: county.store).all.records == 0)
        let owners = try county.store.view { try $0.ledgers() }.map(\.owner)
        #expect(owners == [other, other])
        let names = try county.store.view { try $0.volunteers(in: other, limit: 9) }.map(\.name)
        #expect(Set(names) == ["张三", "李四"])
        #expect(try pc.check().findings.isEmpty && county.check().findings.isEmpty)
    }

    @Test func `S38: what comes late is taken, counts, and is told apart by who had heard`() throws
    {
        let person = try pc.register("张三")
        try world.settle()
        try dissolve()
        county.clock += 86_400_000
        pc.clock = county.clock
        try serve(person, at: pc)
        let late = try pc.register("李四")
        try serve(late, at: pc)
        try world.settle()
        for store in [pc.store, county.store] {
            let total = try total(world.scope, at: store)
            #expect(total[.awaitingApproval].records == 2 && total[.underReview].records == 0)
        }
        try serve(person, at: pc)
        try world.settle()
        let found = try county.store.view { try $0.lateChanges(in: world.scope) }
        let words = try #require(found.first)
        #expect(found.count == 1 && words.origin == pc.origin)
        #expect(words.unheard == 3 && words.count == 4)
        let (boundaries, held) = try county.store.view {
            (try $0.boundaries(of: world.scope), try $0.heldVector(of: world.scope))
        }
        #expect(boundaries.unnamed(in: held, besides: [county.origin]).isEmpty)
        // Who was registered late goes on, too, and once.
        #expect(try county.store.view { try $0.volunteers(in: other, limit: 9) }.count == 2)
        #expect(try county.store.view { try $0.ledgers() }.map(\.owner) == [other, other])
    }

    private func serve(_ volunteer: Entity, at replica: Replica) throws {
        try replica.commit { door in
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteer)
            draft[ServiceRecord.start] = .int(replica.clock)
            draft[ServiceRecord.end] = .int(replica.clock + 60_000)
            draft[ServiceRecord.seconds] = .int(60)
            try door.write(draft)
        }
    }

    @Test func `what was derived is derived again from the logs`() throws {
        let person = try pc.register("张三")
        try world.settle()
        try dissolve()
        pc.clock += 86_400_000
        try serve(person, at: pc)
        try world.settle()
        for store in [pc.store, county.store] {
            let before = try total(world.scope, at: store)
            try store.rebuild()
            #expect(try total(world.scope, at: store) == before)
            #expect(try store.view { try $0.isDissolved(world.scope) })
            #expect(try !store.view { try $0.isDissolved(other) })
        }
    }

    @Test func `nobody but the county ends a station`() throws {
        try pc.commit { door in
            try door.write(
                BoundaryChange.dissolve(
                    .init(
                        at: 1, successors: [NamedScope(other, code: "", name: "")], ends: [],
                        reason: "")))
        }
        try world.settle()
        for store in [pc.store, county.store] {
            #expect(try !store.view { try $0.isDissolved(world.scope) })
            #expect(try store.view { try $0.boundaries(of: world.scope) } == Boundaries())
        }
    }

    /// What a PC said, copied by the county; and what the county never said, carried by a PC.
    @Test func `a copy in another's log ends no station`() throws {
        let word = BoundaryChange.dissolve(
            .init(
                at: 1, successors: [NamedScope(other, code: "", name: "")], ends: [], reason: ""))
        try pc.commit { try $0.write(word) }
        try world.settle()
        let said = try #require(
            try county.store.changes(in: world.scope).first {
                $0.kind == SystemKind.boundary && $0.header.origin == pc.origin
            })
        try write(to: world.scope) {
            _ = try $0.wrap(said, as: SystemKind.copy, context: $0.context)
        }
        let forged = try CanonicalChange(
            checking: Header(
                scope: world.scope, origin: county.origin, sequence: 900, time: 4,
                context: Context(), actor: nil, kind: SystemKind.boundary, entity: nil),
            open: word.open)
        try pc.commit {
            _ = try $0.wrap(
                Change(forged, personal: .none), as: SystemKind.copy, context: $0.context)
        }
        try world.settle()
        for store in [pc.store, county.store] {
            #expect(try !store.view { try $0.isDissolved(world.scope) })
        }
    }

    @Test func `a station's code and name are what its county says, and nobody else`() throws {
        try describe(world.scope, "620199001", "丙", from: 500)
        try pc.commit { door in
            var draft = Draft(Station.kind)
            draft[Station.code] = .text("999999999")
            draft[Station.codeFrom] = .int(900)
            try door.write(draft)
        }
        try world.settle()
        for store in [pc.store, county.store] {
            let card = try store.view { try $0.scopes() }.first { $0.scope == world.scope }
            #expect(card?.code == "620199001" && card?.name == "丙")
            let codes = try store.view { try $0.stationCodes(of: world.scope) }
            #expect(codes.periods.map(\.code) == ["620102001", "620199001"])
            #expect(codes.periods.map(\.until) == [500, nil])
        }
    }

    @Test func `a code that a station had which has ended means the one that has it now`() throws {
        try dissolve()
        try describe(other, "620102001", "甲", from: 700)
        #expect(try county.store.view { try $0.scope(code: "620102001") }?.scope == other)
        try describe(other, "620102009", "甲", from: 800)
        #expect(try county.store.view { try $0.scope(code: "620102001") }?.scope == world.scope)
    }

    @Test func `what cannot be ended leaves everything as it was`() throws {
        try pc.register("张三")
        try world.settle()
        let before = try county.store.summary(of: world.scope)
        func refused(_ body: () throws -> Void) -> BoundaryRefusal? {
            do { try body() } catch { return error as? BoundaryRefusal }
            return nil
        }
        let stranger: Scope = SeededRandomness(5).identifier()
        #expect(refused { try dissolve(into: [stranger]) } == .noSuccessor(stranger))
        #expect(refused { try dissolve(into: [other, world.scope]) } == .noSuccessor(world.scope))
        #expect(refused { try dissolve(into: []) } == .noSuccessor(world.scope))
        #expect(refused { try dissolve(at: pc.store) } == .notAuthority(world.scope))
        #expect(try county.store.summary(of: world.scope) == before)
        #expect(try county.store.summary(of: other).count == 1)
        try dissolve()
        #expect(refused { try dissolve() } == .alreadyEnded(world.scope))
        #expect(refused { try dissolve(other, into: [world.scope]) } == .noSuccessor(world.scope))
    }

    @Test func `of a chain of mergers whoever comes late goes to the station that lives`() throws {
        let third: Scope = SeededRandomness(78).identifier()
        try county.store.addScope(
            third, authorityKey: county.signer.publicKey, code: "620102003", name: "丙")
        let person = try pc.register("张三")
        try world.settle()
        try dissolve()
        try dissolve(other, into: [third])
        let late = try pc.register("李四")
        try world.settle()
        let ledgers = try county.store.view { try $0.ledgers() }
        #expect(ledgers.map(\.owner) == [third, third])
        #expect(Set(ledgers.map(\.subject.root)) == [person, late])
        let people = try county.store.view { try $0.volunteers(in: third, limit: 9) }
        #expect(Set(people.map(\.name)) == ["张三", "李四"])
    }

    @Test func `whom two stations record for stays until a person settles that`() throws {
        let third: Scope = SeededRandomness(78).identifier()
        try county.store.addScope(
            third, authorityKey: county.signer.publicKey, code: "620102003", name: "丙")
        let root = try pc.register("张三")
        try world.settle()
        let subject = Subject(home: world.scope, root: root)
        let own = try county.store.ownScope()
        var records: [Entity] = []
        for taker in [other, third] {
            var release: Entity?
            try write(to: world.scope) { door in
                release = try door.write(
                    TransferWord(
                        .release(.init(volunteer: root, taker: taker, restsOn: [], asOf: 1)),
                        of: subject))
            }
            let id = try #require(release)
            try write(to: taker) { door in
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("张三")
                records.append(try door.write(draft))
                try door.write(
                    TransferWord(
                        .accept(release: id, .init(volunteer: records[records.count - 1])),
                        of: subject))
            }
            // Of the other entry the county has forgotten.
            let epoch = Epoch(id: id, before: [], giver: world.scope, taker: taker)
            try write(to: own) {
                try $0.write(
                    TransferWord(
                        .entry(epoch, lineage: []), of: subject, told: [world.scope, taker]),
                    by: county.signer)
            }
        }
        try county.store.settleTransfers(in: [world.scope, other, third], at: county.clock)
        #expect(try county.store.view { try $0.ledgers() }.map(\.isContested) == [true])
        let outcome = try #require(try dissolve(other, into: [third]))
        #expect(outcome.carriedOn.isEmpty)
        #expect(outcome.staying == [StayingVolunteer(entity: records[0], reason: .contested)])
    }

    /// Given away by one station to the other, and asked to be erased; then the other ends.
    @Test func `whoever comes back to a station that had given them up is shown there again`()
        throws
    {
        var person: Entity?
        try write(to: other) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            person = try door.write(draft)
        }
        let root = try #require(person)
        let subject = Subject(home: other, root: root)
        var release: Entity?
        try write(to: other) { door in
            release = try door.write(
                TransferWord(
                    .release(
                        .init(volunteer: root, taker: world.scope, restsOn: [], asOf: 1)),
                    of: subject))
        }
        let id = try #require(release)
        try write(to: world.scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            try door.write(
                TransferWord(
                    .accept(release: id, .init(volunteer: door.write(draft))), of: subject))
        }
        try county.store.settleTransfers(in: [other, world.scope], at: county.clock)
        let given = try #require(try county.store.view { try $0.custodies(in: other) }.first)
        try write(to: other) { try $0.close(id, of: given) }
        func name() throws -> String? { try county.volunteer(root)?.name }
        #expect(try name() == nil)
        try dissolve()
        #expect(try county.store.view { try $0.ledgers() }.map(\.owner) == [other])
        #expect(try name() == "张三")
    }

    @Test func `a split sends everybody where they were assigned, and all others to the first`()
        throws
    {
        let third: Scope = SeededRandomness(78).identifier()
        try county.store.addScope(
            third, authorityKey: county.signer.publicKey, code: "620102003", name: "丙")
        let people = try ["张三", "李四", "王五"].map { try pc.register($0) }
        try world.settle()
        let outcome = try #require(
            try dissolve(into: [other, third], assigned: [people[1]: third]))
        #expect(outcome.carriedOn == [other: 2, third: 1])
        #expect(outcome.unassigned.sorted() == [people[0], people[2]].sorted())
        let owners = try county.store.view { try $0.ledgers() }.map { ($0.subject.root, $0.owner) }
        #expect(
            Dictionary(uniqueKeysWithValues: owners)
                == [people[0]: other, people[1]: third, people[2]: other])
    }

    /// Registered in both townships; without a name; voided.
    @Test
    func
        `whom a successor knows goes on under the record that it has, and whom nobody knows stays`()
        throws
    {
        func person(_ number: String?, _ name: String?) -> Draft {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.idNumber] = number.map(Value.text)
            draft[Volunteer.name] = name.map(Value.text)
            draft[Volunteer.residenceArea] = .text("甲村")
            return draft
        }
        let number = "11010519491231002X"
        let same = try pc.commit { try $0.write(person(number, "张三")) }
        let nameless = try pc.commit { try $0.write(person(nil, nil)) }
        try pc.void(pc.register("李四"))
        var known: Entity?
        try write(to: other) { known = try $0.write(person(number, "张叁")) }
        try world.settle()
        let outcome = try #require(try dissolve())
        #expect(outcome.carriedOn == [other: 1])
        #expect(outcome.staying == [StayingVolunteer(entity: nameless, reason: .nameless)])
        let people = try county.store.view { try $0.volunteers(in: other, limit: 9) }
        #expect(people.map(\.entity) == [known] && people.map(\.name) == ["张叁"])
        let custody = try county.store.view { try $0.custodies(in: other) }
        #expect(custody.map(\.subject.root) == [same] && custody.map(\.volunteer) == [known])
        #expect(custody.map(\.right) == [.active])
    }

    @Test
    func
        `a station is separated by its county alone, into another one that lives, and else nothing is said`()
        throws
    {
        try pc.register("张三")
        try dissolve()
        try world.settle()
        func open(_ seed: UInt64, _ code: String) throws -> Scope {
            let scope: Scope = SeededRandomness(seed).identifier()
            try county.store.addScope(
                scope, authorityKey: county.signer.publicKey, code: code, name: "丙")
            try describe(scope, code, "丙")
            return scope
        }
        let (third, ended) = (try open(78, "620102003"), try open(79, "620102004"))
        try dissolve(ended, into: [other])
        func refused(
            _ scope: Scope? = nil, into successor: Scope, at store: Store? = nil
        ) -> BoundaryRefusal? {
            let order = Separating(
                scope ?? world.scope, by: county.author,
                successor: NamedScope(successor, code: "620102001", name: "甲"), reason: "并错了")
            do { _ = try (store ?? county.store).separate(order, at: county.clock) } catch {
                return error as? BoundaryRefusal
            }
            return nil
        }
        let before = try county.store.summary(of: world.scope)
        #expect(refused(into: third, at: pc.store) == .notAuthority(world.scope))
        for successor in [world.scope, ended, other, SeededRandomness(5).identifier()] {
            #expect(refused(into: successor) == .noSuccessor(successor))
        }
        #expect(refused(third, into: other) == .notEnded(third))
        #expect(try county.store.summary(of: world.scope) == before)
        #expect(refused(into: third) == nil)
        let successors = try county.store.view { try $0.boundaries(of: world.scope) }.successors
        #expect(successors.map(\.scope) == [third])
    }
}
