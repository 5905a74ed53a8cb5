import Authority
import ServiceRecords
import Store
import SyncCore
import Testing

@testable import Node

/// What stands beside the logs about who counts was emptied by a hand. The logs still say it, and are asked before
/// anybody does not count.
@Suite(.timeLimit(.minutes(2))) struct EmptiedWordsTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    init() async throws {
        pair = try Pair()
        try pair.register("甲", at: pair.station)
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try pair.delivery().pending == 0)
    }

    private func empty(_ home: NodeHome) throws { try home.tamper("DELETE FROM authority_change") }

    private func expectAgreement(_ names: [String]) throws {
        #expect(try pair.digest(at: station) == pair.digest(at: county))
        for home in [station, county] {
            #expect(try pair.names(at: home) == names.sorted())
            #expect(try home.safety.check(home).isSound)
            #expect(try home.store.view { try $0.excluded(closed: true, limit: 9) }.isEmpty)
        }
    }

    private func tellCertificate() throws {
        let signer = try #require(try county.certificateAuthority()).certificate
        let word = Certification(
            origin: station.origin, certificate: signer.bytes, signer: signer.bytes)
        try county.store.commit(to: pair.scope, by: county.author, at: county.clock.now) {
            try $0.write(.certify(word))
        }
    }

    @Test func `what is recorded at a station counts`() async throws {
        try empty(station)
        try pair.register("乙", at: station)
        #expect(try pair.names(at: station) == ["乙", "甲"].sorted())
        _ = try await pair.exchange()
        try expectAgreement(["甲", "乙"])
    }

    @Test func `what a station brings counts at a county`() async throws {
        try empty(county)
        try pair.register("乙", at: station)
        _ = try await pair.exchange()
        #expect(try county.store.condition().waiting.isEmpty)
        try expectAgreement(["甲", "乙"])
    }

    /// It is judged by then, and nobody writes.
    @Test func `another word of the county's leaves everybody counting`() async throws {
        try tellCertificate()
        try empty(station)
        _ = try await pair.exchange()
        try expectAgreement(["甲"])
    }

    @Test(arguments: [ResyncLevel.rebuild, .repair, .verify])
    func `no level is refused, nor waits`(_ level: ResyncLevel) async throws {
        try station.askItself(level)
        try empty(station)
        #expect(try station.store.nextInstruction(at: 1)?.instruction.level == level)
        for _ in 0..<3 { _ = try await pair.exchange() }
        try expectAgreement(["甲"])
    }

    @Test func `nobody is told that somebody has to admit them`() async throws {
        for home in [station, county] { try empty(home) }
        #expect(try station.store.condition().awaitingAdmission.count == 1, "or nothing is asked")
        #expect(try county.store.condition().waiting.count == 1, "or nothing is asked")
        for home in [station, county] { try home.store.askLogsWhoCounts() }
        #expect(try station.store.condition().awaitingAdmission.isEmpty)
        #expect(try county.store.condition().waiting.isEmpty)
        try expectAgreement(["甲"])
    }
}
