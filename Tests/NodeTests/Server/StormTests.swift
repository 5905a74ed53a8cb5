import Authority
import Foundation
import NodeServer
import ServiceRecords
import Store
import SyncCore
import Testing

@testable import Node

/// S21: a line is mended, and everybody who hung on it is at the county's door at once; real servers, real calls.
@Suite(.timeLimit(.minutes(5))) struct StormTests {
    private static let stations = 24
    private static let people = 3
    private static let mostCalls = 100

    private let pair: Pair

    init() throws { pair = try Pair() }

    /// A station with a township of its own that has never met its county, and has recorded.
    private func station(_ number: Int, at port: Int, in place: TemporaryPlace) throws -> NodeHome {
        let county = pair.county
        let scope: Scope = county.randomness.identifier()
        let code = "\(620_102_100 + number)"
        try county.store.addScope(
            scope, authorityKey: county.publicKey, code: code, name: "镇\(number)")
        let secret = county.randomness.bytes(32)
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        let file = JoinFile(
            scope: scope, scopeKey: county.randomness.bytes(32), code: code, name: "镇\(number)",
            county: .init(
                code: "620102", name: "县", addresses: ["127.0.0.1:\(port)"],
                publicKey: county.publicKey,
                exchangeKey: try ExchangeKey.publicKey(of: county.keys.read(KeyFolder.exchange))),
            secret: secret, expires: "2099-01-01T00:00:00Z")
        let home = try NodeHome.join(
            file, in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        try home.store.commit(to: scope, by: home.author, at: 1) { door in
            for person in 0..<Self.people {
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("某\(number)-\(person)")
                try door.write(draft)
            }
        }
        return home
    }

    /// Calls until both hold the same, and comes back when it is told to.
    /// - Returns: how often it was told so; nil where it was never served.
    @Sendable private static func call(_ home: NodeHome) throws -> Int? {
        for call in 0..<mostCalls {
            let outcome = try Daemon.exchangeOnce(home, log: Pair.silent)
            if outcome.result == .agreed { return call }
            guard outcome.result == .busy else { return nil }
            // The seconds after which to come back, and not all at one moment.
            let seconds = try #require(Double(outcome.detail))
            #expect(seconds > 0)
            Thread.sleep(forTimeInterval: seconds * .random(in: 1...2))
        }
        return nil
    }

    @Test func `S21 of many who come at once some are asked to come later, and all are served`()
        async throws
    {
        var limits = ServerLimits()
        limits.requests = 2
        limits.retryAfter = 1
        let server = try await ServerUnderTest.sync(pair.service, as: pair.county, limits: limits)
        let places = try (0..<Self.stations).map { _ in try TemporaryPlace() }
        let homes = try places.enumerated().map {
            try station($0.offset, at: server.port, in: $0.element)
        }
        let calls = try await withThrowingTaskGroup(of: Int?.self) { group in
            for home in homes { group.addTask { try await onThread { try Self.call(home) } } }
            return try await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(!calls.contains(nil), "nobody is turned away for good")
        #expect(calls.contains { ($0 ?? 0) > 0 }, "the queue is bounded")
        for home in homes {
            #expect(try home.store.view { try $0.delivery() }.pending == 0)
        }
        let names = try pair.names(at: pair.county)
        #expect(Set(names).count == Self.stations * Self.people && names.count == Set(names).count)
        try await server.stop()
    }
}
