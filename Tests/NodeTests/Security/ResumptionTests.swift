import Authority
import BadLine
import Foundation
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// Connections that are made anew by one process: real libcurl, the real server, bytes counted on the way.
@Suite(.timeLimit(.minutes(2))) struct ResumptionTests {
    /// Two requests of the station, each over a connection of its own: their statuses, and what TCP carried.
    private static func twice(
        _ world: LineWorld, then alter: (inout LineSecurity) throws -> Void = { _ in },
        between: () throws -> Void = {}
    ) throws -> [(status: Int, bytes: Int)] {
        let transport = try CurlTransport()
        return try (1...2).map { number in
            let before = world.line.counts
            if number == 2 { try between() }
            var security = try world.securityOfStation()
            if number == 2 { try alter(&security) }
            let request = LineRequest(
                id: UInt64(number), url: "https://\(world.line.address)/v1/sync",
                contentType: Message.contentType, body: try world.messageOfStation(),
                security: security)
            let answer = try answer(to: request, by: transport)
            let after = world.line.counts
            #expect(after.connections == before.connections + 1)
            // Whatever is kept breaks.
            world.line.change { $0.isDown = true }
            let end = Date().addingTimeInterval(10)
            while transport.poll(until: transport.now + 50).isEmpty,
                world.line.counts.lost == before.lost, Date() < end
            {}
            world.line.change { $0.isDown = false }
            return (answer.status, after.total - before.total)
        }
    }

    /// The line may take a moment to be there again.
    private static func answer(
        to request: LineRequest, by transport: CurlTransport
    ) throws -> LineAnswer {
        let end = Date().addingTimeInterval(10)
        while true {
            transport.send(request)
            var outcomes: [LineOutcome] = []
            while outcomes.isEmpty { outcomes = transport.poll(until: transport.now + 100) }
            if case .failure(.refused) = outcomes[0].result, Date() < end { continue }
            return try outcomes[0].result.get()
        }
    }

    @Test func `a new connection takes up the last session and spares the certificates`()
        async throws
    {
        let world = try await LineWorld.make()
        let made = try await onThread { try Self.twice(world) }
        #expect(made.map(\.status) == [200, 200])
        // Certificates and their proofs are 1.3 kB of the first; a half is taken up by the ticket.
        #expect(made[1].bytes < made[0].bytes - 400, "\(made)")
        try await world.stop()
    }

    @Test func `with another key no session is taken up`() async throws {
        let world = try await LineWorld.make()
        let stranger = try TLSCredentials(
            privateKey: world.pair.county.randomness.bytes(32), certificate: nil,
            at: world.pair.clock.now)
        let made = try await onThread {
            try Self.twice(world) {
                $0.certificate = stranger.certificate.pem
                $0.privateKey = try stranger.privateKeyPEM
            }
        }
        #expect(made.map(\.status) == [200, 403])
        try await world.stop()
    }

    @Test func `whose key is not among those that are looked for is found out in a session, too`()
        async throws
    {
        let world = try await LineWorld.make()
        let failure = await #expect(throws: LineFailure.self) {
            try await onThread {
                try Self.twice(world) {
                    $0.pins = ["sha256//\(String(repeating: "A", count: 43))="]
                }
            }
        }
        #expect(failure == .anotherKey)
        try await world.stop()
    }

    @Test func `whoever takes up a session is known by it, and revoked all the same`() async throws
    {
        let world = try await LineWorld.make()
        let made = try await onThread {
            try Self.twice(
                world,
                between: {
                    let origin = world.pair.station.origin
                    try world.pair.say(.revoke(origin: origin, length: 0, root: Frontier().root))
                })
        }
        #expect(made.map(\.status) == [200, 403])
        try await world.stop()
    }
}
