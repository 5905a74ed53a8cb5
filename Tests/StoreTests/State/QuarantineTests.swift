import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I15: what does not count is kept and listed with its reason, its author is told, and what is decided
/// about it reaches everybody.
@Suite struct QuarantineTests {
    let world: World
    let person: Entity
    let record: Entity
    let refused: Change
    var county: Replica { world.county }
    var station: Replica { world.stations[0] }
    var other: Replica { world.stations[1] }
    var everybody: [Replica] { [county, station, other] }

    /// A record that the county refuses, in the middle of others.
    init() throws {
        world = try World()
        let station = world.stations[0]
        person = try station.register("王五")
        record = try station.record(100, of: person)
        refused = try #require(try station.lastOwn())
        try station.record(60, of: person)
        try world.settle()
        world.county.clock += 7_000
        try world.county.refuse(refused, "不是服务")
        try world.settle()
    }

    @Test func `S18 a refusal is listed at both ends with its words, and waits for the author`()
        throws
    {
        for replica in everybody {
            let listed = try #require(try replica.excluded(closed: false).first)
            #expect(listed.change == refused)
            #expect(listed.reason == "refused" && listed.detail == "不是服务")
            #expect(listed.since == county.clock)
            #expect(listed.needsYou == (replica === station))
            #expect(!listed.isClosed)
            #expect(try replica.delivery().unsettled == (replica === station ? 1 : 0))
            #expect(try replica.delivery().quarantined == 1)
        }
    }

    @Test func `S17 what stands behind a change that does not count is applied`() throws {
        let late = try world.invite(isAdmitted: false)
        try late.register("赵六")
        try late.record(90_000, of: person)
        let after = try late.register("钱七")
        try world.settle()
        #expect(
            try county.excluded(closed: false).map(\.reason).sorted() == [
                "not-admitted", "not-admitted", "not-admitted", "refused",
            ])
        #expect(try county.delivery().unsettled == 3, "they wait for the county")
        try county.admit(late.signer.publicKey)
        try world.settle()
        for replica in [county, late] {
            #expect(try replica.volunteer(after)?.name == "钱七")
            let left = try replica.excluded(closed: false)
            #expect(Set(left.map(\.reason)) == ["malformed", "refused"])
            #expect(left.first { $0.reason == "malformed" }?.needsYou == true)
        }
    }

    @Test(arguments: [0, 1, 2])
    func `what is sent again counts everywhere, once, and the refusal stays`(who: Int) throws {
        try everybody[who].commit { try $0.requeue(refused) }
        try world.settle()
        for replica in everybody {
            #expect(try replica.total().all == HoursSum(seconds: 160, records: 2))
            #expect(try replica.excluded(closed: false).isEmpty)
            let listed = try #require(try replica.excluded(closed: true).first)
            #expect(listed.isRequeued && listed.reason == "refused" && !listed.needsYou)
            #expect(try replica.delivery().unsettled == 0)
            #expect(try replica.check().findings == [])
        }
        // A requeue can be refused in its turn.
        let sent = try #require(try everybody[who].lastOwn())
        #expect(
            sent.header.context == refused.header.context, "under the original's own context")
        try county.commit {
            try $0.write(.refuse(dot: sent.dot, leaf: sent.leaf, reason: "仍不是服务"))
        }
        try world.settle()
        for replica in everybody {
            #expect(try replica.total().all == HoursSum(seconds: 60, records: 1))
            #expect(try replica.excluded(closed: false).count == 2)
        }
    }

    @Test(arguments: [0, 1, 2])
    func `what somebody has dealt with needs nobody, and is listed all the same`(who: Int) throws {
        let digest = try county.digest()
        everybody[who].clock += 9_000
        try everybody[who].commit { try $0.dismiss(refused, reason: "已当面说明") }
        try world.settle()
        for replica in everybody {
            #expect(try replica.excluded(closed: false).isEmpty)
            let listed = try #require(try replica.excluded(closed: true).first)
            #expect(listed.dismissal?.reason == "已当面说明")
            #expect(listed.dismissal?.origin == everybody[who].origin)
            #expect(listed.dismissal?.time == everybody[who].clock)
            #expect(try replica.delivery().unsettled == 0)
            #expect(try replica.delivery().quarantined == 1)
            #expect(try replica.delivery().conflicts == 0)
            #expect(try replica.total().all == HoursSum(seconds: 60, records: 1))
            #expect(try replica.digest() == digest, "for the eye alone")
            #expect(try replica.check().findings == [])
        }
    }

    /// The word may come before what it is about, and a stranger's word is none.
    @Test func `a dismissal is found by what it names, in any order, of members only`() throws {
        try other.commit { try $0.dismiss(refused, reason: "重复") }
        try world.settle()
        let reader = try Replica(
            seed: 99, scope: world.scope, authority: county.signer.publicKey)
        for origin in [other.origin, county.origin, station.origin] {
            let length = try county.vector()[origin]
            try reader.take(try county.message(origin, 1...length))
        }
        #expect(try reader.excluded(closed: false).isEmpty)
        #expect(try reader.excluded(closed: true).map(\.isClosed) == [true])

        let stranger = try world.invite(isAdmitted: false)
        let second = try station.record(30, of: person)
        let change = try #require(try station.lastOwn())
        try world.settle()
        try county.refuse(change)
        try stranger.pull(from: county)
        try stranger.commit { try $0.dismiss(change, reason: "不必管") }
        try world.settle()
        #expect(try county.hours(second) == nil)
        #expect(
            try county.excluded(closed: false).map(\.change.dot).contains(change.dot))
    }
}

extension Replica {
    fileprivate func excluded(closed: Bool) throws -> [ExcludedChange] {
        try store.view { try $0.excluded(closed: closed, limit: 100) }
    }
}
