import Foundation
import NodeServer
import Store
import Testing

@testable import Node

/// S21: a line is mended, and everybody who hung on it is at the county's door at once; a real server, real calls.
@Suite(.timeLimit(.minutes(5))) struct StormTests {
    private static let stations = 24
    private static let people = 3
    private static let mostCalls = 100

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
        let fleet = try await Fleet(Self.stations)
        var limits = ServerLimits()
        limits.requests = 2
        limits.retryAfter = 1
        let server = try await ServerUnderTest.sync(
            fleet.service, as: fleet.county, limits: limits)
        for (number, member) in fleet.members.enumerated() {
            try member.home.store.set("upstream-addresses", "127.0.0.1:\(server.port)")
            for person in 0..<Self.people { try member.register("某\(number)-\(person)") }
        }
        let calls = try await withThrowingTaskGroup(of: Int?.self) { group in
            for member in fleet.members {
                group.addTask { try await onThread { try Self.call(member.home) } }
            }
            return try await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(!calls.contains(nil), "nobody is turned away for good")
        #expect(calls.contains { ($0 ?? 0) > 0 }, "the queue is bounded")
        for (index, member) in fleet.members.enumerated() {
            #expect(try member.delivery().pending == 0)
            #expect(try fleet.names(at: index) == member.names)
            #expect(try member.names.count == Self.people)
        }
        try await server.stop()
    }
}
