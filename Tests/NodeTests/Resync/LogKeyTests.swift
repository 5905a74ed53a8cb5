import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// What stands beside a log as its author's public key was altered: no signature over that log is right any more.
@Suite(.timeLimit(.minutes(2))) struct LogKeyTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    init() async throws {
        pair = try Pair()
        try pair.register("甲", at: pair.station)
        _ = try await pair.exchange()
    }

    /// Alters the first byte of the key of the station's log.
    private func alter(at home: NodeHome, _ more: String = "") throws {
        try home.tamper(
            """
            UPDATE log SET key = CAST(x'01' || substr(key, 2) AS BLOB)
                WHERE origin = x'\(station.origin)' AND substr(key, 1, 1) <> x'01';
            UPDATE log SET key = CAST(x'02' || substr(key, 2) AS BLOB)
                WHERE origin = x'\(station.origin)' AND substr(key, 1, 1) = x'01';
            \(more)
            """)
    }

    private func altered(at home: NodeHome) throws -> Bool {
        try home.safety.check(home).findings.contains {
            $0.what == .key && $0.place == "\(station.origin)"
        }
    }

    @Test func `it is bytes gone bad, and the node's own is put right by whatever comes next`()
        async throws
    {
        try pair.register("乙", at: station)
        try alter(at: station)
        #expect(try altered(at: station))
        let check = try station.safety.check(station)
        #expect(check.suspicion?.remedy == .repair && check.findings.count == 1)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(try station.safety.check(station).isSound)
    }

    @Test(arguments: ["", "DELETE FROM peer", "DELETE FROM peer; DELETE FROM authority_change"])
    func `a repair puts another's right, from wherever it is still known`(
        _ gone: String
    ) async throws {
        try alter(at: county, gone)
        #expect(try altered(at: county))
        try county.askItself(.repair)
        for _ in 0..<3 { _ = try Resync(county).step(after: SyncOutcome(.noUpstream)) }
        #expect(try !altered(at: county))
    }

    /// One bit of the name, and the key as it was.
    private func rename(at home: NodeHome) throws {
        var name = station.origin.bytes
        name[3] ^= 4
        try home.tamper(
            "UPDATE log SET origin = x'\(Hex.encode(name))' WHERE origin = x'\(station.origin)'")
    }

    @Test func `a log under another name has its own again as soon as its author comes`()
        async throws
    {
        try rename(at: county)
        #expect(try !county.safety.check(county).isSound)
        try pair.register("乙", at: station)
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(try county.store.summary(of: pair.scope) == station.store.summary(of: pair.scope))
        for home in [county, station] { #expect(try home.safety.check(home).isSound) }
    }

    @Test func `a repair gives a log its own name again`() async throws {
        try rename(at: county)
        try county.askItself(.repair)
        for _ in 0..<3 { _ = try Resync(county).step(after: SyncOutcome(.noUpstream)) }
        #expect(try county.safety.check(county).isSound)
        #expect(try await pair.exchange().result == .agreed)
    }

    @Test func `what nobody knows any more is not called right`() async throws {
        try county.tamper(
            """
            UPDATE log SET key = x'00' WHERE origin = x'\(station.origin)'; DELETE FROM peer;
            DELETE FROM authority_change
            """)
        try county.askItself(.repair)
        for _ in 0..<3 { _ = try Resync(county).step(after: SyncOutcome(.noUpstream)) }
        let own = Set(try county.store.ownOrigins())
        let told = try county.store.view { view in
            try view.instructionScopes().flatMap { try view.instructions(in: $0.scope, at: 1) }
        }.compactMap { $0.lastReport(of: own)?.report }
        #expect(told.map(\.state) == [.differs])
        #expect(told.map(\.places) == [["\(station.origin)"]])
    }
}
