import BadLine
import Foundation
import NodeServer
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// A county behind its real server, a station with the real transport, and a bad line between them.
struct LineWorld: Sendable {
    let server: ServerUnderTest
    let line: BadLine
    let pair: Pair
    let protection: LineProtection

    /// Both have met and hold the same, by a good line; then the line is as `profile` says.
    static func make(
        _ profile: LineProfile = LineProfile(), seed: UInt64 = 1,
        protection: LineProtection = .tls,
        onEvent: @escaping @Sendable (LineEvent) -> Void = { _ in }
    ) async throws -> LineWorld {
        let pair = try Pair()
        let server = try await ServerUnderTest.sync(
            pair.service, as: protection == .tls ? pair.county : nil)
        let line = try BadLine(
            to: UInt16(server.port), LineProfile(), seed: seed, onEvent: onEvent)
        try pair.station.store.set("upstream-addresses", line.address)
        let world = LineWorld(server: server, line: line, pair: pair, protection: protection)
        _ = try await world.exchange()
        line.change { $0 = profile }
        return world
    }

    /// Ends the server and the line.
    func stop() async throws {
        line.close()
        try await server.stop()
    }

    /// One exchange of the station by the real transport.
    func exchange(_ upstream: UpstreamSettings = .init()) async throws -> SyncOutcome {
        try await onThread {
            try Daemon.exchangeOnce(
                pair.station, upstream: upstream, protection: protection, log: Pair.silent)
        }
    }

    /// What the station's own calls are secured by.
    func securityOfStation() throws -> LineSecurity {
        let county = try #require(try pair.station.store.upstream())
        return try pair.station.security(toward: county)
    }

    func register(_ names: some Sequence<String>) throws {
        for name in names { try pair.register(name, at: pair.station) }
    }

    /// Names that nothing packs to less than some 170 bytes each.
    static func longNames(_ count: Int) -> [String] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<100).map { _ in
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return Unicode.Scalar(UInt32(0x4E00 + (state >> 33) % 20_000)) ?? "一"
                    }))
        }
    }

    /// How many changes of the station the county holds.
    func delivered() throws -> UInt64 {
        let peer = Peer(
            key: pair.station.publicKey, standpoint: .below, scopes: [pair.scope])
        let holdings = try pair.county.store.holdings(sharedWith: peer)
        return holdings[pair.scope]?.vector[pair.station.origin] ?? 0
    }
}
