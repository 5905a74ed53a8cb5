import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

/// S11: a station whose key is lost, or that is lost altogether, is enrolled anew.
@Suite(.timeLimit(.minutes(2))) struct LostKeyTests {
    /// Removes the private key under which a node writes.
    private func loseKey(of home: NodeHome) throws {
        try FileManager.default.removeItem(
            at: home.directory.appendingPathComponent("keys/origin.key"))
    }

    private func retired(at home: NodeHome, in scope: Scope) throws -> [Origin] {
        try home.store.changes(in: scope).compactMap {
            guard case .retire(let retirement) = AuthorityChange($0.canonical) else { return nil }
            return retirement.origin
        }
    }

    private func isWhole(_ pair: Pair, _ homes: [NodeHome], _ names: [String]) throws {
        for node in homes + [pair.county] {
            #expect(try pair.names(at: node) == names.sorted())
            #expect(try node.store.view { try $0.delivery() }.quarantined == 0)
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try Set((homes + [pair.county]).map { try pair.digest(at: $0) }).count == 1)
    }

    /// What was delivered before: nothing, a part, everything; and whether the key is lost between two
    /// entries that nobody else has.
    @Test(arguments: [0, 1, 2], [false, true])
    func `S11 a station without its key goes on with a new join file, and delivers all that it has`(
        delivered: Int, recordsMeanwhile: Bool
    ) async throws {
        let pair = try Pair()
        let names = ["甲", "乙"]
        for (index, name) in names.enumerated() {
            if index == delivered, delivered > 0 {
                #expect(try await pair.exchange().result == .agreed)
            }
            try pair.register(name, at: pair.station)
        }
        if delivered == 2 { #expect(try await pair.exchange().result == .agreed) }
        let lost = pair.station.origin
        try loseKey(of: pair.station)
        #expect(throws: StoreError.keyMissing("origin-\(lost).key")) {
            try NodeHome(opening: pair.station.directory, clock: pair.clock)
        }

        let file = try pair.invitation(replacing: lost)
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        #expect(home.origin != lost)
        #expect(try pair.names(at: home) == names.sorted(), "all of it is there without a line")
        let later = recordsMeanwhile ? ["丙"] : []
        for name in later { try pair.register(name, at: home) }

        #expect(try await pair.exchange(of: home).result == .agreed, "in one call")
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
        try isWhole(pair, [home], names + later)
        #expect(try retired(at: pair.county, in: pair.scope) == [lost])
        #expect(try home.store.view { try $0.incidents(limit: 9) }.contains { $0.kind == .keyLost })
    }

    @Test func `S11 without a word of whose place it takes the station delivers all the same`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        try loseKey(of: pair.station)
        let home = try NodeHome.join(
            pair.invitation(), in: pair.station.directory, clock: pair.clock)
        #expect(try await pair.exchange(of: home).result == .agreed)
        try isWhole(pair, [home], ["甲", "乙"])
        #expect(try retired(at: pair.county, in: pair.scope) == [])
    }

    /// The county had stored more than the station knew when its key was lost.
    @Test func `S11 what the county held all the while counts once beside its copy`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let outcome = try await pair.exchange { request in
            _ = pair.answer(request)
            return .failure(.timedOut)
        }
        #expect(outcome.result == .unreachable)
        let lost = pair.station.origin
        try loseKey(of: pair.station)
        let home = try NodeHome.join(
            pair.invitation(replacing: lost), in: pair.station.directory, clock: pair.clock)
        #expect(try await pair.exchange(of: home).result == .agreed)
        try isWhole(pair, [home], ["甲", "乙"])
    }

    /// What the lost key's receipts prove goes to the county once more, under the old signature.
    @Test
    func `S11 S8 a key lost, and the county put back to before it held all that was receipted`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let place = try TemporaryPlace()
        let backup = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.county.directory, to: backup)
        try pair.register("乙", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("丙", at: pair.station)
        let lost = pair.station.origin
        try loseKey(of: pair.station)

        let county = try NodeHome(opening: backup, clock: pair.clock)
        let file = try pair.invitation()
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: file.content().secret), scope: pair.scope,
            expires: .max, replacing: lost)
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        #expect(try await pair.exchange(of: home) { service.answer($0) }.result == .agreed)
        for node in [home, county] {
            #expect(try pair.names(at: node) == ["甲", "乙", "丙"].sorted())
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try pair.digest(at: home) == pair.digest(at: county))
        #expect(try county.store.summary(of: pair.scope) == home.store.summary(of: pair.scope))
    }

    /// The station never met the county's present name, and without its key it cannot.
    @Test
    func `S11 a county that has another name by now is followed on the word of its join file`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let founder = pair.county.publicKey
        try FileManager.default.removeItem(
            at: pair.county.directory.appendingPathComponent("keys/sidecar"))
        let county = try NodeHome(opening: pair.county.directory, clock: pair.clock)
        try pair.register("丙", at: county)
        #expect(county.publicKey != founder)
        try loseKey(of: pair.station)

        let secret = county.randomness.bytes(32)
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: pair.scope, expires: .max)
        let file = JoinFile(
            scope: pair.scope, scopeKey: county.randomness.bytes(32), code: "620102001", name: "镇",
            county: .init(
                code: "620102", name: "县", addresses: ["127.0.0.1:8440"],
                publicKey: county.publicKey, exchangeKey: county.randomness.bytes(32)),
            founder: founder, secret: secret, expires: "2099-01-01T00:00:00Z")
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        #expect(try await pair.exchange(of: home) { service.answer($0) }.result == .agreed)
        for node in [home, county] {
            #expect(try pair.names(at: node) == ["甲", "乙", "丙"].sorted())
        }
        #expect(try pair.digest(at: home) == pair.digest(at: county))
    }

    @Test func `S11 a lost PC is retired by its replacement, and taken up when it turns up again`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let place = try TemporaryPlace()
        let file = try pair.invitation(replacing: pair.station.origin)
        let new = try NodeHome.join(
            file, in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        try pair.register("丙", at: new)
        #expect(try await pair.exchange(of: new).result == .agreed)
        #expect(try pair.names(at: pair.county) == ["丙", "甲"].sorted())
        #expect(try retired(at: pair.county, in: pair.scope) == [pair.station.origin])

        let before = pair.station.origin
        #expect(try await pair.exchange().result == .agreed)
        let old = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(old.origin != before)
        #expect(try await pair.exchange(of: new).result == .agreed)
        try isWhole(pair, [old, new], ["甲", "乙", "丙"])
    }

    @Test func `a join file of another county or scope replaces no key`() async throws {
        let (pair, other) = (try Pair(), try Pair())
        try pair.register("甲", at: pair.station)
        let lost = pair.station.origin
        let key = pair.station.directory.appendingPathComponent("keys/origin.key")
        let kept = try Data(contentsOf: key)
        try loseKey(of: pair.station)
        for file in [try other.invitation(), try pair.invitation(to: other.scope)] {
            #expect(throws: HomeError.occupied) {
                try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
            }
        }
        try kept.write(to: key)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(home.origin == lost, "the key was found again, and nothing had happened")
    }
}
