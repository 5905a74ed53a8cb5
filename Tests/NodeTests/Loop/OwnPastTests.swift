import Authority
import Foundation
import Node
import Store
import SyncCore
import Testing
import Transport

/// What a node tells of itself after it has lost a part of its past: what is delivered, what befell it,
/// and who waits for whom.
@Suite(.timeLimit(.minutes(2))) struct OwnPastTests {
    @Test func `what an earlier origin wrote is pending until the level above has signed for it`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        for number in 1...50 { try pair.register("第\(number)人", at: pair.station) }
        let old = pair.station.origin
        let home = try pair.stationWithoutSidecar()
        try pair.register("乙", at: home)
        #expect(home.origin != old)

        let before = try home.store.view { try $0.delivery() }
        #expect(before.head == 52, "the word of succession is nobody's entry")
        #expect(before.delivered == 1)
        #expect(before.pending == 51)
        let logs = try home.store.view { try $0.logs() }.filter(\.isOwn)
        #expect(Set(logs.map(\.origin)) == [old, home.origin])
        #expect(logs.filter(\.isFormer).map(\.origin) == [old])
        let figures = try home.store.view { try $0.figures(answered: []) }
        #expect(figures.pendingBytes > 51 * 50)

        #expect(try await pair.meet(home).result == .agreed)
        let after = try home.store.view { try $0.delivery() }
        #expect(after.head == 52)
        #expect(after.delivered == 52)
        #expect(after.pending == 0)
    }

    @Test func `an entry that a repair wrote again is one entry`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let copy = try pair.copyOfStation()
        for name in ["乙", "丙", "丁"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        let home = try NodeHome(opening: copy.url, clock: pair.clock)
        for name in ["戊", "己"] { try pair.register(name, at: home) }
        #expect(try home.store.view { try $0.delivery() }.pending == 2)
        #expect(try await pair.meet(home).result == .agreed)
        let delivery = try home.store.view { try $0.delivery() }
        #expect(delivery.head == 6)
        #expect(delivery.delivered == 6)
        let incidents = try home.store.view { try $0.incidents(limit: 10) }
        let repairs = incidents.filter { [.repaired, .setAside].contains($0.kind) }
        #expect(repairs.map(\.count) == [2])
    }

    @Test func `what was refused under an earlier origin is shown, and waits for its author`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let log = try #require(
            try pair.county.store.view { try $0.logs() }.first {
                $0.origin == pair.station.origin
            })
        let dot = Dot(origin: log.origin, sequence: log.length)
        let card = try #require(
            try pair.county.store.view { try $0.change(dot, in: pair.scope) })
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 1) {
            try $0.write(.refuse(dot: dot, leaf: card.leaf, reason: "重复"))
        }
        let home = try pair.stationWithoutSidecar()
        try pair.register("乙", at: home)
        #expect(try await pair.meet(home).result == .agreed)
        let delivery = try home.store.view { try $0.delivery() }
        #expect(delivery.refused == 1)
        #expect(delivery.unsettled == 1)
        #expect(delivery.delivered == 1)
        #expect(delivery.pending == 0)
    }

    @Test func `receipts of a county that was renewed prove nothing until it has signed again`()
        async throws
    {
        let pair = try Pair()
        for name in ["甲", "乙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.station.store.view { try $0.affectedReceipts() }.isEmpty)
        let copy = try pair.copyOfCounty()
        try pair.register("丙", at: pair.county)
        #expect(try await pair.exchange().result == .agreed)

        // The county says who it is now, and the line dies.
        let county = try NodeHome(opening: copy.url, clock: pair.clock)
        try pair.register("丁", at: county)
        let succession = try Succession(
            naming: Signer(privateKey: county.randomness.bytes(32)).publicKey,
            by: county.signer)
        _ = try pair.station.store.peer(succession.origin, lineage: [succession], at: 5)
        #expect(try pair.delivery().pending == 2)
        let affected = try pair.station.store.view { try $0.affectedReceipts() }
        #expect(affected.map(\.changes) == [2])
        #expect(affected.map(\.reason) == [.countyRenewed])
        #expect(affected.map(\.origin) == [pair.station.origin])
        let incident = try #require(
            try pair.station.store.view { try $0.incidents(limit: 1) }.first)
        #expect(incident.kind == .peerRenewed && incident.isAbove)
    }

    @Test func `a receipt over a branch that gave way is kept, and said to prove nothing`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let (old, oldCounty) = (try pair.copyOfStation(), try pair.copyOfCounty())
        for name in ["乙", "丙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        // Both were put back, the station alone goes on, and the copy has met the county first.
        let county = try NodeHome(opening: oldCounty.url, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        let copy = try NodeHome(opening: old.url, clock: pair.clock)
        try pair.register("丁", at: copy)
        _ = try await pair.meet(copy) { service.answer($0) }
        for _ in 0..<2 { _ = try await pair.meet(pair.station) { service.answer($0) } }
        let delivery = try pair.station.store.view { try $0.delivery() }
        #expect(delivery.pending == 0)
        #expect(try pair.names(at: county) == ["丁", "丙", "乙", "甲"].sorted())
        let affected = try pair.station.store.view { try $0.affectedReceipts() }
        let sides = affected.filter { $0.reason == .setAside }
        #expect(sides.map(\.changes) == [2])
        #expect(sides.map(\.size) == [3])
    }

    /// The fourth successor within thirty days waits for a person; what it writes is kept all the while.
    @Test func `a word of the operator admits what waits, and retires what it succeeds`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        var home = pair.station
        for number in 1...4 {
            #expect(try pair.county.store.view { try $0.waitingOrigins() }.isEmpty)
            home = try pair.stationWithoutSidecar()
            try pair.register("第\(number)次", at: home)
            #expect(try await pair.meet(home).result == .agreed)
        }
        let waiting = try pair.county.store.view { try $0.waitingOrigins() }
        #expect(waiting.map(\.origin) == [home.origin])
        let predecessor = try #require(waiting.first?.predecessor)
        let awaited = try home.store.view { try $0.scopesAwaitingAdmission() }
        #expect(awaited.map(\.scope) == [pair.scope])
        #expect(try pair.station.store.view { try $0.waitingOrigins() }.isEmpty, "no authority")

        try pair.county.store.admit(try #require(waiting.first), at: 9)
        #expect(try pair.county.store.view { try $0.waitingOrigins() }.isEmpty)
        #expect(try await pair.meet(home).result == .agreed)
        #expect(try home.store.view { try $0.scopesAwaitingAdmission() }.isEmpty)
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
        // Five origins were there, and one lives.
        let words = try pair.county.store.view { try $0.crowdedScopes() }
        #expect(words.isEmpty)
        #expect(try pair.digest(at: home) == pair.digest(at: pair.county))
        #expect(predecessor != home.origin)
    }
}

/// A node's files as they were.
private struct Copy {
    let place: TemporaryPlace
    let url: URL

    init(of home: NodeHome) throws {
        place = try TemporaryPlace()
        url = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: home.directory, to: url)
    }
}

extension Pair {
    fileprivate func copyOfStation() throws -> Copy { try Copy(of: station) }

    fileprivate func copyOfCounty() throws -> Copy { try Copy(of: county) }

    /// The station's program started again, its sidecar gone.
    fileprivate func stationWithoutSidecar() throws -> NodeHome {
        let sidecar = station.keys.folder.appendingPathComponent("sidecar")
        try FileManager.default.removeItem(at: sidecar)
        return try NodeHome(opening: station.directory, clock: clock)
    }

    /// One exchange of `home` in the station's place.
    fileprivate func meet(
        _ home: NodeHome,
        over line: (@Sendable (LineRequest) -> Result<LineAnswer, LineFailure>)? = nil
    ) async throws -> SyncOutcome {
        let line = line ?? answer
        return try await onThread {
            try Daemon(home: home, transport: TwinTransport(line), log: Self.silent)
                .exchangeOnce()
        }
    }
}
