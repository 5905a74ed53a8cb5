import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// A county that is put back has its stations' logs again from the city first, which holds no personal part.
@Suite(.timeLimit(.minutes(3))) struct PutBackPartsTests {
    private let scene: TransferScene

    init() throws { scene = try TransferScene(counties: 2, stations: 1, hasCity: true) }

    private func meetCity(_ region: Int) throws {
        try scene.exchange(scene.regions[region].county, with: #require(scene.city))
    }

    private func call(_ region: Int) throws {
        try scene.exchange(scene.station(region), with: scene.regions[region].county)
    }

    /// By the number, as anybody looks for somebody.
    private func names(at place: Workplace) throws -> [String] {
        try place.home.store.view {
            try $0.volunteers(withIDNumber: TransferScene.person).compactMap(\.name)
        }
    }

    @Test func `what its station holds comes again, and is found by it`() throws {
        let image = try scene.image(ofCounty: 0)
        try scene.register(at: scene.station(0))
        try call(0)
        try meetCity(0)
        try scene.putBack(county: 0, to: image)
        try meetCity(0)
        let county = scene.regions[0].county
        #expect(try names(at: county) == [], "the city knows nobody")
        #expect(try county.home.store.missingPartCount() > 0)
        try call(0)
        #expect(try names(at: county) == ["张三"])
        #expect(try county.home.store.missingPartCount() == 0)
        try call(0)
        #expect(try names(at: scene.station(0)) == ["张三"])
    }

    /// The release is nowhere but in the passport, and then in the accept of a station of another county.
    @Test func `I21: a giver that was put back learns from the passport that it has given`() throws
    {
        let (a, b) = (scene.station(0), scene.station(1))
        try scene.register(at: a)
        let came = try scene.release(from: a, to: b)
        try scene.heal()
        try scene.accept(came, at: b)
        try scene.heal()
        let image = try scene.image(of: b)
        try scene.release(from: b, to: a, passport: "passport")
        try scene.putBack(station: 1, to: image)
        try scene.accept(scene.folder.path("passport"), at: a)
        try scene.heal(rounds: 6)
        let scope = try #require(try scene.station(1).home.stationScope())
        let custody = try #require(
            try scene.station(1).home.store.view { try $0.custodies(in: scope) }.first)
        #expect(custody.right == .closed)
        #expect(custody.tenures.map { $0.until == nil } == [false], "from then on it counts at A")
    }

    @Test func `a station that holds no more than its county is asked ever more seldom`() throws {
        let images = (try scene.image(of: scene.station(0)), try scene.image(ofCounty: 0))
        try scene.register(at: scene.station(0))
        try call(0)
        try meetCity(0)
        try scene.putBack(station: 0, to: images.0)
        try scene.putBack(county: 0, to: images.1)
        try meetCity(0)
        try call(0)
        let store = scene.regions[0].county.home.store
        let peer = try #require(try store.peer(scene.station(0).home.origin))
        func isAsked() throws -> Bool {
            try !store.missingParts(from: peer, at: scene.clock.now).isEmpty
        }
        #expect(try store.missingPartCount() > 0, "the disks are gone, and the parts with them")
        #expect(try !isAsked(), "it was just asked")
        scene.clock.advance(days: 1)
        #expect(try isAsked())
        for _ in 0..<5 {
            try call(0)
            #expect(try !isAsked())
            scene.clock.advance(days: 1)
        }
        #expect(try !isAsked(), "a day is not long enough any more")
    }

    @Test func `a release has its sealed profile again from the desk, and nobody has to be asked`()
        throws
    {
        try scene.register(at: scene.station(0))
        try scene.heal()
        let image = try scene.image(ofCounty: 0)
        try scene.release(from: scene.station(0), to: scene.station(1))
        try call(0)
        try meetCity(0)
        try scene.putBack(county: 0, to: image)
        try meetCity(0)
        #expect(try scene.regions[0].county.home.store.missingPartCount() == 0)
    }

    @Test func `an offer whose profile came back to the desk alone is carried again with it`()
        throws
    {
        try scene.register(at: scene.station(0))
        try scene.heal()
        let image = try scene.image(ofCounty: 1)
        let id = try scene.release(from: scene.station(0), to: scene.station(1))
        try call(0)
        try meetCity(0)
        try meetCity(1)
        // The county carries the release into its station's scope and says so above; the station has no line.
        try meetCity(1)
        try scene.putBack(county: 1, to: image)
        try meetCity(1)
        try call(1)
        try scene.accept(id, at: scene.station(1))
        #expect(try names(at: scene.station(1)) == ["张三"])
    }
}
