import Authority
import Foundation
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// What a PC takes a word of revocation for: by a late line, on a stick, and under which of its names.
@Suite(.timeLimit(.minutes(2))) struct HeardRevocationTests {
    /// - Returns: what the county had for a courier before it.
    @discardableResult
    private func revoked(_ pair: Pair) async throws -> Stick {
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let old = try Stick(from: pair.county, to: pair.scope)
        try pair.revoke(pair.station.origin, keeping: UInt64(try pair.delivery().head))
        return old
    }

    /// - Parameter isKnown: another part of the process has met the new key before the answer is there.
    @Test(arguments: [false, true])
    func `a late answer to the old key is not held against the new one`(isKnown: Bool) async throws
    {
        let pair = try Pair()
        try await revoked(pair)
        #expect(try await pair.exchange().result == .revoked)
        let old = pair.station.origin
        let file = try pair.invitation()
        let joined = Mutex<Origin?>(nil)
        let late = try await pair.exchange { request in
            let answer = pair.answer(request)
            joined.withLock { known in
                if known == nil {
                    known = try? NodeHome.join(
                        file, in: pair.station.directory, clock: pair.clock
                    ).origin
                }
            }
            if isKnown { _ = try? pair.station.signer }
            return answer
        }
        #expect(late.result == .revoked)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(home.origin != old && joined.withLock { $0 } == home.origin)
        #expect(try home.heardRefusal() == nil)
        try pair.register("乙", at: home)

        let again = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        #expect(again.origin == home.origin, "the key that nobody has revoked stays")
        for _ in 0..<2 { #expect(try await pair.exchange(of: again).result == .agreed) }
        #expect(try pair.names(at: pair.county) == ["乙", "甲"])
        let delivery = try again.store.view { try $0.delivery() }
        #expect(delivery.pending == 0 && delivery.needsYou == 0)
    }

    @Test func `a PC that was killed between its new key and forgetting the old one's goes on`()
        async throws
    {
        let pair = try Pair()
        try await revoked(pair)
        #expect(try await pair.exchange().result == .revoked)
        let new = try #require(try pair.station.store.replaceRevokedKey(at: 7))
        try pair.register("乙", at: pair.station)
        let home = try NodeHome.join(
            pair.invitation(), in: pair.station.directory, clock: pair.clock)
        #expect(home.origin == new)
        for _ in 0..<2 { #expect(try await pair.exchange(of: home).result == .agreed) }
        #expect(try pair.names(at: pair.county) == ["乙", "甲"])
    }

    @Test func `what a name that a revoked key has named is told is about the present one`()
        async throws
    {
        let pair = try Pair()
        try await revoked(pair)
        #expect(try await pair.exchange().result == .revoked)
        _ = try pair.station.store.changeKey(at: 9)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(try home.heardRefusal()?.word == .revoked)
    }

    /// A key was drawn, wrote, and was lost before the county heard of it.
    @Test func `what a former name wrote that nobody admits needs somebody until the county does`()
        async throws
    {
        let pair = try Pair()
        try await revoked(pair)
        #expect(try await pair.exchange().result == .revoked)
        let lost = try #require(try pair.station.store.replaceRevokedKey(at: 7))
        try pair.register("乙", at: pair.station)
        _ = try #require(try pair.station.store.replaceRevokedKey(at: 8))
        let home = try NodeHome.join(
            pair.invitation(), in: pair.station.directory, clock: pair.clock)
        for _ in 0..<2 { #expect(try await pair.exchange(of: home).result == .agreed) }
        #expect(try pair.names(at: pair.county) == ["甲"])
        let left = try home.store.view { try $0.leftBehind() }
        #expect(left.map(\.origin) == [lost] && left.map(\.changes) == [1])
        #expect(try home.store.view { try $0.delivery() }.needsYou == 1)

        let waiting = try pair.county.store.view { try $0.waitingOrigins() }
        try pair.county.store.admit(#require(waiting.first { $0.origin == lost }), at: 9)
        #expect(try await pair.exchange(of: home).result == .agreed)
        for node in [home, pair.county] { #expect(try pair.names(at: node) == ["乙", "甲"]) }
        #expect(try home.store.view { try $0.leftBehind() }.isEmpty)
        #expect(try home.store.view { try $0.delivery() }.needsYou == 0)
    }

    @Test func `S45 a thief gets nothing by stick but that the key is revoked, and is told that`()
        async throws
    {
        let pair = try Pair()
        let old = try await revoked(pair)
        try pair.register("县里的人", at: pair.county)
        try pair.register("假人", at: pair.station)
        for _ in 0..<2 {
            let unloading = try pair.county.unload(Stick(from: pair.station, to: pair.scope))
                .unloading
            #expect(unloading.isFromRevoked)
            let kept = try pair.county.store.view { try $0.excluded(closed: true, limit: 9) }
            #expect(kept.map(\.reason) == ["revoked"], "evidence, once")
            let back = try Stick(from: pair.county, to: pair.scope)
            for message in try back.messages(at: pair.station) {
                #expect(message.runs.isEmpty && message.receipts.isEmpty)
                #expect(message.vectors.isEmpty && message.summary == .zero)
            }
            let heard = try pair.station.unload(back).unloading
            #expect(heard.isRevoked && heard.changes == 0)
        }
        #expect(try pair.names(at: pair.station) == ["假人", "甲"])
        try pair.station.unload(old)
        #expect(try pair.station.heardRefusal()?.word == .revoked, "a bundle takes it not back")

        // The honest replacement is served by stick, and believes the word about another for that.
        let place = try TemporaryPlace()
        let fresh = try NodeHome.join(
            try pair.invitation(replacing: pair.station.origin),
            in: URL(fileURLWithPath: place.path).appendingPathComponent("n"), clock: pair.clock)
        try fresh.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try fresh.heardRefusal() == nil)
        try pair.register("乙", at: fresh)
        try pair.county.unload(Stick(from: fresh, to: pair.scope))
        try fresh.unload(Stick(from: pair.county, to: pair.scope))
        let all = ["乙", "县里的人", "甲"].sorted()
        for node in [fresh, pair.county] { #expect(try pair.names(at: node) == all) }
        #expect(try fresh.heardRefusal() == nil)
        #expect(try fresh.store.view { try $0.delivery() }.pending == 0)

        // While it is there the thief's stick is answered to the thief alone.
        let courier = Courier(pair.county)
        let stick = try Stick(from: pair.station, to: pair.scope)
        let unloading = try pair.county.unload(stick).unloading
        #expect(try courier.answer(to: unloading)?.revoked == [pair.station.origin])
        #expect(try courier.answer { _ in throw NotForThisNode() }?.revoked != nil)
        #expect(try courier.station(pair.scope).revoked.isEmpty)
    }

    @Test func `a stick for a station of which all PCs are revoked tells each of them`()
        async throws
    {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let second = try await pair.secondComputer(in: place)
        try await revoked(pair)
        try pair.revoke(second.origin, keeping: 0)
        #expect(try Courier(pair.county).station(pair.scope).revoked.count == 2)
        let stick = try Stick(from: pair.county, to: pair.scope)
        for home in [pair.station, second] {
            #expect(try home.unload(stick).unloading.isRevoked)
            #expect(try home.heardRefusal()?.word == .revoked)
        }
    }

    @Test
    func `a PC that holds the word of its revocation says so, and an old bundle takes it not back`()
        async throws
    {
        let pair = try Pair()
        let place = try TemporaryPlace()
        _ = try await pair.secondComputer(in: place)
        let old = try Stick(from: pair.county, to: pair.scope)
        try await revoked(pair)
        // It is for all PCs of the station, of which one is left.
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try pair.station.heardRefusal()?.word == .revoked)
        try pair.station.unload(old)
        #expect(try pair.station.heardRefusal()?.word == .revoked)
        let home = try NodeHome.join(
            pair.invitation(), in: pair.station.directory, clock: pair.clock)
        #expect(try home.heardRefusal() == nil)
        try pair.register("乙", at: home)
        #expect(try await pair.exchange(of: home).result == .agreed)
        #expect(try pair.names(at: pair.county) == ["乙", "甲"])
    }

    @Test func `a word of revocation that is not the county's own is not believed`() async throws {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        let outcome = try await pair.exchange { _ in
            .success(LineAnswer(status: 403, RevocationNotice.contentType, [1]))
        }
        #expect(outcome.result == .unknownHere)
    }

    @Test func `after a lift the revoked PC is told of the revocation, and of no suspension`()
        async throws
    {
        let pair = try Pair()
        try await revoked(pair)
        let origin = pair.station.origin
        try pair.say(.suspend(Suspension(of: origin, reason: "查")))
        #expect(try await pair.exchange().result == .suspended)
        #expect(try pair.station.heardSuspension() != nil)
        try pair.say(.suspend(Suspension(of: origin, reason: "", isLifted: true)))
        #expect(try await pair.exchange().result == .revoked)
        #expect(try pair.station.heardSuspension() == nil)
        #expect(try pair.station.heardRefusal()?.word == .revoked)
    }

    /// The daemon was there before the file.
    @Test func `a daemon that runs takes up a join file that comes`() async throws {
        let pair = try Pair()
        try await revoked(pair)
        let file = try pair.invitation()
        let results = try await onThread {
            let daemon = try Daemon(
                home: pair.station, transport: TwinTransport(pair.answer), log: Pair.silent)
            var results = [daemon.exchangeOnce().result]
            _ = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
            results.append(daemon.exchangeOnce().result)
            return results
        }
        #expect(results == [.revoked, .agreed])
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(try home.heardRefusal() == nil)
        #expect(try pair.county.store.isAdmitted(home.origin))
    }

    @Test func `a revoked PC that shows a used file is told that it is used`() async throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let file = try pair.invitation()
        try await revoked(pair)
        let other = try NodeHome.join(
            file, in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        #expect(try await pair.exchange(of: other).result == .agreed)
        #expect(try await pair.exchange().result == .revoked)
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        let outcome = try await pair.exchange(of: home)
        #expect(outcome.result == .enrolmentRefused && outcome.detail == "already-used")
        #expect(try home.heardRefusal() == nil, "what it brings is taken, and waits for a person")
    }
}

extension Pair {
    fileprivate func revoke(_ origin: Origin, keeping length: UInt64) throws {
        try say(
            county.store.view { try $0.revocation(of: origin, in: scope, keeping: length) })
    }
}
