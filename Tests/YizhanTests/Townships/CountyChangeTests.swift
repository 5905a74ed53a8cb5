import Authority
import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Townships that move to another county (`station move`, `station adopt`), over real stores and exchanges.
@Suite struct CountyChangeTests {
    private let scene: TransferScene
    private let city: Workplace
    private var a: Workplace { scene.station(0, 0) }
    private var b: Workplace { scene.station(0, 1) }
    private var old: Workplace { scene.regions[0].county }
    private var new: Workplace { scene.regions[1].county }

    /// 张三 with seven hours, and 李四, at the station that will move.
    init() throws {
        scene = try TransferScene(counties: 2, stations: 2, hasCity: true)
        city = try #require(scene.city)
        try scene.register(at: a)
        try add("李四", at: a)
        try scene.serve(at: a, month: 3, days: 1...7)
        try scene.heal()
    }

    private func add(_ name: String, at place: Workplace) throws {
        var fields = VolunteerFields()
        fields.name = name
        _ = try VolunteerCommands.add(place, fields)
    }

    private func adopt(_ code: String = "620103009", from: String = "620102001") throws
        -> StationAdopted
    {
        let name = code == "620103009" ? "新站" : nil
        return try StationCommands.adopt(new, .init(code: code, from: from, name: name))
    }

    private func move(
        _ code: String = "620102001", to: String = "620103009", at place: Workplace? = nil
    ) throws -> StationsEnded {
        try StationCommands.move(place ?? old, code: code, to: to, reason: "区划调整")
    }

    private func seconds(_ place: Workplace) throws -> [String: Int] {
        let report = try HoursCommands.total(place, byStation: true).data()
        let rows = try #require(report["stations"] as? [[String: Any]])
        return Dictionary(
            rows.map { ($0["code"] as? String ?? "", $0["seconds"] as? Int ?? 0) },
            uniquingKeysWith: +)
    }

    /// Who goes on at a station of the new county, as that county holds it.
    private func active(at code: String) throws -> Int {
        try new.store.view { view in
            let scope = try #require(try view.scope(code: code)).scope
            return try view.custodies(in: scope).count { $0.right == .active }
        }
    }

    private func isSound(_ places: Workplace...) throws -> Bool {
        try places.allSatisfy {
            try $0.store.check(scratch: $0.home.directory).findings.isEmpty
        }
    }

