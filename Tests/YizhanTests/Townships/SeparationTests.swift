import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// A merger of the wrong station, undone by going forward (`station separate`).
@Suite struct SeparationTests {
    private let scene: TransferScene
    private var a: Workplace { scene.station(0, 0) }
    private var b: Workplace { scene.station(0, 1) }
    private var c: Workplace { scene.station(0, 2) }
    private var county: Workplace { scene.regions[0].county }

    init() throws {
        scene = try TransferScene(counties: 1, stations: 3, hasCity: true)
        try scene.register(at: a)
        for name in ["李四", "王五"] { try add(name, at: a) }
        try add("赵六", at: b)
        try scene.serve(at: a, month: 3, days: 1...7)
        try scene.heal()
    }

    private func add(_ name: String, at place: Workplace) throws {
        var fields = VolunteerFields()
        fields.name = name
        _ = try VolunteerCommands.add(place, fields)
    }

    private func merge(_ count: Int = 3) throws {
        let merged = try StationCommands.merge(
            county, .init(codes: ["620102002", "620102001"], reason: "撤并"))
        #expect(merged.stations[0].into.map(\.volunteers) == [count])
        try scene.heal(without: [a])
        scene.clock.advance(days: 3)
    }

    private func separate(
        _ place: Workplace? = nil, _ code: String = "620102001", into: String? = nil
    ) throws -> StationSeparated {
        try StationCommands.separate(
            place ?? county, .init(code: code, into: into, reason: "并错了"))
    }

    private func names(at place: Workplace) throws -> [String] {
        try VolunteerCommands.list(place).volunteers.filter { $0.standing.value == nil }
            .compactMap(\.name.value).sorted()
    }

    /// How a station stands to those who are recorded there now.
    private func held(at place: Workplace) throws -> Int {
        let scope = try #require(try place.home.stationScope())
        return try place.store.view { view in
            let custodies = try view.custodies(in: scope).filter { $0.right == .active }.count
            let known = try view.custodies(in: scope).flatMap(\.volunteers)
            let own = try view.volunteers(in: scope, limit: 99).filter {
                !known.contains($0.entity)
            }
            return custodies + own.count
        }
    }

