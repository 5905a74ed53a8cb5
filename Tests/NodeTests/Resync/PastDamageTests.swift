import Foundation
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// A change of an own log goes bad on the disk before anybody else has it: the record is lost with the disk,
/// and nothing waits behind it.
@Suite(.timeLimit(.minutes(3))) struct PastDamageTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    /// Three volunteers that are delivered.
    init() async throws {
        pair = try Pair()
        for number in 0..<3 { try pair.register("人\(number)", at: station) }
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
    }

    private func length() throws -> UInt64 {
        try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] }
    }

    /// A repair that the county has instructed, and what came of it.
    private func repair() async throws -> ResyncChange.Report {
        let id = try county.store.commit(
            to: pair.scope, by: county.author, at: county.clock.now
        ) { try $0.write(.instruct(.init(.repair, expires: .max))) }
        for _ in 0..<2 { _ = try await pair.exchange() }
        let cards = try county.store.view {
            try $0.instructions(in: pair.scope, at: county.clock.now)
        }
        let own = Set(try station.store.ownOrigins())
        return try #require(cards.first { $0.id == id }?.lastReport(of: own)?.report)
    }

    private func expectAgreement() throws {
        #expect(try pair.digest(at: station) == pair.digest(at: county))
        #expect(try pair.names(at: station) == pair.names(at: county))
        #expect(try pair.delivery().pending == 0)
        for home in [station, county] { #expect(try home.safety.check(home).isSound) }
    }

    @Test func `I16 what lies behind a damaged change that nobody has is delivered`() async throws {
        try pair.register("先写的", at: station)
        let lost = try pair.register("坏了的", at: station)
        let (old, place) = (station.origin, try length())
        try pair.register("后写的", at: station)
        try station.spoil(place, in: pair.scope)
        let report = try await repair()
        #expect(report.state == .differs && report.reason == PastDamage.word, "\(report)")
        #expect(report["lost"] == 1 && report["damaged"] == 0)
        #expect(report["copies"] == 2, "and that it has begun")
        #expect(report.places == ["\(old):\(place):\(lost)"], "and which record it was")
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "先写的", "后写的"].sorted())
        #expect(try station.store.ownOrigins() == [old, station.origin] && old != station.origin)
        let told = try station.store.view { try $0.incidents(limit: 10) }
            .filter { $0.kind == .unreadable }
        #expect(told.contains { $0.point == place - 1 && $0.count == 1 && $0.origin == old })
        try expectAgreement()
        #expect(try DamagedAlone(of: station.store).count == 0)
    }

    @Test func `later writes of a record keep their order behind the damage`() async throws {
        let record = try pair.register("甲", at: station)
        try pair.register("坏了的", at: station)
        let place = try length()
        for name in ["乙", "丙"] {
            try station.store.commit(to: pair.scope, by: station.author, at: 2) { door in
                var edit = Draft(Volunteer.kind, entity: record)
                edit[Volunteer.name] = .text(name)
                try door.edit(edit)
            }
        }
        try station.spoil(place, in: pair.scope)
        _ = try await repair()
        #expect(try pair.names(at: county).contains("丙"))
        #expect(try county.store.view { try $0.delivery() }.conflicts == 0)
        try expectAgreement()
    }

    @Test func `two of them in one log take each what is theirs alone`() async throws {
        var places: [UInt64] = []
        for name in ["坏一", "好一", "坏二", "好二"] {
            try pair.register(name, at: station)
            if name.hasPrefix("坏") { places.append(try length()) }
        }
        for place in places { try station.spoil(place, in: pair.scope) }
        let report = try await repair()
        #expect(report["lost"] == 2 && report["copies"] == 3)
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "好一", "好二"].sorted())
        try expectAgreement()
    }

    /// The stick was written while the change was whole, and reaches the county when it is thought lost.
    @Test func `what a courier carries all the time comes back, and everything counts once`()
        async throws
    {
        try pair.register("坏了的", at: station)
        let place = try length()
        try pair.register("后写的", at: station)
        let stick = try Stick(from: station, to: pair.scope)
        try station.spoil(place, in: pair.scope)
        #expect(try await repair()["lost"] == 1)
        #expect(try !pair.names(at: county).contains("坏了的"))
        try county.unload(stick)
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(
            try pair.names(at: county) == ["人0", "人1", "人2", "坏了的", "后写的"].sorted())
        try expectAgreement()
    }

    @Test func `a segment that does not unpack takes only its own changes along`() async throws {
        for number in 0..<20 { try pair.register("多\(number)", at: station) }
        var packing = Store.Packing()
        packing.changes = 4
        packing.kept = 2
        while try station.store.pack(packing) > 0 {}
        let place = try length() - 9
        let first = try station.rows(
            "SELECT max(dot) & 0xffffffff FROM segment WHERE dot & 0xffffffff <= \(place)")
        try station.alter(
            "segment", "bytes", at: UInt64(first), of: station.origin, in: pair.scope
        ) { bytes in [UInt8](repeating: 0xEE, count: bytes.count) }
        let report = try await repair()
        #expect(report["lost"] == 4 && report.reason == PastDamage.word, "\(report)")
        #expect(try pair.names(at: county).count == 3 + 20 - 4)
        try expectAgreement()
    }

    /// The entry counts, and its name is missing: that is said, and keeps nothing.
    @Test func `a personal part that went bad keeps nothing from being delivered`() async throws {
        try pair.register("名字坏了的", at: station)
        let place = try length()
        try pair.register("后写的", at: station)
        try station.alter("personal", "sealed", at: place, of: station.origin, in: pair.scope) {
            [UInt8](repeating: 0, count: $0.count)
        }
        #expect(try await pair.exchange().isContact)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "后写的"].sorted())
        let count = "SELECT count(*) FROM volunteer_identity"
        #expect(try county.rows(count) == 5)
        let report = try await repair()
        #expect(report.reason == "damaged-here-alone" && report["damaged"] == 1, "\(report)")
        #expect(try station.store.ownOrigins().count == 1, "no log was cut for it")
        #expect(try pair.digest(at: station) == pair.digest(at: county))
    }

    @Test func `a repair of a part steps over nothing`() async throws {
        try pair.register("坏了的", at: station)
        try station.spoil(try length(), in: pair.scope)
        let id = try station.store.commit(to: pair.scope, by: station.author, at: 1) {
            try $0.write(
                .instruct(
                    .init(
                        .repair, expires: .max, targets: [station.origin],
                        kind: Volunteer.kind.number)))
        }
        #expect(try Resync(station).step() == .exchange)
        _ = try await pair.exchange()
        let card = try station.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .first { $0.id == id }
        #expect(card?.reports.last?.report.reason == "narrowed")
        #expect(try station.store.ownOrigins().count == 1)
    }

    @Test func `without a line nothing waits longer than a day, and a stick takes it`() async throws
    {
        try pair.register("坏了的", at: station)
        let place = try length()
        try pair.register("后写的", at: station)
        for sequence in [1, place] { try station.spoil(sequence, in: pair.scope) }
        _ = try station.store.commit(to: pair.scope, by: station.author, at: station.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [station.origin])))
        }
        #expect(try Resync(station).step() == .exchange)
        #expect(try Resync(station).step(after: SyncOutcome(.unreachable)) == .exchange)
        #expect(try station.store.ownOrigins().count == 1, "the county may have it")
        pair.clock.set(pair.clock.now + 86_400_001)
        #expect(try Resync(station).step(after: SyncOutcome(.unreachable)) == .exchange)
        #expect(try station.store.ownOrigins().count == 2)
        let left = try station.store.damages()
        #expect(left.map(\.sequence) == [1], "what the county has is asked for all the same")
        try county.unload(Stick(from: station, to: pair.scope))
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "后写的"].sorted())
        for _ in 0..<2 { _ = try await pair.exchange() }
        try expectAgreement()
    }

    @Test func `without a line a personal part that went bad cuts no log either`() async throws {
        try pair.register("名字坏了的", at: station)
        try station.alter(
            "personal", "sealed", at: try length(), of: station.origin, in: pair.scope
        ) { [UInt8](repeating: 0, count: $0.count) }
        _ = try station.store.commit(to: pair.scope, by: station.author, at: station.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [station.origin])))
        }
        #expect(try Resync(station).step() == .exchange)
        pair.clock.set(pair.clock.now + 86_400_001)
        #expect(try Resync(station).step(after: SyncOutcome(.unreachable)) == .exchange)
        #expect(try station.store.ownOrigins().count == 1)
    }

    /// Bytes that still read as a change, and say something else than was signed.
    @Test func `nobody is sent what its leaf does not confirm`() async throws {
        try pair.register("先写的", at: station)
        try pair.register("坏了的", at: station)
        try station.alter(
            "change", "bytes", at: try length(), of: station.origin, in: pair.scope
        ) { bytes in
            var bytes = bytes
            // Of the time, which follows scope, origin and a sequence of one byte.
            bytes[33] ^= 2
            return bytes
        }
        let words = Mutex<Set<String>>([])
        _ = try await pair.exchange { request in
            let answer = pair.answer(request)
            if case .success(let it) = answer,
                let message = try? Message(body: it.body, answering: request.body)
            {
                words.withLock { $0.formUnion(message.turnedAway.map(\.error.word)) }
            }
            return answer
        }
        #expect(words.withLock { $0.isEmpty }, "the county has nothing to turn away")
        #expect(try pair.names(at: county).contains("先写的"))
        #expect(try !pair.names(at: county).contains("坏了的"))
    }

    @Test func `what still reads as a change and is none is written again by nobody`() async throws
    {
        let lost = try pair.register("坏了的", at: station)
        try station.alter(
            "change", "bytes", at: try length(), of: station.origin, in: pair.scope
        ) { bytes in
            var bytes = bytes
            for place in [33, 35] { bytes[place] ^= 2 }
            return bytes
        }
        try pair.register("后写的", at: station)
        let report = try await repair()
        #expect(report["lost"] == 1 && report.places.first?.hasSuffix("\(lost)") == true)
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "后写的"].sorted())
        #expect(try station.rows("SELECT count(*) FROM evidence WHERE unreadable") == 1)
        try expectAgreement()
    }

    /// With its leaf the row is gone, and no root of the log can be made: no exchange gets anywhere before.
    @Test func `I16 a change that is gone from the middle of a log holds up nobody`() async throws {
        try pair.register("先写的", at: station)
        try pair.register("没了的", at: station)
        let (old, place) = (station.origin, try length())
        try pair.register("后写的", at: station)
        try station.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot = (SELECT log << 40 FROM log JOIN scope USING(scope)
                WHERE origin = x'\(old)' AND scope.id = x'\(pair.scope)') + \(place)
            """)
        #expect(try station.store.damages().map(\.sequence) == [place])
        _ = try station.store.commit(to: pair.scope, by: station.author, at: station.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [old])))
        }
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(try station.store.ownOrigins().count == 2)
        #expect(
            try pair.names(at: county) == ["人0", "人1", "人2", "先写的", "后写的"].sorted())
        try expectAgreement()
    }

    @Test func `a change that is bad with its personal part is gone past, too`() async throws {
        try pair.register("坏了的", at: station)
        let (old, place) = (station.origin, try length())
        try pair.register("后写的", at: station)
        try station.spoil(place, in: pair.scope)
        try station.alter("personal", "sealed", at: place, of: old, in: pair.scope) {
            [UInt8](repeating: 3, count: $0.count)
        }
        #expect(try await repair()["lost"] == 1)
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "后写的"].sorted())
        try expectAgreement()
    }

    @Test func `a part that is bad behind a lost change is named with it`() async throws {
        try pair.register("坏了的", at: station)
        let (old, place) = (station.origin, try length())
        try pair.register("名字坏了的", at: station)
        try station.spoil(place, in: pair.scope)
        try station.alter("personal", "sealed", at: place + 1, of: old, in: pair.scope) {
            [UInt8](repeating: 3, count: $0.count)
        }
        let report = try await repair()
        #expect(report["lost"] == 2 && report.places.count == 2, "\(report)")
        #expect(report.places.last?.hasPrefix("\(old):\(place + 1):") == true)
    }

    @Test func `what was lost is told also by whoever was killed before telling it`() async throws {
        try pair.register("坏了的", at: station)
        let (old, place) = (station.origin, try length())
        try station.spoil(place, in: pair.scope)
        #expect(try station.store.goOnPastDamage(at: 1).lost == 1)
        let report = try await repair()
        #expect(report.reason == PastDamage.word && report["lost"] == 1, "\(report)")
        #expect(report.places.first?.hasPrefix("\(old):\(place)") == true)
        #expect(try await repair().state == .done, "once")
    }

    @Test func `a delivered change that is gone comes back, and counts once`() async throws {
        try pair.register("未送的", at: station)
        let names = try pair.names(at: station)
        try station.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot = (SELECT log << 40 FROM log JOIN scope USING(scope)
                WHERE origin = x'\(station.origin)' AND scope.id = x'\(pair.scope)') + 2
            """)
        _ = try station.store.commit(to: pair.scope, by: station.author, at: station.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [station.origin])))
        }
        for _ in 0..<4 { _ = try await pair.exchange() }
        #expect(try pair.names(at: station) == names)
        let told = try station.store.view { try $0.incidents(limit: 20) }
            .filter { $0.kind == .unreadable }
        #expect(
            !told.isEmpty && told.allSatisfy { $0.count == 0 }, "the county has it: none is lost")
        try expectAgreement()
    }

    /// Who counts is told by whichever of the two places is whole.
    @Test(arguments: [
        "(SELECT bytes FROM authority_change ORDER BY dot DESC LIMIT 1)", "zeroblob(9)", "7",
    ])
    func `words of authority that go bad beside their log alter nothing`(bytes: String)
        async throws
    {
        for home in [station, county] {
            try home.tamper("UPDATE authority_change SET bytes = \(bytes)")
        }
        try pair.register("照常", at: station)
        #expect(try await pair.exchange().isContact)
        #expect(try pair.names(at: county).contains("照常"))
        #expect(try pair.delivery().pending == 0)
        #expect(try station.safety.check(station).suspicion == .editedTable)
    }

    @Test func `I16 the end of a log that somebody has deleted comes back`() async throws {
        let length = try length()
        try station.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot > (SELECT log << 40 FROM log JOIN scope USING(scope)
                WHERE origin = x'\(station.origin)' AND scope.id = x'\(pair.scope)') + \(length - 2)
                AND dot >> 40 = (SELECT log FROM log JOIN scope USING(scope)
                WHERE origin = x'\(station.origin)' AND scope.id = x'\(pair.scope)')
            """)
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(try pair.names(at: station) == ["人0", "人1", "人2"])
        try pair.register("再来", at: station)
        _ = try await pair.exchange()
        #expect(try pair.names(at: county) == ["人0", "人1", "人2", "再来"])
        #expect(try pair.digest(at: station) == pair.digest(at: county))
    }
}
