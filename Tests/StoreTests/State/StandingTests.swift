import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I15, I22: what does not count is stored, relayed and visible with its reason; what counts depends on
/// the logs alone.
@Suite struct StandingTests {
    @Test func `before the first contact everything counts at home`() throws {
        let world = try World(stations: 0)
        let station = try world.invite(isAdmitted: false)
        let person = try station.register("王五")
        #expect(try station.volunteer(person) != nil)
        #expect(try station.delivery().refused == 0)
        #expect(try station.delivery().pending == 1)
    }

    @Test func `what an origin wrote counts from its admission on, and all of it`() throws {
        let world = try World(stations: 1)
        let late = try world.invite(isAdmitted: false)
        let person = try late.register("王五")
        try world.settle()
        for replica in [world.county, late] {
            #expect(try replica.volunteer(person) == nil)
            #expect(Set(try replica.excluded().values) == ["not-admitted"])
        }
        #expect(try world.county.delivery().quarantined == 1)
        try world.county.admit(late.signer.publicKey)
        try world.settle()
        for replica in [world.county, late, world.stations[0]] {
            #expect(try replica.volunteer(person)?.name == "王五")
            #expect(try replica.excluded().isEmpty)
        }
    }

    /// The county's log may begin with anything, and may arrive in pieces.
    @Test func `the county's first change ends the time before contact, whatever it says`() throws {
        let world = try World(stations: 0)
        try world.county.register("县里人")
        let station = try world.invite(isAdmitted: false)
        let person = try station.register("王五")
        try station.pull(from: world.county)
        let live = try station.digest()
        try station.store.rebuild()
        #expect(try station.digest() == live)
        #expect(try station.volunteer(person) == nil)
    }

    @Test func `S18 a refused change is kept, does not count, and its author is told`() throws {
        let world = try World(stations: 1)
        let station = world.stations[0]
        let person = try station.register("王五")
        let record = try station.record(100, of: person)
        let refused = try #require(try station.lastOwn())
        try station.record(60, of: person)
        try world.settle()
        try world.county.refuse(refused, "不是服务")
        try world.settle()
        for replica in [world.county, station] {
            #expect(try replica.hours(record) == nil)
            #expect(try replica.total().all == HoursSum(seconds: 60, records: 1))
            #expect(try replica.excluded() == [refused.dot: "refused"])
            #expect(try replica.change(refused.dot) == refused)
        }
        let delivery = try station.delivery()
        #expect(delivery.refused == 1)
        #expect(delivery.delivered == 2)
        #expect(delivery.pending == 0)
    }

    @Test func `a refusal of other content under the same dot refuses nothing`() throws {
        let world = try World(stations: 1)
        let station = world.stations[0]
        try station.register("王五")
        let change = try #require(try station.lastOwn())
        try world.county.commit {
            try $0.write(.refuse(dot: change.dot, leaf: .zero, reason: "别的"))
        }
        try world.settle()
        #expect(try station.excluded().isEmpty)
    }

    /// Which of two logs is derived first follows from their keys; four seeds have both orders.
    @Test(arguments: UInt64(1)...4)
    func `what was refused and sent again counts, also after a rebuild`(seed: UInt64) throws {
        let world = try World(seed: seed, stations: 1)
        let station = world.stations[0]
        let person = try station.register("王五")
        try world.settle()
        let refused = try #require(try station.lastOwn())
        try world.county.refuse(refused)
        try world.county.commit { door in
            try door.wrap(
                refused, as: SystemKind.requeue,
                context: try world.county.store.render(world.scope).vector)
        }
        try world.settle()
        for replica in [world.county, station] {
            let live = try replica.registers()
            #expect(try replica.volunteer(person)?.name == "王五")
            try replica.store.rebuild()
            #expect(try replica.volunteer(person)?.name == "王五")
            #expect(try replica.registers() == live)
            #expect(live == (try replica.oracle().registers))
        }
    }

    @Test func `a copy shares the refusal of what it copies, held or not`() throws {
        let world = try World(stations: 2)
        let (a, b) = (world.stations[0], world.stations[1])
        let person = try a.register("王五")
        let change = try #require(try a.lastOwn())
        try b.pull(from: a)
        try b.wrap(change, as: SystemKind.copy)
        try world.county.take(try b.message(b.origin, 1...1))
        #expect(try world.county.volunteer(person) != nil)
        try world.county.refuse(change)
        #expect(try world.county.volunteer(person) == nil)
        #expect(try world.county.excluded().values.sorted() == ["refused"])
    }
}
