import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What the writing connection keeps between transactions is never more than what the file says.
@Suite struct WriterTests {
    let world: World
    /// The county's file, opened once more: the command line beside the daemon.
    let other: Replica
    var county: Replica { world.county }

    init() throws {
        world = try World(seed: 7)
        other = try Replica(seed: 7_000, scope: world.scope, in: world.county.place)
        #expect(other.origin == world.county.origin)
    }

    @Test func `two that write by turns into one log see each other's changes`() throws {
        for round in 1...3 {
            for writer in [county, other] {
                let held = try county.vector()
                try writer.register("第\(round)人")
                let written = try #require(try writer.lastOwn())
                #expect(written.header.sequence == held[county.origin] + 1)
                #expect(written.header.context == held)
            }
        }
        #expect(try county.check().isSound)
    }

    @Test func `whom another process has admitted counts in the next commit`() throws {
        let late = try world.invite(isAdmitted: false)
        try late.register("未接纳")
        try world.settle()
        try county.register("张三")
        #expect(try county.lastOwn()?.header.context[late.origin] == 0)
        try other.admit(late.signer.publicKey)
        try county.register("李四")
        #expect(try county.lastOwn()?.header.context[late.origin] == 1)
        #expect(try county.check().isSound)
    }

    @Test func `what another process has received is received by none again`() throws {
        let station = world.stations[0]
        let person = try station.register("张三")
        try other.pull(from: station)
        try county.pull(from: station)
        try county.edit(person, Volunteer.serviceArea, .text("620102001"))
        #expect(try county.volunteer(person)?.conflicts == [])
        #expect(try county.check().isSound)
    }

    @Test func `of a commit that failed nothing is remembered`() throws {
        struct Stop: Error {}
        try county.register("张三")
        let held = try county.vector()
        var lost: Entity?
        #expect(throws: Stop.self) {
            try county.commit { door in
                var draft = Draft(Project.kind)
                draft[Project.number] = .text("1")
                lost = try door.write(draft)
                try door.write(.admit(origin: world.stations[0].origin, publicKey: [1]))
                throw Stop()
            }
        }
        #expect(try county.vector() == held)
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.project] = lost.map(Value.reference)
        draft[ServiceRecord.seconds] = .int(60)
        try county.commit { try $0.write(draft) }
        #expect(try county.lastOwn()?.header.context == held)
        #expect(try county.check().isSound)
    }
}
