import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// A county's directory that was copied, and both copies in use: now this one answers the station, now that.
@Suite(.timeLimit(.minutes(2))) struct CountyCopyTests {
    /// Which of the two records something by itself before a station tells it of the other: so the log that
    /// they had together has one branch, two, or none.
    @Test(arguments: [[], [0], [1], [0, 1]])
    func
        `I20 a county and its copy that answer by turns count every hour once, and no station is renewed`(
            writing: [Int]
        ) async throws
    {
        let pair = try Pair()
        var work = Work(pair)
        try work.record(at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let origin = pair.station.origin
        let place = try TemporaryPlace()
        let copies = try [pair.county, pair.copyOfCounty(in: place)]
        for index in writing { try work.record(at: copies[index]) }
        let services = copies.map { SyncService(home: $0, log: Pair.silent) }

        for round in 0..<8 {
            try work.record(at: pair.station)
            // Each is found out once; from then on a call is enough.
            try await pair.meet(services[round % 2], within: round < 4 ? 3 : 1)
            #expect(try pair.delivery().pending == 0, "by whoever has answered")
        }
        #expect(try pair.station.store.ownOrigins() == [origin])
        #expect(try copies.map { try $0.store.ownOrigins().count }.allSatisfy { $0 <= 2 })

        // The one alone, then the other alone: nothing more is needed.
        for index in [1, 0, 1] {
            for _ in 0..<3 {
                try work.record(at: pair.station)
                try await pair.meet(services[index], within: 1)
            }
            #expect(try work.isWhole(at: copies[index]))
            #expect(try pair.digest(at: copies[index]) == pair.digest(at: pair.station))
        }
        #expect(try await pair.exchange { services[0].answer($0) }.result == .agreed)
        for home in copies + [pair.station] {
            #expect(try work.isWhole(at: home))
            #expect(try home.store.check(scratch: home.directory).findings == [])
            #expect(try home.store.view { try $0.waitingOrigins() }.isEmpty)
        }
        #expect(try Set((copies + [pair.station]).map { try pair.digest(at: $0) }).count == 1)
        #expect(try pair.station.store.ownOrigins() == [origin])
        let incidents = try pair.station.store.view { try $0.incidents(limit: 100) }
        #expect(incidents.allSatisfy { $0.kind != .apart })
    }

    /// A county and its copy that have both answered a station twice.
    private static func afterTurns(
        _ pair: Pair, in place: TemporaryPlace
    ) async throws -> (work: Work, copies: [NodeHome], services: [SyncService]) {
        var work = Work(pair)
        try work.record(at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let copies = try [pair.county, pair.copyOfCounty(in: place)]
        let services = copies.map { SyncService(home: $0, log: Pair.silent) }
        for index in [0, 1, 0, 1] {
            try work.record(at: pair.station)
            try await pair.meet(services[index], within: 3)
        }
        return (work, copies, services)
    }

    /// What the chain is for holds with both of them: the copy knows the station's last number, too.
    @Test(arguments: [0, 1])
    func
        `I20 a station that was put back is found out by whichever copy of the county answers first`(
            first: Int
        ) async throws
    {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let scene = try await Self.afterTurns(pair, in: place)
        let (copies, services) = (scene.copies, scene.services)
        var work = scene.work
        let image = try TemporaryPlace()
        let old = URL(fileURLWithPath: image.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.station.directory, to: old)
        // Nothing was recorded since, so nothing but the chain can tell.
        for index in [0, 1, 0, 1] {
            try await pair.meet(services[index], within: 3)
        }
        let home = try NodeHome(opening: old, clock: pair.clock)
        let before = home.origin
        #expect(
            try await pair.exchange(of: home) { services[first].answer($0) }.result == .agreed)
        #expect(home.origin != before, "at its first exchange")
        #expect(try home.store.ownOrigins().count == 2)
        try work.record(at: home)
        try work.record(at: pair.station)
        for index in [0, 1, 0, 1] {
            for node in [home, pair.station] {
                try await pair.meet(services[index], as: node, within: 3)
            }
        }
        #expect(try home.store.ownOrigins().count == 2)
        // The name that both had is closed then, and the other takes a new one, too.
        #expect(try pair.station.store.ownOrigins().count <= 2)
        for index in [0, 1] { try await pair.meet(services[index], as: home, within: 1) }
        for node in copies + [home] { #expect(try work.isWhole(at: node)) }
    }

    /// Nothing proves then which end was copied, and the lower gives way: once for a copy of the county.
    @Test func `where nothing is recorded a copied county costs a station one origin at most`()
        async throws
    {
        let pair = try Pair()
        var work = Work(pair)
        try work.record(at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let place = try TemporaryPlace()
        let copies = try [pair.county, pair.copyOfCounty(in: place)]
        let services = copies.map { SyncService(home: $0, log: Pair.silent) }
        for round in 0..<12 {
            try await pair.meet(services[round % 2], within: round < 4 ? 3 : 1)
        }
        for home in copies + [pair.station] {
            #expect(try work.isWhole(at: home))
            #expect(try home.store.ownOrigins().count <= 2)
        }
    }

    /// A county that was put back on top of it all is healed as ever.
    @Test func `I20 the copy of a county that is put back is healed by the station, unasked`()
        async throws
    {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let scene = try await Self.afterTurns(pair, in: place)
        let (copies, services) = (scene.copies, scene.services)
        var work = scene.work
        let image = try TemporaryPlace()
        let old = URL(fileURLWithPath: image.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: copies[1].directory, to: old)
        for index in [1, 0] {
            try work.record(at: pair.station)
            try await pair.meet(services[index], within: 3)
        }
        let county = try NodeHome(opening: old, clock: pair.clock)
        let before = county.origin
        let service = SyncService(home: county, log: Pair.silent)
        #expect(try await pair.exchange { service.answer($0) }.result == .agreed)
        #expect(county.origin != before)
        #expect(try work.isWhole(at: county))
        #expect(try pair.station.store.ownOrigins().count == 1)
    }

    /// A county that says so every time is none that was put back.
    @Test func `in one call a node goes on under a new origin once, whatever it is told`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let upstream = try #require(try pair.station.store.upstream())
        for call in 1...2 {
            let held = try pair.station.store.holdings(sharedWith: upstream).scopes.map(
                StatedScope.init)
            let outcome = try await pair.exchange { request in
                guard let asked = try? Message(body: request.body) else {
                    return .failure(.interrupted)
                }
                var message = Message(
                    origin: pair.county.origin, schemaVersion: 1, summary: asked.summary)
                message.isApart = true
                message.chain = NonceChain.Word(
                    recipient: asked.origin, previous: 0, next: 1, echo: 0)
                // As if it held all that it has ever signed.
                message.vectors = held
                return .success(LineAnswer(status: 200, Message.contentType, message.bytes))
            }
            #expect(outcome.result == .differs)
            #expect(try pair.station.store.ownOrigins().count == 1 + call)
        }
    }
}

/// What people record in a test, an hour each.
private struct Work {
    private let pair: Pair
    private var count = 0

    init(_ pair: Pair) { self.pair = pair }

    mutating func record(at home: NodeHome) throws {
        count += 1
        let volunteer = try pair.register("人\(count)", at: home)
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(volunteer)
        draft[ServiceRecord.seconds] = .int(3_600)
        _ = try home.store.commit(to: pair.scope, by: home.author, at: 1) { try $0.write(draft) }
    }

    /// Whether all that was recorded counts there, once.
    func isWhole(at home: NodeHome) throws -> Bool {
        let total = try home.store.view { try $0.hoursTotal() }.all
        return try total.seconds == Int64(count) * 3_600 && total.records == count
            && pair.names(at: home) == (1...count).map { "人\($0)" }.sorted()
    }
}

extension Pair {
    /// A station and whoever answers in the county's place talk until they agree, in so many calls.
    fileprivate func meet(
        _ service: SyncService, as home: NodeHome? = nil, within calls: Int
    ) async throws {
        var said: [SyncOutcome] = []
        while said.count < calls, said.last?.result != .agreed {
            said.append(try await exchange(of: home ?? station) { service.answer($0) })
        }
        #expect(said.last?.result == .agreed, "\(said)")
    }

    /// The county's files in another place, opened: the second life of the county.
    fileprivate func copyOfCounty(in place: TemporaryPlace) throws -> NodeHome {
        let url = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: county.directory, to: url)
        return try NodeHome(opening: url, clock: clock)
    }
}
