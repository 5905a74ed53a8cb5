import BadLine
import Node
import NodeServer
import Store
import SyncCore
import Testing
import Transport

/// S22 at the server's door: what claims to be enormous is refused before anything is made room for.
@Suite(.serialized, .timeLimit(.minutes(20))) struct HostileRequestTests {
    /// A message up to its sections, in the name of the station.
    private static func message(_ origin: Origin, _ sections: UInt8, _ rest: [UInt8]) -> [UInt8] {
        [0x59, 0x5A, 0, 1] + origin.bytes + [UInt8](repeating: 7, count: 32) + [sections] + rest
    }

    private static let huge: [UInt8] = [UInt8](repeating: 0xFF, count: 8) + [0x7F]
    /// Ten bytes and more for one number.
    private static let overlong: [UInt8] = [UInt8](repeating: 0x80, count: 4_096) + [0]

    /// Sections, by their bit, that begin with a count or a length; and what stands there.
    static let claims: [(sections: UInt8, content: [UInt8])] =
        [0, 1, 2, 3, 4, 5, 6].flatMap { bit in
            [huge, overlong, [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x89, 0x7A], []].map {
                (UInt8(1) << UInt8(bit), $0)
            }
        }

    @Test func `S22 a request that claims 2^63 of anything is refused, and the next is served`()
        async throws
    {
        let world = try await LineWorld.make()
        let url = "https://\(world.line.address)/v1/sync"
        let security = try world.securityOfStation()
        let origin = world.pair.station.origin
        var bodies = Self.claims.map { Self.message(origin, $0.sections, $0.content) }
        bodies.append(Self.message(origin, 0xFF, Self.overlong))
        bodies.append([UInt8](repeating: 0xFF, count: 4 << 20))
        bodies.append([])
        let statuses = try await onThread { [bodies] in
            try Self.statuses(of: bodies, at: url, security)
        }
        #expect(statuses.count == bodies.count)
        #expect(Set(statuses).isSubset(of: [400, 411, 413, 426]), "\(statuses)")
        try world.register(["甲"])
        #expect(try await world.exchange().result == .agreed)
        #expect(try world.pair.delivery().pending == 0)
        try await world.stop()
    }

    private static func statuses(
        of bodies: [[UInt8]], at url: String, _ security: LineSecurity
    ) throws -> [Int] {
        let transport = try CurlTransport()
        return try bodies.enumerated().map { index, body in
            transport.send(
                LineRequest(
                    id: UInt64(index) + 1, url: url, contentType: Message.contentType, body: body,
                    security: security))
            while true {
                for outcome in transport.poll(until: transport.now + 20_000) {
                    return try outcome.result.get().status
                }
            }
        }
    }

    @Test func `S22 a body that announces 2^63 bytes is not waited for`() async throws {
        let world = try await LineWorld.make()
        let clear = try await ServerUnderTest.sync(world.pair.service)
        let port = clear.port
        let heard = try await onThread {
            let line = try #require(RawLine(port: port))
            line.say(
                "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: \(Message.contentType)\r\n"
                    + "Content-Length: 9223372036854775807\r\n\r\n")
            return line.hear() ?? []
        }
        let reply = String(decoding: heard, as: UTF8.self)
        #expect(reply.hasPrefix("HTTP/1.1 413") || reply.hasPrefix("HTTP/1.1 400"))
        try world.register(["甲"])
        #expect(try await world.exchange().result == .agreed)
        try await clear.stop()
        try await world.stop()
    }
}
