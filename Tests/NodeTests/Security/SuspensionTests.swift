import Authority
import Foundation
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// A county speaks with a station no more, speaks with it again, and closes it: nothing is lost.
@Suite(.timeLimit(.minutes(2))) struct SuspensionTests {
    @Test func `a suspended station hears why, goes on, and delivers all when that is lifted`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.say(.suspend(Suspension(reason: "电脑送修")))
        try pair.register("县里的人", at: pair.county)
        try pair.register("乙", at: pair.station)
        let answers = Mutex<[LineAnswer]>([])
        let outcome = try await pair.exchange { request in
            let answer = pair.answer(request)
            if case .success(let answer) = answer { answers.withLock { $0.append(answer) } }
            return answer
        }
        #expect(outcome.result == .suspended && outcome.reason == "电脑送修")
        #expect(outcome.detail.isEmpty, "what is said to people stands in no log")
        let heard = answers.withLock { $0 }
        #expect(heard.map(\.status) == [403])
        #expect(heard.first?.body == SuspensionNotice(reason: "电脑送修").bytes)
        // It took nothing and gave nothing.
        #expect(try pair.names(at: pair.county) == ["县里的人", "甲"].sorted())
        #expect(try pair.names(at: pair.station) == ["乙", "甲"].sorted())
        #expect(try pair.delivery().pending == 1)
        #expect(try pair.station.heardSuspension()?.reason == "电脑送修")
        let since = try pair.station.heardSuspension()?.since
        pair.clock.set(pair.clock.now + 60_000)
        #expect(try await pair.exchange().result == .suspended)
        #expect(try pair.station.heardSuspension()?.since == since, "since it was heard first")

        // Neither another key, nor the county's own restart, changes that.
        _ = try pair.station.store.changeKey(at: 9)
        let renamed = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(try await pair.exchange(of: renamed).result == .suspended)
        let restarted = SyncService(
            home: try NodeHome(opening: pair.county.directory, clock: pair.clock), log: Pair.silent)
        #expect(try await pair.exchange(of: renamed, over: restarted.answer).result == .suspended)
        // A dead line says nothing of it.
        _ = try await pair.exchange(of: renamed) { _ in .failure(.refused) }
        #expect(try renamed.heardSuspension() != nil)

        try pair.say(.suspend(Suspension(reason: "修好了", isLifted: true)))
        #expect(try await pair.exchange(of: renamed).result == .agreed)
        #expect(try renamed.heardSuspension() == nil)
        let all = ["乙", "县里的人", "甲"].sorted()
        #expect(try pair.names(at: pair.county) == all)
        #expect(try pair.names(at: renamed) == all)
        #expect(try pair.digest(at: renamed) == pair.digest(at: pair.county))
        #expect(try renamed.store.view { try $0.delivery() }.pending == 0)
    }

    @Test func `one PC of two is suspended, and the other goes on`() async throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let second = try await pair.secondComputer(in: place)
        try pair.say(.suspend(Suspension(of: pair.station.origin, reason: "整改")))
        #expect(try await pair.exchange().result == .suspended)
        #expect(try await pair.exchange(of: second).result == .agreed)
        // By another name it is the same PC.
        let old = pair.station.origin
        _ = try pair.station.store.changeKey(at: 9)
        let renamed = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        #expect(renamed.origin != old)
        #expect(try await pair.exchange(of: renamed).result == .suspended)
        let peer = try #require(try pair.county.store.peer(pair.station.origin))
        #expect(try pair.county.store.suspension(of: peer)?.reason == "整改")
        let above = try #require(try second.store.upstream())
        #expect(try second.store.suspension(of: above) == nil, "nobody below suspends")
    }

    @Test func `what a suspended station puts on a stick is not taken, and comes later`()
        async throws
    {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("甲", at: pair.station)
        let bundle = try pair.bundle()
        try pair.say(.suspend(Suspension(reason: "整改")))
        #expect(throws: UnloadingError.suspended(pair.station.origin)) { try pair.unload(bundle) }
        #expect(try pair.names(at: pair.county).isEmpty)
        #expect(try Courier(pair.county).isSuspended(pair.scope))
        try pair.say(.suspend(Suspension(reason: "好了", isLifted: true)))
        #expect(try pair.unload(bundle).changes == 1)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }

    @Test func `a suspended station is not visited, and loses no word for it`() async throws {
        let fleet = try await Fleet(2)
        for member in fleet.members {
            try fleet.county.store.setAddress("127.0.0.1:1", of: member.home.origin)
        }
        let (one, other) = (fleet.members[0], fleet.members[1])
        let both = [one.home.origin, other.home.origin].sorted()
        #expect(try fleet.county.store.stationsToVisit() == both)
        try fleet.say(.suspend(Suspension(reason: "整改")), to: one)
        #expect(try fleet.county.store.stationsToVisit() == [other.home.origin])
        let asked = Mutex(0)
        let visits = try await fleet.pull { _ in
            asked.withLock { $0 += 1 }
            return .failure(.refused)
        }
        #expect(asked.withLock { $0 } == 1, "only the other one was called")
        #expect(visits.first { $0.station == one.home.origin }?.outcome.result == .suspended)
        let word = try fleet.county.store.view {
            try $0.closingWord(of: other.home.origin, in: other.scope, reason: "撤并")
        }
        try fleet.say(word, to: other)
        #expect(try fleet.county.store.stationsToVisit().isEmpty)
    }

    @Test func `a retired station still delivers, takes no successor, and nobody waits for it`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        let figures = { try pair.county.store.view { try $0.figures(answered: []) }.stations }
        #expect(try figures().map(\.code) == ["620102001"])
        try pair.say(
            try pair.county.store.view {
                try $0.closingWord(of: pair.station.origin, in: pair.scope, reason: "撤并")
            })
        let standing = { try pair.county.store.view { try $0.stationStanding(of: pair.scope) } }
        #expect(try standing().closing?.reason == "撤并")
        #expect(try figures().isEmpty, "no lateness")
        let own = pair.station.origin
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.names(at: pair.county) == ["乙", "甲"].sorted())
        #expect(pair.station.origin == own, "it goes on as who it is")
        #expect(
            try pair.station.store.view { try $0.closing(of: own, in: pair.scope) }?.reason
                == "撤并")
        // What is recorded all the same is delivered and counts.
        try pair.register("丙", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: pair.county).count == 3)
        // Another key needs the operator.
        _ = try pair.station.store.changeKey(at: 9)
        let renamed = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        try pair.register("丁", at: renamed)
        _ = try await pair.exchange(of: renamed)
        #expect(try pair.names(at: pair.county).count == 3)
        let waiting = try pair.county.store.view { try $0.waitingOrigins() }
        #expect(waiting.map(\.origin) == [renamed.origin])
        #expect(try standing().closing != nil)
        try pair.county.store.admit(try #require(waiting.first), at: 10)
        #expect(try pair.names(at: pair.county).count == 4)
        #expect(try standing().closing == nil, "open again")
    }

    @Test func `a retired station is opened again by a new join file, and by no old one`()
        async throws
    {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        let unused = try pair.invitation()
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) { door in
            try door.write(
                door.view.closingWord(of: pair.station.origin, in: pair.scope, reason: "撤并"))
            try door.expireInvitations(at: pair.clock.now)
        }
        func join(_ file: JoinFile) async throws -> SyncOutcome {
            let place = try TemporaryPlace()
            return try await pair.exchange(
                of: try NodeHome.join(
                    file, in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
                    clock: pair.clock))
        }
        let refused = try await join(unused)
        #expect(refused.result == .enrolmentRefused && refused.detail == "expired")
        #expect(try await join(pair.invitation()).result == .agreed)
        #expect(
            try pair.county.store.view { try $0.stationStanding(of: pair.scope) }.closing == nil)
    }

    @Test func `the lane of attachments gives a suspended station nothing but the reason`() throws {
        let pair = try Pair()
        try pair.say(.admit(origin: pair.station.origin, publicKey: pair.station.publicKey))
        try pair.county.store.add(
            Peer(key: pair.station.publicKey, standpoint: .below, scopes: [pair.scope]))
        try pair.say(.suspend(Suspension(reason: "整改")))
        let request = AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope, want: .lacking(after: nil))
        let desk = AttachmentDesk(
            home: pair.county, desk: Desk(pair.county), settings: .init(), log: Pair.silent)
        let answer = desk.answer(request.bytes, .unproven)
        #expect(answer.status == 403)
        #expect(answer.body == SuspensionNotice(reason: "整改").bytes)
    }
}

extension Pair {
    /// A word of the county in the station's scope.
    func say(_ word: AuthorityChange) throws {
        try county.store.commit(to: scope, by: county.author, at: 5) { try $0.write(word) }
    }

    /// What the station gives to a courier.
    fileprivate func bundle() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let courier = Courier(station)
        let destination = try #require(try courier.above())
        let loaded = try courier.load(for: destination) { bytes += $0 }
        try courier.noteSent(loaded)
        return bytes
    }

    fileprivate func unload(_ bundle: [UInt8]) throws -> Unloading {
        let courier = Courier(county)
        let header = try BundleHeader(bytes: bundle)
        let opener = try #require(try courier.opener(of: header))
        let reader = BundleReader(size: bundle.count) { Array(bundle[$0..<$0 + $1]) }
        var contents = BundleContents(header, opener: opener, reader)
        return try courier.unload(&contents)
    }
}

extension Fleet {
    fileprivate func say(_ word: AuthorityChange, to member: Member) throws {
        try county.store.commit(to: member.scope, by: county.author, at: 5) { try $0.write(word) }
    }
}