    @Test
    func `S38: a township moves to another county; hours stay where they were, and people go on`()
        throws
    {
        let before = try seconds(city)
        #expect(try problem { try move() }.code == "unknown-station", "it is not open yet")
        let adopted = try adopt()
        #expect(adopted.accepted == 0 && !adopted.hasEnded)
        #expect(adopted.text(in: .en).contains("station move --code 620102001 --to 620103009"))
        try scene.heal()
        let trial = Workplace(home: old.home, isDryRun: true)
        let preview = try move(at: trial)
        #expect(preview.isDryRun && preview.stations[0].into.map(\.volunteers) == [2])
        #expect(try move(at: trial).stations == preview.stations, "nothing was written")

        let moved = try move()
        #expect(moved.movesAway && moved.stations[0].into.map(\.volunteers) == [2])
        #expect(moved.text(in: .zh).contains("station adopt --code 620103009 --from 620102001"))
        #expect(try problem { try move() }.code == "station-ended")
        try scene.heal(without: [a])
        #expect(try active(at: "620103009") == 2)
        // Of any other station somebody at the new one decides.
        _ = try release(from: b, to: "620103009")
        try scene.heal(without: [a])
        #expect(try active(at: "620103009") == 2)
        let pc = try scene.joined("620103009", under: new)
        try scene.serve(at: pc, month: 4, days: 1...1)

        // A has not heard: what it records counts there, whom it registers goes on.
        scene.clock.advance(days: 1)
        try scene.serve(at: a, month: 5, days: 1...2)
        try add("王五", at: a)
        for _ in 0..<2 {
            try scene.heal()
            try scene.exchange(pc, with: new)
        }
        #expect(try active(at: "620103009") == 3)
        #expect(try scene.hours(at: a, "underReview") == 0 && scene.hours(at: a) == 9)
        #expect(
            try seconds(city) == [
                "620102001": before["620102001", default: 0] + 7_200, "620103009": 3_600,
                "620102002": 0, "620103001": 0, "620103002": 0,
            ], "each hour once, where it was recorded")
        #expect(try seconds(old)["620102001"] == 9 * 3_600)
        let scope = try #require(try pc.home.stationScope())
        let person = try #require(
            try pc.store.view { try $0.volunteers(withIDNumber: TransferScene.person) }.first)
        let lifetime = try pc.store.view { view in
            let custody = try view.custody(of: person.entity, in: scope)
            return try ([view.account(of: custody.volunteers, in: scope)] + custody.accounts)
                .flatMap(\.seconds).reduce(0, +)
        }
        #expect(lifetime == 10 * 3_600, "one lifetime over both counties")

        let status = try StatusCommands.status(a)
        #expect(status.successors.map(\.code) == ["620103009"] && status.pending == 0)
        #expect(status.text(in: .en).contains("ask the county of the new station"))
        let heir = try StationCommands.show(city, code: "620103009")
        #expect(heir.predecessors.map(\.code) == ["620102001"])
        #expect(try problem { try release(from: b, to: "620102001") }.code == "station-ended")
        #expect(try isSound(a, old, city, new, pc))
    }

    /// A key may have been lost with a disk; the county's other stations are none the worse.
    @Test func `where the key of the new station is gone its people wait, and the county goes on`()
        throws
    {
        _ = try adopt()
        let scope = try #require(try new.store.view { try $0.scope(code: "620103009") }).scope
        let key = new.home.keys.folder.appendingPathComponent(KeyFolder.scope(scope))
        let aside = scene.folder.url.appendingPathComponent("aside.key")
        try scene.heal()
        _ = try move()
        try FileManager.default.moveItem(at: key, to: aside)
        try scene.heal(without: [a])
        #expect(try active(at: "620103009") == 0)
        try new.home.tendTransfers()
        try FileManager.default.moveItem(at: aside, to: key)
        try scene.putBack(county: 1, to: new.home.directory)
        try scene.heal(without: [a])
        #expect(try active(at: "620103009") == 2)
    }

    private func release(from place: Workplace, to code: String) throws -> TransferDone {
        try add("赵六", at: place)
        let card = try #require(try VolunteerCommands.list(place).volunteers.first)
        return try TransferCommands.release(place, volunteer: card.id, to: code)
    }

    @Test
    func `S38: whoever is released before the other county has agreed waits, and is not lost`()
        throws
    {
        #expect(try move(to: "620103001").stations[0].into.map(\.volunteers) == [2])
        try scene.heal()
        #expect(try active(at: "620103001") == 0)
        let waiting = try TransferCommands.list(scene.station(1, 0)).transfers
        #expect(waiting.map(\.state) == ["offered", "offered"], "the station sees them")
        let adopted = try adopt("620103001")
        #expect(adopted.accepted == 2 && adopted.hasEnded)
        #expect(try adopt("620103001").accepted == 0, "said again, nothing is left")
        try scene.heal()
        #expect(try active(at: "620103001") == 2)
        let shown = try StationCommands.show(new, code: "620103001")
        #expect(shown.predecessors.map(\.code) == ["620102001"])
    }

    @Test func `S38: a county that is killed between the end and the releases does what is left`()
        throws
    {
        _ = try adopt("620103001")
        scene.clock.advance(days: 9)
        try scene.serve(at: a, month: 11, days: 27...27)
        try scene.heal()
        let (scope, taker) = try old.store.view { view in
            (
                try #require(try view.scope(code: "620102001")).scope,
                try #require(try view.directory().first { $0.code == "620103001" })
            )
        }
        #expect(throws: BoundaryRefusal.noSuccessor(scope)) {
            try old.store.dissolve(
                [
                    Dissolving(
                        scope, by: old.home.author,
                        successors: [NamedScope(scope, code: "", name: "")], reason: "",
                        movesAway: true)
                ], at: old.now)
        }
        _ = try old.store.dissolve(
            [
                Dissolving(
                    scope, by: old.home.author,
                    successors: [NamedScope(taker.scope, code: taker.code, name: taker.name)],
                    reason: "区划调整", movesAway: true)
            ], at: old.now)
        // The county's clock was set right: nobody's service ended before the station did.
        scene.clock.advance(days: -8)
        try scene.heal(rounds: 6)
        #expect(try scene.hours(at: a, "underReview") == 0 && scene.hours(at: a) == 8)
        #expect(try active(at: "620103001") == 2)
        let left = try TransferCommands.list(a).transfers.map(\.state)
        #expect(left == ["closed", "closed"], "the profiles are with the new county")
    }

    @Test func `S38: of a merged township that then moves, whoever comes late goes to where it is`()
        throws
    {
        _ = try StationCommands.merge(
            old, .init(codes: ["620102002", "620102001"], reason: "撤并"))
        _ = try adopt("620103001", from: "620102002")
        try scene.heal(without: [a])
        _ = try move("620102002", to: "620103001")
        // And there it is merged once more.
        try scene.heal(without: [a])
        _ = try StationCommands.merge(
            new, .init(codes: ["620103002", "620103001"], reason: "撤并"))
        _ = try StationCommands.adopt(new, .init(code: "620103002", from: "620102001"))
        try scene.heal(without: [a])
        #expect(try active(at: "620103002") == 2)
        try add("王五", at: a)
        try scene.heal(rounds: 4)
        #expect(try active(at: "620103002") == 3)
    }

    @Test func `somebody who is registered at the new station as well goes on under that record`()
        throws
    {
        let taker = scene.station(1, 0)
        try scene.register(at: taker)
        let known = try #require(try VolunteerCommands.list(taker).volunteers.first).id
        _ = try adopt("620103001")
        try scene.heal()
        _ = try move(to: "620103001")
        try scene.heal(rounds: 4)
        #expect(try VolunteerCommands.list(taker).volunteers.count == 2)
        let person = try taker.store.view {
            try $0.volunteers(withIDNumber: TransferScene.person)
        }
        #expect(person.map { "\($0.entity)" } == [known])
    }

    @Test
    func `what cannot be moved or adopted is refused with its own words, and changes nothing`()
        throws
    {
        let before = try StationCommands.list(old).data() as NSDictionary
        for (code, to, problemCode) in [
            ("620102001", "620102002", "governed-here"),
            ("620102001", "620105001", "unknown-station"),
            ("620103001", "620103002", "unknown-station"),
            ("620109001", "620103001", "unknown-station"),
        ] {
            #expect(try problem { try move(code, to: to) }.code == problemCode, "\(code) \(to)")
        }
        #expect(
            try problem {
                try StationCommands.move(old, code: "620102001", to: "620103001", reason: nil)
            }.code == "reason-needed")
        #expect(try problem { try move(to: "620103001", at: a) }.exit == .notPermitted)
        for (code, from, problemCode) in [
            ("620103009", "620103001", "governed-here"),
            ("620103009", "620105001", "unknown-station"),
            ("620104009", "620102001", "code-elsewhere"),
        ] {
            #expect(try problem { try adopt(code, from: from) }.code == problemCode, "\(code)")
        }
        #expect(try StationCommands.list(new).stations.count == 2)
        #expect(try StationCommands.list(old).data() as NSDictionary == before)
        // Nobody is sent on to what has ended itself.
        _ = try StationCommands.merge(
            new, .init(codes: ["620103002", "620103001"], reason: "撤并"))
        try scene.heal()
        #expect(try problem { try move(to: "620103001") }.code == "station-ended")
    }
}
