import BadLine
import Foundation
import Node
import NodeServer
import Store
import SyncCore
import Synchronization
import Transport

/// A county behind its real server, a station with the real transport, and a bad line between them.
struct LineWorld: Sendable {
    let server: ServerUnderTest
    let line: BadLine
    let pair: Pair

    /// Both have met and hold the same, by a good line; then the line is as `profile` says.
    static func make(
        _ profile: LineProfile = LineProfile(), seed: UInt64 = 1,
        onEvent: @escaping @Sendable (LineEvent) -> Void = { _ in }
    ) async throws -> LineWorld {
        let service = Mutex<SyncService?>(nil)
        let server = try await ServerUnderTest.sync(
            ScriptedAnswerer(
                sync: { body in
                    let service = service.withLock { $0 }
                    return await service?.answerSync(body) ?? HTTPAnswer(status: 503)
                },
                enrolment: { body in
                    let service = service.withLock { $0 }
                    return await service?.answerEnrolment(body) ?? HTTPAnswer(status: 503)
                }))
        let line = try BadLine(
            to: UInt16(server.port), LineProfile(), seed: seed, onEvent: onEvent)
        let pair = try Pair(addresses: [line.address])
        service.withLock { $0 = pair.service }
        let world = LineWorld(server: server, line: line, pair: pair)
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
            try Daemon.exchangeOnce(pair.station, upstream: upstream, log: Pair.silent)
        }
    }

    func register(_ names: some Sequence<String>) throws {
        for name in names { try pair.register(name, at: pair.station) }
    }

    /// How many changes of the station the county holds.
    func delivered() throws -> UInt64 {
        let peer = Peer(
            key: pair.station.publicKey, standpoint: .below, scopes: [pair.scope])
        let holdings = try pair.county.store.holdings(sharedWith: peer)
        return holdings[pair.scope]?.vector[pair.station.origin] ?? 0
    }
}
