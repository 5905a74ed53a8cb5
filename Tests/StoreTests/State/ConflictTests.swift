import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I9: what two people wrote without seeing each other stays, the same everywhere, until somebody who
/// saw both decides. No clock takes part.
@Suite struct ConflictTests {
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

    @Test func `S23 one group written at two places is a conflict on both, and shown alike`() throws
    {
        try a.edit(person, Volunteer.residenceArea, .text("东村"))
        try b.edit(person, Volunteer.residenceArea, .text("西村"))
        try world.settle()
        for replica in everybody {
            let card = try #require(try replica.volunteer(person))
            #expect(card.conflicts == ["contact"])
            #expect(card.residenceArea == (try a.volunteer(person)?.residenceArea))
            #expect(try replica.delivery().conflicts == 1)
        }
        try b.settle(person, Volunteer.residenceArea, .text("南村"))
        try world.settle()
        for replica in everybody {
            #expect(try replica.volunteer(person)?.conflicts == [])
            #expect(try replica.volunteer(person)?.residenceArea == "南村")
        }
    }

    @Test func `both versions of a conflict are told everywhere, with author, time and content`()
        throws
    {
        let sides: [(Replica, clock: Int64, area: String, phone: String)] = [
            (world.county, 2_000, "东村", "13900139001"), (a, 1_000, "西村", "13900139002"),
        ]
        for (replica, clock, area, phone) in sides {
            replica.clock = clock
            try replica.commit { door in
                var draft = Draft(Volunteer.kind, entity: person)
                draft[Volunteer.residenceArea] = .text(area)
                draft[Volunteer.phones] = .list([.text(phone)])
                try door.edit(draft)
            }
        }
        try world.settle()
        for replica in everybody {
            let versions = try replica.versions(of: person, Volunteer.residenceArea.group)
            #expect(versions.count == 2)
            for (author, clock, area, phone) in sides {
                let version = try #require(versions.first { $0.origin == author.origin })
                #expect(version.isByAuthority == (author === world.county))
                #expect(version.time == clock)
                #expect(version.fields[Volunteer.residenceArea.number] == .text(area))
                #expect(version.fields[Volunteer.phones.number] == .list([.text(phone)]))
                // The later clock is shown; it decides nothing.
                #expect(version.isShown == (author === world.county))
            }
            #expect(try replica.volunteer(person)?.residenceArea == "东村")
            #expect(try replica.versions(of: person, Volunteer.name.group).count == 1)
            #expect(try replica.versions(of: person, Volunteer.standing.group).isEmpty)
            #expect(
                try replica.versions(
                    of: person, Volunteer.residenceArea.group, as: ServiceRecord.kind
                ).isEmpty, "not of that kind")
        }
        try a.settle(person, Volunteer.residenceArea, .text("南村"))
        try world.settle()
        for replica in everybody {
            let versions = try replica.versions(of: person, Volunteer.residenceArea.group)
            #expect(versions.map(\.origin) == [a.origin])
            #expect(versions.map(\.isShown) == [true])
        }
    }

    @Test func `S24 different groups written at two places merge in silence`() throws {
        try a.edit(person, Volunteer.residenceArea, .text("东村"))
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        for replica in everybody {
            let card = try #require(try replica.volunteer(person))
            #expect(card.conflicts == [])
            #expect(card.residenceArea == "东村")
            #expect(card.serviceArea == "620102001")
        }
    }

    @Test func `S26 a void beside an edit leaves the record visible, as voided and edited`() throws
    {
        try a.void(person)
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        for replica in everybody {
            #expect(try replica.volunteer(person)?.isVoided == false)
            #expect(try replica.voided() == [person: true])
            #expect(try replica.delivery().conflicts == 1)
        }
        try a.void(person)
        try world.settle()
        for replica in everybody { #expect(try replica.volunteer(person)?.isVoided == true) }
    }

    @Test func `S26 two voids side by side are a void`() throws {
        try a.void(person)
        try b.void(person)
        try world.settle()
        for replica in everybody { #expect(try replica.volunteer(person)?.isVoided == true) }
    }

    @Test func `S26 a void beside its own undoing is shown as both`() throws {
        try a.void(person)
        try b.void(person, state: Lifecycle.active)
        try world.settle()
        for replica in everybody { #expect(try replica.voided() == [person: true]) }
    }

    @Test func `a void that was seen is undone, and an edit that was seen does not undo it`() throws
    {
        try a.edit(person, Volunteer.serviceArea, .text("620102001"))
        try a.void(person)
        try world.settle()
        #expect(try b.volunteer(person)?.isVoided == true)
        try b.void(person, state: Lifecycle.active)
        try world.settle()
        for replica in everybody { #expect(try replica.volunteer(person)?.isVoided == false) }
    }

    static let wrongClocks: [(Int64, Int64)] = [
        (0, 4_070_908_800_000), (4_070_908_800_000, 0), (-1, .max), (5, 5),
    ]

    @Test(arguments: wrongClocks)
    func `S28 clocks in 1970 and 2099 do not change what survives`(a: Int64, b: Int64) throws {
        (self.a.clock, self.b.clock) = (a, b)
        try self.a.edit(person, Volunteer.residenceArea, .text("东村"))
        try self.b.edit(person, Volunteer.residenceArea, .text("西村"))
        try world.settle()
        let slot = Oracle.Slot(person, Volunteer.kind, Volunteer.residenceArea)
        let expected = Set([self.a, self.b].map { Dot(origin: $0.origin, sequence: 2) })
            .subtracting([Dot(origin: self.b.origin, sequence: 2)])
            .union([Dot(origin: self.b.origin, sequence: 1)])
        for replica in everybody {
            let survivors = try #require(try replica.registers()[slot]).surviving
            #expect(Set(survivors.flatMap(\.dots)) == expected)
        }
        self.a.clock = 0
        try self.a.settle(person, Volunteer.residenceArea, .text("南村"))
        try world.settle()
        for replica in everybody {
            #expect(try replica.volunteer(person)?.residenceArea == "南村")
        }
    }

    static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    @Test(arguments: orders)
    func `S29 three edits made apart give one state in any order`(order: [Int]) throws {
        try world.invite()
        try world.settle()
        for (index, station) in world.stations.enumerated() {
            try station.edit(person, Volunteer.residenceArea, .text("村\(index)"))
        }
        for index in order { try world.county.pull(from: world.stations[index]) }
        let slot = Oracle.Slot(person, Volunteer.kind, Volunteer.residenceArea)
        #expect(try world.county.registers()[slot]?.surviving.count == 3)
        #expect(try world.county.registers() == world.county.oracle().registers)
        let shown = world.stations.max { $0.origin < $1.origin }
        #expect(
            try world.county.volunteer(person)?.residenceArea
                == shown?.volunteer(person)?.residenceArea)
    }

    @Test func `what one commit writes twice is no conflict with itself`() throws {
        try a.commit { door in
            for area in ["东村", "西村"] {
                var draft = Draft(Volunteer.kind, entity: person)
                draft[Volunteer.residenceArea] = .text(area)
                try door.edit(draft)
            }
        }
        #expect(try a.volunteer(person)?.conflicts == [])
        #expect(try a.volunteer(person)?.residenceArea == "西村")
    }

    @Test func `what one commit records and voids is voided`() throws {
        let entity = try a.commit { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.serviceArea] = .text("620102001")
            let entity = try door.write(draft)
            var void = Draft(Volunteer.kind, entity: entity)
            void[Lifecycle.state] = .int(Lifecycle.voided)
            try door.write(void)
            return entity
        }
        #expect(try a.volunteer(entity)?.isVoided == true)
    }
}

extension Replica {
    fileprivate func versions(
        of entity: Entity, _ group: GroupNumber, as kind: Kind = Volunteer.kind
    ) throws -> [Version] {
        let group = try #require(kind.group(group))
        return try store.view { try $0.versions(of: entity, kind, group) }
    }
}
