import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// Volunteers who come back to a station that was put back, and such as nobody could take over.
@Suite(.timeLimit(.minutes(3))) struct ReturningTests {
    private let scene: TransferScene
    private var a: Workplace { scene.station(0) }
    private var b: Workplace { scene.station(1) }

    init() throws { scene = try TransferScene(counties: 2, stations: 1, hasCity: true) }

    private func custody(at place: Workplace) throws -> Custody {
        let scope = try scene.scope(of: place)
        return try #require(try place.store.view { try $0.custodies(in: scope) }.first)
    }

    /// By the number, as anybody looks for somebody.
    private func names(at place: Workplace) throws -> [String] {
        try place.store.view {
            try $0.volunteers(withIDNumber: TransferScene.person).compactMap(\.name)
        }
    }

    /// The county of A does what it was asked to; how many requests there were.
    private func erase() throws -> Int {
        let (county, scope) = (scene.regions[0].county, try scene.scope(of: a))
        let requests = try county.store.view { try $0.erasures(in: scope) }.requests
            .filter { !$0.isAnswered }
        try county.store.commit(to: scope, by: county.home.author, at: scene.clock.now) { door in
            for request in requests { _ = try door.erase(request.record) }
        }
        return requests.count
    }

    /// The disk is from before the close: it shows the profile, of which the county has erased every part.
    @Test func `I21: who comes back to a station that has forgotten the close keeps the profile`()
        throws
    {
        try scene.register(at: a)
        let given = try scene.release(from: a, to: b)
        let image = try scene.image(of: a)
        try scene.heal()
        try scene.accept(given, at: b)
        try scene.heal(rounds: 6)
        #expect(try custody(at: a).right == .closed)
        #expect(try erase() == 1)
        try scene.heal()
        scene.clock.advance(days: 1)
        try scene.release(from: b, to: a, passport: "passport")
        try scene.putBack(station: 0, to: image)
        #expect(try names(at: a) == ["张三"])
        try scene.accept(scene.folder.path("passport"), at: a)
        try scene.heal(rounds: 6)
        #expect(try custody(at: a).right == .active)
        #expect(try names(at: a) == ["张三"])
        #expect(try names(at: scene.regions[0].county) == ["张三"])
    }

    /// Registered, and given away on paper, by a disk that nobody else has ever seen.
    @Test func `who comes back to a station that has lost the record has one there again`() throws {
        let image = try scene.image(of: a)
        try scene.register(at: a)
        try scene.release(from: a, to: b, passport: "passport")
        try scene.putBack(station: 0, to: image)
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.heal(rounds: 4)
        #expect(try names(at: a) == [])
        scene.clock.advance(days: 1)
        let back = try scene.release(from: b, to: a)
        try scene.heal()
        try scene.accept(back, at: a)
        try scene.serve(at: a, month: 4, days: 1...2)
        try scene.heal(rounds: 4)
        #expect(try custody(at: a).right == .active)
        #expect(try custody(at: b).right == .closed)
        #expect(try names(at: a) == ["张三"])
        #expect(try names(at: scene.regions[0].county) == ["张三"])
        #expect(try scene.hours(at: a) == 2)
    }

    @Test func `nobody is released of whom nothing here says who it is`() throws {
        let scope = try scene.scope(of: a)
        let nobody = try a.store.commit(to: scope, by: a.home.author, at: scene.clock.now) {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.residenceArea] = .text("620102")
            return try $0.write(draft)
        }
        let problem = #expect(throws: Problem.self) {
            try TransferCommands.release(
                a, volunteer: nobody.description, to: b.home.code)
        }
        #expect(problem?.code == "profile-not-here")
        #expect(try a.store.view { try $0.custodies(in: scope) }.isEmpty, "nothing was written")
    }

    @Test func `a dossier that says nothing does not open`() {
        let empty = Dossier.bytes([:], to: "62").bytes
        #expect(Dossier.draft(empty, entity: nil) == nil)
        let area = Volunteer.residenceArea
        let some = Dossier.bytes(
            [area.group: Fields([area.number: .text("620102")])], to: "62"
        ).bytes
        #expect(Dossier.draft(some, entity: nil)?[area] == .text("620102"))
    }
}
