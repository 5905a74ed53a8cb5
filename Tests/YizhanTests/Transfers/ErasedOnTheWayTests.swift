import Commands
import Foundation
import Node
import SyncCore
import Testing

@testable import Store

/// S39 where somebody has moved: what goes with them says who they are, too.
@Suite struct ErasedOnTheWayTests {
    private let scene: TransferScene
    private var a: Workplace { scene.station(0, 0) }
    private var b: Workplace { scene.station(1, 0) }
    private func county(of place: Workplace) -> Workplace {
        scene.regions[place.home.code == a.home.code ? 0 : 1].county
    }

    init() throws {
        scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...3)
        try scene.heal()
    }

    private func erase(at place: Workplace) throws {
        try Self.erase(at: place, by: county(of: place), in: scene)
    }

    /// The person asks at a station, and its county does so.
    private static func erase(
        at place: Workplace, by county: Workplace, in scene: TransferScene
    ) throws {
        let scope = try scene.scope(of: place)
        let record = try #require(
            try place.store.view { try $0.volunteers(limit: 9) }.first { $0.scope == scope }
        ).entity
        try place.store.commit(to: scope, by: place.home.author, at: scene.clock.now) {
            try $0.askErasure(of: record, reason: "本人要求")
        }
        try scene.heal()
        _ = try county.store.commit(to: scope, by: county.home.author, at: scene.clock.now) {
            try $0.erase(record)
        }
        try scene.heal()
    }

    /// Personal parts that a node holds of the changes of a station's scope.
    private func parts(at place: Workplace, of station: Workplace) throws -> Int {
        try place.store.changes(in: scene.scope(of: station)).count { $0.personal.part != nil }
    }

    private func move(passport: String? = nil) throws {
        let id = try scene.release(from: a, to: b, passport: passport)
        try scene.heal()
        try scene.accept(passport.map(scene.folder.path) ?? String(id.prefix(12)), at: b)
        try scene.heal(rounds: 6)
        #expect(try scene.state(at: b) == "active" && scene.state(at: a) == "closed")
        scene.clock.advance(days: 1)
        try scene.serve(at: b, month: 4, days: 1...2)
        try scene.heal()
    }

    private func totals() throws -> [Int] {
        try [a, b, scene.regions[0].county, scene.regions[1].county, #require(scene.city)].map {
            try scene.hours(at: $0)
        }
    }

    @Test(arguments: ["passport", nil])
    func `S39: the profile that brought them goes with the record; no hour does`(
        passport: String?
    ) throws {
        try move(passport: passport)
        let before = try totals()
        #expect(before == [3, 2, 3, 2, 5])
        #expect(try parts(at: b, of: b) > 1)
        try erase(at: b)
        for place in [b, county(of: b)] {
            #expect(try parts(at: place, of: b) == 0, "\(place.home.code)")
            #expect(try place.store.check(scratch: place.home.directory).findings.isEmpty)
        }
        #expect(try totals() == before)
        // The roll-up never had any, and counts what it counted.
        let city = try #require(scene.city)
        for station in [a, b] { #expect(try parts(at: city, of: station) == 0) }
        // Nor does it come back by what somebody still carries.
        if let passport {
            try scene.accept(scene.folder.path(passport), at: b)
        }
        try scene.heal()
        #expect(try parts(at: b, of: b) == 0)
    }

    @Test func `S39: what only a passport has shown leaves nothing sealed at the taker`() throws {
        try scene.release(from: a, to: b, passport: "early")
        try scene.accept(scene.folder.path("early"), at: b)
        try scene.heal(without: [a], rounds: 6)
        #expect(try scene.state(at: b) == "active")
        try scene.heal(rounds: 6)
        let sealed = try b.store.changes(in: scene.scope(of: b)).contains {
            TransferStatement($0)?.release != nil && $0.personal.part != nil
        }
        #expect(!sealed, "the accept has shown it, so nobody carries it in")
        try erase(at: b)
        try scene.heal(rounds: 6)
        for place in [b, county(of: b)] { #expect(try parts(at: place, of: b) == 0) }
    }

    @Test func `S39: what a node asks because somebody has gone on leaves the way back open`()
        throws
    {
        try move()
        let scope = try scene.scope(of: a)
        let county = county(of: a)
        try county.store.commit(to: scope, by: county.home.author, at: scene.clock.now) { door in
            for request in try door.view.erasures(in: scope).requests {
                _ = try door.erase(request.record)
            }
        }
        try scene.heal()
        let left = try a.store.changes(in: scope).filter { $0.personal.part != nil }
        #expect(left.map(\.header.kind) == [SystemKind.transfer])
        // A person can ask for more than the node has asked for.
        try erase(at: a)
        for place in [a, county] { #expect(try parts(at: place, of: a) == 0) }
        #expect(try totals() == [3, 2, 3, 2, 5])
    }

    @Test func `S39: whoever gave is done when somebody further on has the profile`() throws {
        let scene = try TransferScene(counties: 1, stations: 3, hasCity: false)
        let (a, b, c) = (scene.station(0, 0), scene.station(0, 1), scene.station(0, 2))
        let county = scene.regions[0].county
        try scene.register(at: a)
        try scene.heal()
        try scene.release(from: a, to: b, passport: "one")
        try scene.accept(scene.folder.path("one"), at: b)
        scene.clock.advance(days: 1)
        try scene.release(from: b, to: c, passport: "two")
        try scene.accept(scene.folder.path("two"), at: c)
        try scene.heal(without: [a, b])
        try scene.heal(rounds: 4)
        #expect(try scene.entries(at: a) == ["closed"] && scene.entries(at: b) == ["closed"])
        for place in [a, b] {
            try Self.erase(at: place, by: county, in: scene)
            let scope = try scene.scope(of: place)
            let left = try place.store.changes(in: scope).filter { $0.personal.part != nil }
            #expect(left.isEmpty, "\(left.map(\.header.kind)) at \(place.home.code)")
        }
    }

    @Test func `S39: of an offer that came to nothing the giver keeps no sealed copy`() throws {
        let id = try scene.release(from: a, to: b)
        _ = try TransferCommands.cancel(a, String(id.prefix(12)))
        try scene.heal()
        #expect(try scene.state(at: a) == "active")
        try erase(at: a)
        for place in [a, county(of: a)] { #expect(try parts(at: place, of: a) == 0) }
    }

    @Test func `S39: an offer that waits keeps the one profile that there is`() throws {
        _ = try scene.release(from: a, to: b)
        try erase(at: a)
        #expect(try parts(at: a, of: a) == 1)
        let id = try #require(try TransferCommands.list(b).transfers.first?.transfer.value)
        try scene.accept(String(id.prefix(12)), at: b)
        try scene.heal()
        #expect(try b.store.view { try $0.volunteers(limit: 9) }.map(\.name) == ["张三"])
    }

    @Test func `S39: the number of a claim goes with whoever it was claimed for`() throws {
        try scene.register(at: b)
        _ = try TransferCommands.claim(b, volunteer: TransferScene.person)
        try scene.heal()
        let before = try parts(at: b, of: b)
        try erase(at: b)
        for place in [b, county(of: b)] { #expect(try parts(at: place, of: b) == 0) }
        #expect(before >= 2)
        let scope = try scene.scope(of: b)
        #expect(try b.store.view { try $0.waitingClaims(in: scope) }.isEmpty, "nobody waits for it")
        #expect(try scene.hours(at: a) == 3)
    }
}
