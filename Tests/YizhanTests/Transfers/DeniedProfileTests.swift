import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing

/// What becomes of a profile that was opened for a release which came to nothing.
@Suite struct DeniedProfileTests {
    private let scene: TransferScene
    private var a: Workplace { scene.station(0, 0) }
    private var b: Workplace { scene.station(0, 1) }
    private var county: Workplace { scene.regions[0].county }

    init() throws {
        scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        try scene.register(at: a)
        try scene.heal()
    }

    /// A gives, and takes back before B, which has no line, accepts by the passport.
    private func giveInVain() throws {
        let id = try scene.release(from: a, to: b, passport: "passport")
        _ = try TransferCommands.cancel(a, String(id.prefix(12)))
        try scene.heal(without: [b])
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.serve(at: b, month: 4, days: 1...2)
        try scene.heal()
        #expect(try scene.entries(at: b) == ["notTransferred"])
    }

    private func names(at place: Workplace) throws -> [String?] {
        try place.store.view { try $0.volunteers(limit: 10) }.map(\.name)
    }

    /// The county does what it was asked to; how many requests there were.
    private func erase() throws -> Int {
        let scope = try scene.scope(of: b)
        let requests = try county.store.view { try $0.erasures(in: scope) }.requests
            .filter { !$0.isAnswered }
        try county.store.commit(to: scope, by: county.home.author, at: scene.clock.now) { door in
            for request in requests { _ = try door.erase(request.record) }
        }
        return requests.count
    }

    @Test func `it is erased where it was opened, and stays with its giver`() throws {
        try giveInVain()
        #expect(try erase() == 1)
        try scene.heal()
        #expect(try names(at: b) == [nil])
        #expect(try names(at: a) == ["张三"])
        #expect(try names(at: county).compactMap(\.self) == ["张三"])
        #expect(try scene.hours(at: b, "underReview") == 2, "no hour goes with it")
        try scene.heal()
        #expect(try erase() == 0, "nothing is asked twice")
    }

    @Test func `a record of the same person that the taker had made before is kept`() throws {
        try scene.register(at: b)
        scene.clock.advance(days: 1)
        try giveInVain()
        #expect(try erase() == 0)
        try scene.heal()
        #expect(try names(at: b) == ["张三"])
    }

    @Test func `who was given up so comes back with the next release`() throws {
        try giveInVain()
        _ = try erase()
        try scene.heal()
        scene.clock.advance(days: 1)
        let id = try scene.release(from: a, to: b)
        try scene.heal()
        try scene.accept(String(id.prefix(12)), at: b)
        try scene.heal(rounds: 3)
        #expect(try scene.entries(at: b) == ["active"] && scene.entries(at: a) == ["closed"])
        #expect(try names(at: b) == ["张三"])
    }
}
