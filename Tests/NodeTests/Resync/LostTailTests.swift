import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// The end of an own log is gone while the file is sound, and nobody else had it: what was there is named, and
/// no sequence is used twice.
@Suite(.timeLimit(.minutes(3))) struct LostTailTests {
    private let pair: Pair
    private let old: Origin
    /// Of the first change that is not delivered.
    private let place: UInt64
    private let lost: [Entity]
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    /// What is done next with such a node.
    enum Next: CaseIterable { case repair, rebuild, verify, write, exchange }

    /// Three volunteers that are delivered, and two that are not.
    init() async throws {
        pair = try Pair()
        for number in 0..<3 { try pair.register("人\(number)", at: pair.station) }
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
        old = pair.station.origin
        let (store, scope, own) = (pair.station.store, pair.scope, pair.station.origin)
        place = try store.view { try $0.heldVector(of: scope)[own] } + 1
        lost = try ["没了一", "没了二"].map { [pair] in try pair.register($0, at: pair.station) }
    }

    /// - Parameter count: changes that go from the end.
    private func cutTail(_ count: Int, with parts: Bool) throws {
        let dots = "(SELECT dot FROM change ORDER BY dot DESC LIMIT \(count))"
        if parts { try station.tamper("DELETE FROM personal WHERE dot IN \(dots)") }
        try station.tamper(past: "change", "DELETE FROM change WHERE dot IN \(dots)")
    }

    private func ask(_ level: ResyncLevel) throws {
        try station.askItself(level)
        _ = try Resync(station).step()
    }

    private func reports() throws -> [ResyncChange.Report] {
        let own = Set(try station.store.ownOrigins())
        return try station.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .compactMap { $0.lastReport(of: own)?.report }
    }

    private func expectAgreement(_ names: [String]) throws {
        #expect(try pair.digest(at: station) == pair.digest(at: county))
        for home in [station, county] {
            #expect(try pair.names(at: home) == names.sorted())
            #expect(try home.safety.check(home).isSound)
        }
        #expect(try pair.delivery().pending == 0)
    }

    @Test(arguments: Next.allCases, [true, false])
    func `I2 I16 what was at the end of an own log is named, whatever is done next`(
        _ next: Next, _ parts: Bool
    ) async throws {
        try cutTail(2, with: parts)
        switch next {
        case .repair: try ask(.repair)
        case .rebuild: try ask(.rebuild)
        case .verify: try ask(.verify)
        case .write: try pair.register("之后", at: station)
        case .exchange: break
        }
        for _ in 0..<4 { _ = try await pair.exchange() }
        #expect(station.origin != old, "the sequences were used")
        let names = lost.enumerated().map { "\(old):\(place + UInt64($0)):\($1)" }
        let told = try reports().filter { $0.reason == PastDamage.word }
        #expect(!told.isEmpty && told.allSatisfy { $0.state == .differs }, "\(told)")
        #expect(told.allSatisfy { $0.places == names && $0["lost"] == 2 }, "\(told)")
        #expect(try station.store.pastDamage().lost == 0)
        let incidents = try station.store.view { try $0.incidents(limit: 10) }
            .filter { $0.kind == .unreadable }
        #expect(incidents.filter { $0.point == place - 1 && $0.count == 2 }.count == 1)
        #expect(incidents.filter { $0.point == nil }.count == 1)
        try expectAgreement(["人0", "人1", "人2"] + (next == .write ? ["之后"] : []))
    }

    @Test func `a plan calls it a lost tail, and names what was there`() throws {
        try cutTail(2, with: true)
        let check = try station.safety.check(station)
        #expect(check.suspicion == .lostTail && check.suspicion?.remedy == .repair)
        let tails = check.findings.filter { $0.what == .tail }.flatMap(\.names)
        #expect(tails == lost.enumerated().map { "\(old):\(place + UInt64($0)):\($1)" })
        #expect(station.origin == old, "and alters nothing")
    }

    /// No key of a table leads to it: whoever asks for a repair looks at all registers.
    @Test func `an edit without a personal part is named, too`() async throws {
        _ = try await pair.exchange()
        let before = try station.store.view { try $0.heldVector(of: pair.scope)[old] }
        try station.store.commit(to: pair.scope, by: station.author, at: 2) { door in
            var edit = Draft(Volunteer.kind, entity: lost[0])
            edit[Volunteer.serviceArea] = .text("静宁路")
            try door.edit(edit)
        }
        try cutTail(1, with: false)
        #expect(try station.safety.check(station).suspicion == .lostTail)
        try ask(.repair)
        #expect(station.origin != old)
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try reports().contains { $0.places == ["\(old):\(before + 1):\(lost[0])"] })
        try expectAgreement(["人0", "人1", "人2", "没了一", "没了二"])
    }

    @Test(arguments: [true, false])
    func `I16 what the level above holds comes back, and is not called lost`(
        _ parts: Bool
    ) async throws {
        _ = try await pair.exchange()
        try cutTail(2, with: parts)
        try ask(.repair)
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(station.origin != old)
        let told = try reports()
        #expect(told.allSatisfy { $0["lost"] == nil }, "\(told)")
        try expectAgreement(["人0", "人1", "人2", "没了一", "没了二"])
    }

    @Test
    func `a change gone from the middle is bytes gone bad, and a retry does not keep a repair`()
        async throws
    {
        try station.tamper(
            past: "change",
            "DELETE FROM change WHERE dot = (SELECT max(dot) FROM change) - 1")
        let check = try station.safety.check(station)
        #expect(check.suspicion == .bitRot && check.suspicion?.remedy == .repair)
        try ask(.retry)
        #expect(try Resync(station).step(after: SyncOutcome(.storeFailed)) == .rest)
        try station.askItself(.repair)
        for _ in 0..<4 { _ = try await pair.exchange() }
        let told = try reports()
        #expect(told.contains { $0.reason == PastDamage.word && $0["lost"] == 1 }, "\(told)")
        #expect(told.count == 2 && told.contains { $0.state == .done }, "\(told)")
        try expectAgreement(["人0", "人1", "人2", "没了二"])
    }

    @Test func `a repair that is due behind an exchange that failed waits for no other`() throws {
        try station.tamper(
            past: "change",
            "DELETE FROM change WHERE dot = (SELECT max(dot) FROM change) - 1")
        try station.askItself(.repair)
        #expect(try Resync(station).step(after: SyncOutcome(.storeFailed)) == .exchange)
        #expect(try reports().map(\.reason) == [PastDamage.word])
        #expect(try Resync(station).job() == nil)
    }

    @Test func `what needs no line is done while a level waits for one, which goes on afterwards`()
        async throws
    {
        for level in [ResyncLevel.retry, .rebuild, .verify] { try station.askItself(level) }
        let resync = Resync(station)
        #expect(try resync.step() == .exchange)
        for _ in 0..<6 { _ = try resync.step(after: SyncOutcome(.unreachable)) }
        let own = Set(try station.store.ownOrigins())
        let states = try station.store.view { try $0.instructions(in: pair.scope, at: 1) }.map {
            ($0.instruction.level, InstructionState($0, of: own, at: 1))
        }
        #expect(states.first { $0.0 == .rebuild }?.1 == .done)
        #expect(states.first { $0.0 == .verify }?.1 == .done)
        #expect(states.first { $0.0 == .retry }?.1 == .running)
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try reports().count { $0.state == .done } == 3)
        try expectAgreement(["人0", "人1", "人2", "没了一", "没了二"])
    }
}
