import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// Moves between stations, as commands over real stores and real exchanges (protocol §9).
@Suite struct TransferStoryTests {
    @Test
    func `I11, I21, S33: a passport across counties; hours stay, and the lifetime total is one`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let (a, b) = (scene.station(0), scene.station(1))
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...7)
        try scene.heal()

        try scene.release(from: a, to: b, passport: "passport")
        try scene.accept(scene.folder.path("passport"), at: b)
        #expect(try scene.state(at: a) == "released" && scene.state(at: b) == "provisional")
        try scene.serve(at: b, month: 4, days: 1...5)
        #expect(try scene.hours(at: b, "provisional") == 5)
        // Recorded late, served before.
        try scene.serve(at: a, month: 2, days: 1...1)
        try scene.heal(without: [a])
        // The sequencer needs the giver's word, not its line: B's accept has brought it.
        #expect(try scene.state(at: b) == "active")
        #expect(try scene.hours(at: b, "provisional") == 0)
        #expect(try scene.state(at: a) == "released")

        scene.clock.advance(days: 60)
        try scene.heal()
        #expect(try scene.state(at: a) == "closed" && scene.state(at: b) == "active")
        #expect(try scene.hours(at: a) == 8 && scene.hours(at: a, "underReview") == 0)
        #expect(try scene.hours(at: b) == 5 && scene.hours(at: b, "awaitingApproval") == 5)
        let city = try #require(scene.city)
        #expect(try scene.hours(at: scene.regions[0].county) == 8)
        #expect(try scene.hours(at: scene.regions[1].county) == 5)
        #expect(try scene.hours(at: city) == 13)
        #expect(try scene.lifetime(at: a) == 13 && scene.lifetime(at: b) == 13)
        // The city counts every hour and knows nobody.
        let people = try city.store.view { try $0.volunteers(limit: 10) }
        #expect(people.count == 2 && people.allSatisfy { $0.name == nil && $0.idNumber == nil })
        for place in [a, b, scene.regions[0].county, city] {
            let report = try place.store.check(scratch: place.home.directory)
            #expect(report.findings.isEmpty, "\(report.findings)")
        }

        let file = scene.folder.path("statement")
        let written = try TransferCommands.statement(
            b, volunteer: TransferScene.person, file: file)
        #expect(written.units.count == 2 && written.seconds == 13 * 3_600)
        let keys = scene.regions.map(\.county.home.publicKey)
        let checked = try TransferCommands.verify(nil, file: file, keys: keys)
        #expect(checked.isGood && checked.units.map(\.records).sorted() == [5, 8])
        #expect(try !TransferCommands.verify(nil, file: file, keys: [keys[0]]).isGood)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let altered = try scene.folder.write(
            "altered", text.replacingOccurrences(of: "站620102001", with: "站620102009"))
        #expect(
            try problem { try TransferCommands.verify(nil, file: altered, keys: keys) }.code
                == "altered-statement")
        try verifyReceipts(of: scene, keys)
        // A unit that stands there twice is counted for nobody.
        var doubled = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let units = try #require(doubled["units"] as? [[String: Any]])
        doubled["units"] = [units[0], units[0]]
        for column in ["seconds", "records"] {
            let sum = try #require(units[0][column] as? [Int]).reduce(0, +)
            doubled[column] = 2 * sum
        }
        let twice = scene.folder.path("twice")
        try JSONSerialization.data(withJSONObject: doubled).write(
            to: URL(fileURLWithPath: twice))
        #expect(
            try problem { try TransferCommands.verify(nil, file: twice, keys: keys) }.code
                == "altered-statement")
    }

    /// The receipts of a statement that B writes with a word of its own, which its county has not heard yet.
    private func verifyReceipts(of scene: TransferScene, _ keys: [[UInt8]]) throws {
        let (a, b) = (scene.station(0, 0), scene.station(1, 0))
        try scene.serve(at: b, month: 6, days: 7...7)
        let file = scene.folder.path("receipts")
        _ = try TransferCommands.statement(b, volunteer: TransferScene.person, file: file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let fresh = try TransferCommands.verify(nil, file: file, keys: keys)
        let first = try #require(fresh.receipts.first)
        #expect(fresh.receipts.count == 1 && first.code == b.home.code)
        #expect(first.entry > first.delivered.size)
        let said = fresh.text(in: .zh)
        #expect(said.contains("\(b.home.code) 的这些数字是第 \(first.entry) 条改动，开具时县还没有签收"))
        #expect(said.contains("\(a.home.code) 的这些数字由县以自己的密钥签署"))
        try scene.heal()
        let later = scene.folder.path("later")
        _ = try TransferCommands.statement(b, volunteer: TransferScene.person, file: later)
        let checked = try TransferCommands.verify(nil, file: later, keys: keys)
        #expect(checked.receipts == [], "its county has said the same by now")
        #expect(checked.text(in: .zh).contains("\(b.home.code) 的这些数字由县以自己的密钥签署"))

        // Without it the rest is as good; one over another log is not.
        func written(_ receipt: Any?) throws -> String {
            var whole = try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            var units = try #require(whole["units"] as? [[String: Any]])
            let place = try #require(units.firstIndex { $0["receipt"] != nil })
            units[place]["receipt"] = receipt
            whole["units"] = units
            let path = scene.folder.path("other-receipt")
            try JSONSerialization.data(withJSONObject: whole).write(
                to: URL(fileURLWithPath: path))
            return path
        }
        let none = try TransferCommands.verify(nil, file: written(nil), keys: keys)
        #expect(none.isGood && none.receipts == [])
        #expect(
            none.text(in: .en).contains(
                "no receipt of the county goes with the figures of \(b.home.code)"))
        let scope = try #require(try a.home.stationScope())
        let foreign = try a.store.view { try $0.founderReceipt(on: a.home.origin, in: scope) }
        for receipt in [try #require(foreign).note, "x"] {
            #expect(
                try problem {
                    try TransferCommands.verify(nil, file: written(receipt), keys: keys)
                }.code == "altered-statement")
        }
    }

    @Test func `what a station's own log says is shown as delivered once its county has it`() throws
    {
        let scene = try TransferScene(counties: 1, stations: 1, hasCity: false)
        let a = scene.station(0, 0)
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        let file = scene.folder.path("statement")
        func checked() throws -> TransferChecked {
            try? FileManager.default.removeItem(atPath: file)
            _ = try TransferCommands.statement(a, volunteer: TransferScene.person, file: file)
            return try TransferCommands.verify(a, file: file, keys: [])
        }
        let alone = try checked()
        #expect(alone.isGood && alone.receipts == [])
        try scene.heal()
        let delivered = try checked()
        let one = try #require(delivered.receipts.first)
        #expect(delivered.isGood && one.entry <= one.delivered.size)
        #expect(delivered.text(in: .en).contains("for the first \(one.delivered.size) by"))
    }

    @Test func `S35: A to B and back to A; and A to C over B, which never has a line`() throws {
        let scene = try TransferScene(counties: 1, stations: 3, hasCity: false)
        let (a, b, c) = (scene.station(0, 0), scene.station(0, 1), scene.station(0, 2))
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        try scene.heal()
        let there = try scene.release(from: a, to: b)
        try scene.heal()
        #expect(try scene.state(at: b) == "offered" || scene.entries(at: b) == ["offered"])
        try scene.accept(String(there.prefix(12)), at: b)
        try scene.heal()
        try scene.serve(at: b, month: 4, days: 1...1)
        scene.clock.advance(days: 1)
        let back = try scene.release(from: b, to: a)
        try scene.heal()
        try scene.accept(String(back.prefix(12)), at: a)
        try scene.heal()
        #expect(try scene.state(at: a) == "active" && scene.entries(at: b) == ["closed"])

        scene.clock.advance(days: 1)
        try scene.release(from: a, to: b, passport: "one")
        try scene.accept(scene.folder.path("one"), at: b)
        scene.clock.advance(days: 1)
        try scene.release(from: b, to: c, passport: "two")
        try scene.accept(scene.folder.path("two"), at: c)
        try scene.serve(at: c, month: 5, days: 1...3)
        #expect(try scene.hours(at: c, "provisional") == 3)
        try scene.heal(without: [a, b])
        #expect(try scene.state(at: c) == "active")
        #expect(try scene.hours(at: c, "awaitingApproval") == 3)
        try scene.heal()
        #expect(try scene.entries(at: a) == ["closed"] && scene.entries(at: b) == ["closed"])
        #expect(try scene.lifetime(at: c) == 6)
        #expect(try scene.hours(at: scene.regions[0].county) == 6)
    }

    @Test func `an hour that was typed in before a move and after it is shown to be looked at`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let county = scene.regions[0].county
        try scene.register(at: a)
        try scene.serve(at: a, month: 2, days: 1...2)
        try scene.heal()
        try scene.release(from: a, to: b, passport: "passport")
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.serve(at: b, month: 2, days: 2...3)
        try scene.heal()
        let twice = try HoursCommands.list(county, overlapping: true).records
        #expect(twice.map(\.start) == ["2026-02-02T01:00:00Z", "2026-02-02T01:00:00Z"])
        let total = try HoursCommands.total(county)
        #expect(total.overlaps == 1 && total.seconds == 4 * 3_600, "a person decides which is not")
        // What a station shows of its own follows from its own logs (decision 0065).
        #expect(total.columns.underReview.records == 0)
        _ = try HoursCommands.reverse(b, twice[1].id, reason: "重复")
        try scene.heal()
        #expect(try HoursCommands.total(county).overlaps == 0)
    }

    @Test
    func `I12 sums say what they were computed from, and the same gives the same to the byte`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: true)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let (county, city) = (scene.regions[0].county, try #require(scene.city))
        try scene.register(at: a)
        try scene.serve(at: a, month: 2, days: 1...2)
        try scene.heal()
        func total(at place: Workplace, _ code: String? = nil) throws -> HoursTotalReport {
            try HoursCommands.total(place, code: code, byStation: true)
        }
        let before = try total(at: county)
        #expect(before.basis.logs > 2 && before.basis.changes > 4 && before.basis.rules > 0)
        #expect(try total(at: city).basis == before.basis)
        #expect(try total(at: city).stations == before.stations)
        #expect(try total(at: a).basis == total(at: county, a.home.code).basis)
        // Read twice, and by whoever holds as much.
        let sorted = JSONEncoder()
        sorted.outputFormatting = .sortedKeys
        let again = try sorted.encode(total(at: county))
        #expect(try again == sorted.encode(before))

        try scene.serve(at: a, month: 2, days: 3...3)
        try scene.exchange(a, with: county)
        let after = try total(at: county)
        #expect(after.basis.digest != before.basis.digest && after.seconds == 3 * 3_600)
        #expect(try total(at: city).basis == before.basis, "it has not heard of it yet")
        let vectors = try #require(after.stations.value).map(\.vector)
        #expect(vectors[0] != before.stations.value?[0].vector)
        #expect(try vectors[1] == total(at: b).stations.value?[0].vector)
    }

    @Test func `S37: after the release earlier service counts, and later service goes to review`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        let volunteer = try #require(
            try a.store.view { try $0.volunteers(limit: 1) }.first
        ).entity.description
        try scene.heal()
        try scene.release(from: a, to: b, passport: "passport")
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.heal()
        #expect(try scene.entries(at: a) == ["closed"])
        scene.clock.advance(days: 20)
        for start in ["2026-11-20 09:00", "2026-12-05 09:00"] {
            _ = try HoursCommands.add(
                a,
                HoursFields(
                    volunteer: volunteer, activity: "补录", start: start,
                    end: start.replacingOccurrences(of: "09:00", with: "11:00")))
        }
        #expect(try scene.hours(at: a, "awaitingApproval") == 2)
        #expect(try scene.hours(at: a, "underReview") == 2)
        let list = try HoursCommands.list(a, column: .underReview)
        #expect(list.records.map(\.isServedElsewhere) == [true])
        #expect(list.text(in: .zh).contains("▲服务时已转到别站"), "why it waits")
        #expect(try HoursCommands.list(a).records.count(where: \.isServedElsewhere) == 1)
        try scene.heal()
        // Refused into nothing it is not: the county counts both.
        #expect(try scene.hours(at: scene.regions[0].county) == 4)
        #expect(try scene.lifetime(at: b) == 4)
    }

    @Test
    func `S34: a claim is answered by the owner: another person stays apart, the same one moves`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        try scene.register(at: b)
        try scene.heal()
        func claim() throws -> String {
            _ = try TransferCommands.claim(b, volunteer: TransferScene.person)
            try scene.heal()
            return try #require((try scene.entry(at: a)["claims"] as? [String])?.first)
        }
        let first = try claim()
        for beginning in ["", String(first.prefix(5))] {
            let problem = try problem { try TransferCommands.decline(a, beginning) }
            #expect(problem.code == "no-transfer")
        }
        _ = try TransferCommands.decline(a, String(first.prefix(12)))
        try scene.heal()
        #expect(try scene.entry(at: a)["claims"] as? [String] == [])
        #expect(try scene.state(at: a) == "active")

        _ = try claim()
        try scene.serve(at: b, month: 4, days: 1...1)
        // The claim stands for the accept.
        try scene.release(from: a, to: b)
        // B hears of the entry, opens the profile, says so; then A hears of that.
        try scene.heal(rounds: 3)
        #expect(try scene.entries(at: a) == ["closed"])
        #expect(try scene.entries(at: b) == ["active"])
        #expect(try scene.hours(at: b, "awaitingApproval") == 1)
        #expect(try scene.lifetime(at: b) == 3)
    }

    @Test
    func `I21: what is taken back or declined before its entry leaves the giver where it was`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        let first = try scene.release(from: a, to: b, passport: "passport")
        _ = try TransferCommands.cancel(a, String(first.prefix(12)))
        #expect(try scene.state(at: a) == "active")
        try scene.heal(without: [b])
        // B knows nothing of it, and takes the passport.
        try scene.accept(scene.folder.path("passport"), at: b)
        try scene.serve(at: b, month: 4, days: 1...2)
        try scene.heal()
        #expect(try scene.state(at: a) == "active" && scene.entries(at: b) == ["notTransferred"])
        #expect(try scene.hours(at: b, "underReview") == 2)

        scene.clock.advance(days: 1)
        let second = try scene.release(from: a, to: b)
        try scene.heal()
        _ = try TransferCommands.decline(b, String(second.prefix(12)))
        try scene.heal()
        #expect(try scene.state(at: a) == "active")

        scene.clock.advance(days: 1)
        let third = try scene.release(from: a, to: b, passport: "third")
        _ = try TransferCommands.cancel(a, String(third.prefix(12)))
        try scene.heal()
        let file = scene.folder.path("third")
        #expect(try problem { try TransferCommands.accept(b, file) }.code == "taken-back")
    }

    @Test func `a transfer of 2,000 records costs less than 4 KB on the line of each station`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let (a, b) = (scene.station(0), scene.station(1))
        try scene.register(at: a)
        try scene.serve(at: a, hours: 2_000)
        try scene.heal()
        scene.forgetBytes()
        try scene.heal(rounds: 1)
        let idle = scene.bytes
        func cost(of place: Workplace, in rounds: Int) -> Int {
            let directory = place.home.directory
            return (scene.bytes[directory] ?? 0) - rounds * (idle[directory] ?? 0)
        }
        scene.forgetBytes()
        let id = try scene.release(from: a, to: b)
        try scene.heal(rounds: 2)
        try scene.accept(String(id.prefix(12)), at: b)
        try scene.heal(rounds: 6)
        #expect(try scene.entries(at: a) == ["closed"] && scene.state(at: b) == "active")
        #expect(try scene.lifetime(at: b) == 2_000)
        let (given, taken) = (cost(of: a, in: 8), cost(of: b, in: 8))
        #expect(given < 4_096, "\(given) bytes between the giver and its county")
        #expect(taken < 4_096, "\(taken) bytes between the taker and its county")
        let above = scene.regions.map { cost(of: $0.county, in: 8) }
        #expect(above.allSatisfy { $0 < 2 * 4_096 }, "\(above) bytes of the counties and the city")
    }

    @Test func `I21: whoever releases one of two that were merged is told of the other's hours`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, county) = (scene.station(0), scene.regions[0].county)
        try scene.register(at: a)
        let kept = try VolunteerCommands.show(a, TransferScene.person).volunteer.id
        var fields = VolunteerFields()
        fields.name = "张三"
        fields.idNumber = TransferScene.person
        // Where neither could see the other.
        let other = try VolunteerCommands.add(county, fields, code: a.home.code).id
        try scene.heal()
        _ = try VolunteerCommands.merge(a, other, into: kept)
        let code = scene.station(0, 1).home.code
        let done = try TransferCommands.release(a, volunteer: kept, to: code)
        #expect(done.others == [other])
        #expect(done.text(in: .zh).contains(other.prefix(12)))
        let second = try TransferCommands.release(a, volunteer: other, to: code)
        #expect(second.transfer.value != nil, "it goes the same way")
    }
}

extension TransferScene {
    /// How a station stands to each volunteer of whom anything was said.
    func entries(at place: Workplace) throws -> [String] {
        try TransferCommands.list(place).transfers.map(\.state)
    }
}