    @Test
    func
        `S38: who came with a merger goes back; hours, totals, proofs and receipts stay as they were`()
        throws
    {
        let city = try #require(scene.city)
        let proof = scene.folder.path("proof")
        let record = try #require(try HoursCommands.list(a).records.first).id
        _ = try ProofCommands.make(a, record: record, file: proof)
        try merge()
        try scene.serve(at: b, month: 11, days: 1...2)
        #expect(try held(at: b) == 4)
        scene.clock.advance(days: 1)

        let trial = Workplace(home: county.home, isDryRun: true)
        let preview = try separate(trial)
        #expect(preview.isDryRun && preview.from == ["620102002": 3])
        #expect(try StationCommands.list(county).stations.count == 3)
        let done = try separate()
        #expect(done.from == ["620102002": 3] && done.staying.isEmpty && done.into == "620102001")
        #expect(done.text(in: .en).contains("3 volunteers go from 620102002"))
        try scene.heal(without: [a])
        let again = try scene.joined("620102001", under: county)
        try scene.heal(without: [a])
        try scene.exchange(again, with: county)
        #expect(try held(at: again) == 3 && held(at: b) == 1)
        // The one person's hours: 7 at A, 2 at B while they were merged, 1 at the new station.
        try scene.serve(at: again, month: 12, days: 8...8)
        try scene.exchange(again, with: county)
        try scene.heal(without: [a])
        let scope = try #require(try again.home.stationScope())
        let total = try again.store.view { view in
            let custody = try #require(
                try view.custodies(in: scope).first { custody in
                    try custody.volunteer.flatMap { try view.volunteer($0) }?.idNumber
                        == TransferScene.person
                })
            return try view.account(of: custody.volunteers, in: scope).totalSeconds
                + custody.accounts.reduce(0) { $0 + $1.totalSeconds }
        }
        #expect(total == 10 * 3_600)
        #expect(try scene.hours(at: county) == 10 && scene.hours(at: city) == 10)
        #expect(try scene.hours(at: b) == 2 && scene.hours(at: b, "underReview") == 0)
        for place in [county, city] {
            let rows = try HoursCommands.total(place, byStation: true).data()["stations"]
            let seconds = (rows as? [[String: Any]])?.compactMap { $0["seconds"] as? Int }
            #expect(seconds?.reduce(0, +) == 10 * 3_600)
        }
        let shown = try StationCommands.show(county, code: "620102001")
        #expect(shown.state == "active" && shown.predecessors.map(\.code) == ["620102001"])
        #expect(shown.withPredecessors.seconds == 8 * 3_600)
        let former = try StationCommands.show(county, code: "620102002")
        #expect(former.withPredecessors.seconds == 2 * 3_600, "it carries nobody on any more")
        #expect(
            try ProofCommands.check(
                file: proof, record: nil, countyKey: county.home.publicKey
            ).isValid)
        for place in [again, b, county, city] {
            #expect(try place.store.check(scratch: place.home.directory).findings.isEmpty)
        }
        let repeated = try separate()
        #expect(repeated.from.isEmpty && repeated.staying.isEmpty, "nothing is left to do")
    }

    @Test
    func
        `who had no line all the while is told of the last station, and whom they register goes there`()
        throws
    {
        try merge()
        _ = try separate()
        scene.clock.advance(days: 40)
        try add("钱七", at: a)
        try scene.serve(at: a, month: 12, days: 1...1)
        try scene.heal()
        let status = try StatusCommands.status(a)
        #expect(status.successors.map(\.code) == ["620102001"])
        let again = try scene.joined("620102001", under: county)
        #expect(try held(at: again) == 4)
        #expect(try held(at: b) == 1)
        #expect(try scene.hours(at: a) == 8 && scene.hours(at: a, "underReview") == 0)
    }

    @Test func `who has moved on since stays there, and who was registered at both is told of`()
        throws
    {
        try scene.register(at: b)
        try scene.heal()
        try merge()
        try scene.heal()
        let moved = try #require(
            try b.store.view { try $0.volunteers(limit: 99) }.first { $0.name == "李四" })
        let done = try TransferCommands.release(
            b, volunteer: moved.entity.description, to: "620102003",
            passport: .init(file: scene.folder.path("passport")))
        #expect(done.act == .released)
        try scene.accept(scene.folder.path("passport"), at: c)
        try scene.heal()
        scene.clock.advance(days: 1)
        let separated = try separate()
        #expect(separated.from == ["620102002": 1])
        #expect(separated.staying.map(\.reason) == ["both"])
        #expect(separated.text(in: .zh).contains("两站都登记过"))
        try scene.heal()
        #expect(try held(at: c) == 1)
    }

    @Test func `who had moved to the other station before the merger stays there`() throws {
        let moved = try #require(
            try a.store.view { try $0.volunteers(limit: 99) }.first { $0.name == "李四" })
        // In A's name, by the county: the same words as those of a merger.
        let release = try TransferCommands.release(
            county, volunteer: moved.entity.description, to: "620102002",
            for: "620102001")
        try scene.heal()
        try scene.accept(String(try #require(release.transfer.value).prefix(12)), at: b)
        try scene.heal()
        scene.clock.advance(days: 1)
        try merge(2)
        let separated = try separate()
        #expect(separated.from == ["620102002": 2] && separated.staying.isEmpty)
        try scene.heal(without: [a])
        #expect(try held(at: b) == 2)
    }

    @Test func `who came with a merger goes back also from where that station was merged itself`()
        throws
    {
        try merge()
        _ = try StationCommands.merge(
            county, .init(codes: ["620102003", "620102002"], reason: "再撤并"))
        try scene.heal(without: [a])
        #expect(try held(at: c) == 4)
        scene.clock.advance(days: 1)
        let separated = try separate()
        #expect(separated.from == ["620102003": 3] && separated.staying.isEmpty)
        try scene.heal(without: [a])
        #expect(try held(at: c) == 1)
    }

    /// Under one record by their number: it came with the one, and the other goes by it still.
    @Test func `who came with two mergers stays, whichever of them is undone`() throws {
        try scene.register(at: c)
        try scene.heal()
        try merge()
        _ = try StationCommands.merge(
            county, .init(codes: ["620102002", "620102003"], reason: "撤并"))
        try scene.heal(without: [a, c])
        scene.clock.advance(days: 1)
        let separated = try separate()
        #expect(separated.from == ["620102002": 2])
        #expect(separated.staying.map(\.reason) == ["both"])
    }

    @Test func `a station that lives, or a reason that is missing, is refused with its own words`()
        throws
    {
        #expect(try problem { try separate(nil, "620102002") }.code == "not-ended")
        try merge()
        #expect(
            try problem {
                try StationCommands.separate(county, .init(code: "620102001", reason: nil))
            }.code == "reason-needed")
        // Into the very station that has them it would be no separation.
        let before = try StationCommands.list(county).data() as NSDictionary
        #expect(
            try problem { try separate(into: "620102002") }.code == "into-itself")
        #expect(try problem { try separate(b) }.exit == .notPermitted)
        #expect(try StationCommands.list(county).data() as NSDictionary == before)
    }
}
