import Authority
import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// Townships that get another code, merge or split, as commands over real stores and real exchanges.
@Suite struct TownshipTests {
    private func row(_ place: Workplace, _ code: String, on day: String? = nil) throws -> [String:
        Any]
    {
        let list = try StationCommands.list(place, on: day).data()["stations"] as? [[String: Any]]
        return try #require(list?.first { $0["code"] as? String == code }, "\(code)")
    }

    private func seconds(_ place: Workplace, on day: String? = nil) throws -> [String: Int] {
        let report = try HoursCommands.total(place, byStation: true, on: day).data()
        let rows = try #require(report["stations"] as? [[String: Any]])
        #expect(
            rows.reduce(0) { $0 + ($1["seconds"] as? Int ?? 0) } == report["seconds"] as? Int,
            "each hour once, at one station")
        return Dictionary(
            rows.map { ($0["code"] as? String ?? "", $0["seconds"] as? Int ?? 0) },
            uniquingKeysWith: +)
    }

    @Test
    func `another code moves nothing, and every tier has it with the time from which it is valid`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let (a, b) = (scene.station(0), scene.station(1))
        let county = scene.regions[0].county
        let city = try #require(scene.city)
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        try scene.heal()
        let proof = scene.folder.path("proof")
        let record = try #require(try HoursCommands.list(a).records.first).id
        _ = try ProofCommands.make(a, record: record, file: proof)
        let scope = try row(county, "620102001")["scope"] as? String

        let recoded = try StationCommands.recode(
            county, .init(code: "620102001", to: "620192001000", from: "2026-11-01", name: "新街道"))
        #expect(recoded.code == "620192001" && recoded.old == "620102001")
        try scene.heal()
        for place in [county, city, a] {
            let now = try row(place, "620192001")
            #expect(now["scope"] as? String == scope && now["name"] as? String == "新街道")
            #expect(try row(place, "620192001", on: "2026-11-01")["state"] as? String == "active")
            #expect(
                try row(place, "620102001", on: "2026-10-31")["name"] as? String == "站620102001")
            #expect(try seconds(place)["620192001"] == 7_200)
            #expect(try seconds(place, on: "2026-03-01")["620102001"] == 7_200)
        }
        #expect(a.home.code == "620192001" && a.home.name == "新街道")
        #expect(
            try ProofCommands.check(
                file: proof, record: nil, countyKey: county.home.publicKey
            )
            .isValid)
        let divisions = try DivisionCommands.list(county, under: "62").data()["divisions"]
        let codes = (divisions as? [[String: Any]])?.compactMap { $0["code"] as? String }
        #expect(codes == ["620192001"])
        // Elsewhere it is found by the new code, and by that alone.
        let known = try b.store.view { try $0.directory() }.map(\.code)
        #expect(known.contains("620192001") && !known.contains("620102001"))
        // Back to a code that it had: the later line counts.
        scene.clock.advance(days: 9)
        _ = try StationCommands.recode(county, .init(code: "620192001", to: "620102001"))
        try scene.heal()
        let later = try b.store.view { try $0.directory() }.map(\.code)
        #expect(later.contains("620102001") && !later.contains("620192001"))
        let periods = try StationCommands.show(city, code: "620102001").codes
        #expect(periods.map(\.code) == ["620102001", "620192001", "620102001"])
        #expect(periods.map(\.from.value) == [nil, "2026-10-31T16:00:00Z", "2026-11-29T16:00:00Z"])
        let before = try StationCommands.show(county, code: "620192001", on: "2026-11-15")
        #expect(before.scope == scope)
    }

    @Test func `the code of a county is given by its city, or where there is none by itself`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 1, hasCity: true)
        let (county, city) = (scene.regions[0].county, try #require(scene.city))
        let own = StationCommands.Recoding(code: "620102", to: "620192", name: "新区")
        #expect(try problem { try StationCommands.recode(county, own) }.code == "code-from-above")
        _ = try StationCommands.recode(city, own)
        try scene.heal()
        #expect(county.home.code == "620192" && county.home.name == "新区")
        #expect(scene.station(0).home.code == "620102001", "its stations keep theirs")
        _ = try StationCommands.recode(city, .init(code: "6201", to: "6299"))
        #expect(city.home.code == "6299" && city.home.name == "兰州市")
        #expect(
            try problem { try StationCommands.recode(city, .init(code: "6299", to: "620199")) }.code
                == "other-level")
    }

    static let refusedCodes: [(StationCommands.Recoding, String, Commands.ExitStatus)] = [
        (.init(code: "620102009", to: "620102003"), "unknown-station", .inputNotFound),
        (.init(code: "620102001", to: "6201"), "bad-code", .badInput),
        (.init(code: "620102001", to: "620102001"), "same-code", .badInput),
        (.init(code: "620102001", to: "620102002"), "code-taken", .badInput),
        (.init(code: "620102001", to: "620102003", from: "2026-11-22"), "not-yet", .badInput),
        (.init(code: "620102001", to: "620102003", from: "31.12."), "bad-date", .usage),
    ]

    @Test
    func
        `what cannot be recoded, merged or split is refused with its own words, and changes nothing`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 3, hasCity: false)
        let county = scene.regions[0].county
        let before = try StationCommands.list(county).data() as NSDictionary
        for (recoding, code, exit) in Self.refusedCodes {
            let found = try problem { try StationCommands.recode(county, recoding) }
            #expect(found.code == code && found.exit == exit, "\(recoding)")
        }
        let mergers: [(StationCommands.Merger, String)] = [
            (.init(codes: ["620102001"], reason: "x"), "nothing-to-merge"),
            (.init(codes: ["620102001", "620102001000"], reason: "x"), "named-twice"),
            (.init(codes: ["620102001", "620102002"], reason: nil), "reason-needed"),
            (.init(codes: ["620102001", "620102007"], reason: "x"), "unknown-station"),
            (.init(codes: ["620102001"], into: "620102008", reason: "x"), "name-needed"),
            (.init(codes: ["620102001"], into: "62", name: "丁", reason: "x"), "bad-code"),
        ]
        for (merger, code) in mergers {
            #expect(try problem { try StationCommands.merge(county, merger) }.code == code)
        }
        let file = try scene.folder.write("a.csv", "志愿者编号,代码\nV1,620102002\n,620102003\n")
        let divisions: [(StationCommands.Division, String)] = [
            (.init(code: "620102001", into: ["620102002"]), "one-successor"),
            (.init(code: "620102001", into: ["620102001", "620102002"]), "into-itself"),
            (.init(code: "620102001", into: ["620102002", "620102002"]), "named-twice"),
            (
                .init(code: "620102001", into: ["620102002", "620102003"], names: ["x"]),
                "names-do-not-fit"
            ),
            (
                .init(
                    code: "620102001", into: ["620102002", "620102003"], assignments: file),
                "bad-assignments"
            ),
        ]
        for (division, code) in divisions {
            #expect(try problem { try StationCommands.split(county, division) }.code == code)
        }
        let station = scene.station(0)
        #expect(
            try problem {
                try StationCommands.merge(station, .init(codes: ["620102001"], reason: "x"))
            }.exit == .notPermitted)
        #expect(try StationCommands.list(county).data() as NSDictionary == before)
    }

    /// A county, a city above it; A is merged into B while A's line is dead.
    @Test
    func `S38: a merger leaves history and totals as they are at every tier, and people go on`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: true)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let (county, city) = (scene.regions[0].county, try #require(scene.city))
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...7)
        try scene.heal()
        let before = try seconds(city)
        let proof = scene.folder.path("proof")
        let record = try #require(try HoursCommands.list(a).records.first).id
        _ = try ProofCommands.make(a, record: record, file: proof)

        let trial = Workplace(home: county.home, isDryRun: true)
        let merger = StationCommands.Merger(codes: ["620102002", "620102001"], reason: "撤并")
        let preview = try StationCommands.merge(trial, merger)
        #expect(preview.isDryRun && preview.stations.map(\.into[0].volunteers) == [1])
        #expect(try row(county, "620102001")["state"] as? String == "active")
        let merged = try StationCommands.merge(county, merger)
        #expect(merged.stations.map(\.code) == ["620102001"])
        #expect(merged.stations[0].into.map(\.code) == ["620102002"])
        #expect(merged.stations[0].into.map(\.volunteers) == [1])
        #expect(try problem { try StationCommands.merge(county, merger) }.code == "station-ended")

        // B goes on at once; A, which has not heard, as well.
        try scene.heal(without: [a])
        scene.clock.advance(days: 40)
        try scene.serve(at: b, month: 12, days: 1...5)
        try scene.serve(at: a, month: 12, days: 6...7)
        try scene.heal()
        for place in [county, city] {
            let after = try seconds(place)
            #expect(after["620102001"] == 7_200 + before["620102001", default: 0])
            #expect(after["620102002"] == 5 * 3_600)
            let ended = try row(place, "620102001")
            #expect(ended["state"] as? String == "ended")
            #expect(ended["successors"] as? [String] == ["620102002"])
            #expect(try row(place, "620102002")["predecessors"] as? [String] == ["620102001"])
            #expect(try row(place, "620102001", on: "2026-11-20")["state"] as? String == "active")
        }
        #expect(try scene.hours(at: a, "underReview") == 0 && scene.hours(at: a) == 9)
        #expect(try scene.lifetime(at: b) == 14, "one lifetime over both")
        #expect(try scene.state(at: b) == "active")
        let shown = try StationCommands.show(county, code: "620102001")
        #expect(shown.late.map(\.unheard) == [2] && shown.reason.value == "撤并")
        let heir = try StationCommands.show(county, code: "620102002")
        #expect(heir.seconds == 5 * 3_600 && heir.withPredecessors.seconds == 14 * 3_600)

        // A's own screen.
        let status = try StatusCommands.status(a)
        #expect(status.successors.map(\.code) == ["620102002"] && status.pending == 0)
        #expect(status.text(in: .en).contains("this station was merged into 620102002"))
        #expect(status.text(in: .zh).contains("本站已并入 620102002"))
        #expect(
            try ProofCommands.check(
                file: proof, record: nil, countyKey: county.home.publicKey
            )
            .isValid)
        for place in [a, b, county, city] {
            #expect(try place.store.check(scratch: place.home.directory).findings.isEmpty)
        }
        // Nobody is sent to a station that has ended.
        try scene.heal()
        let refused = try problem {
            try TransferCommands.release(
                b, volunteer: TransferScene.person, to: "620102001")
        }
        #expect(refused.code == "station-ended")
        #expect(
            try problem {
                try StationCommands.invite(
                    county, .init(code: "620102001", file: scene.folder.path("no")))
            }.code == "station-ended")
    }

    /// A has no line; B, which took somebody over by passport, is merged before that is entered.
    @Test func `S38: whom a station holds provisionally goes on so, and is entered in the end`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 2, hasCity: true)
        let (a, b, c) = (scene.station(0), scene.station(1, 0), scene.station(1, 1))
        let county = scene.regions[1].county
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        try scene.heal()
        try scene.release(from: a, to: b, passport: "passport")
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.exchange(b, with: county)
        scene.clock.advance(days: 1)
        let merged = try StationCommands.merge(
            county, .init(codes: ["620103002", "620103001"], reason: "撤并"))
        #expect(merged.stations[0].into.map(\.volunteers) == [1])
        try scene.exchange(c, with: county)
        #expect(try scene.state(at: c) == "provisional")
        try scene.heal(rounds: 6)
        #expect(try scene.state(at: c) == "active" && scene.lifetime(at: c) == 2)
        #expect(try scene.entries(at: a) == ["closed"])
    }

    @Test func `S38: a split sends people by a list, and lists whom nobody has assigned`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let county = scene.regions[0].county
        for number in 1...3 {
            var fields = VolunteerFields()
            fields.name = "人\(number)"
            fields.volunteerNumber = "V\(number)"
            _ = try VolunteerCommands.add(a, fields)
        }
        try scene.heal()
        func split(_ rows: String) throws -> StationsEnded {
            let file = try scene.folder.write("assign.csv", "volunteer,code\n\(rows)")
            return try StationCommands.split(
                county,
                .init(
                    code: "620102001", into: ["620102002", "620102009"],
                    names: ["站620102002", "新站"], assignments: file, reason: "拆分"))
        }
        let bad = "V1,620102003\nV9,620102009\nV2,620102009\nV2,620102002\n"
        let refused = try problem { try split(bad) }
        #expect(refused.code == "bad-assignments")
        for words in ["line 2 620102003", "line 3 V9", "line 5 V2"] {
            #expect(refused.message.text(in: .en).contains(words))
        }
        #expect(try StationCommands.list(county).stations.count == 2)
        let done = try split("V2,620102009000\n")
        #expect(done.stations[0].into.map(\.volunteers) == [2, 1])
        #expect(done.stations[0].toAssign.count == 2)
        #expect(done.text(in: .zh).contains("待分派"))
        try scene.heal()
        #expect(try VolunteerCommands.list(b).volunteers.count == 2)
        let opened = try StationCommands.show(county, code: "620102009")
        #expect(opened.predecessors.map(\.code) == ["620102001"])
        #expect(try StatusCommands.status(a).text(in: .en).contains("split into"))
        // The station that has them sends whoever belongs elsewhere on, as always.
        _ = try TransferCommands.release(b, volunteer: "V1", to: "620102009")
    }
}
