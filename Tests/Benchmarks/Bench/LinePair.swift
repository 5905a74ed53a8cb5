import Authority
import BadLine
import Foundation
import Logging
import Node
import NodeServer
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Transport

/// A county behind its real server, a station with the real transport, and a line between them whose
/// bytes are counted; both have met.
final class LinePair: RecordingNode {
    let county: NodeHome
    let station: NodeHome
    let line: BadLine
    private let scope: Scope
    private let desk: Desk
    private let serving: Task<Void, any Error>
    private let protection: LineProtection

    static let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter onEvent: what happens on the line.
    init(
        in directory: URL, protection: LineProtection = .tls,
        onEvent: @escaping @Sendable (LineEvent) -> Void = { _ in }
    ) throws {
        self.protection = protection
        county = try NodeHome.create(
            in: directory.appendingPathComponent("county"), role: .county, code: "620102",
            name: "县")
        desk = Desk(county)
        let service = SyncService(home: county, desk: desk, log: Self.silent)
        let server = try SyncServer(
            address: ListenAddress("127.0.0.1:0"), answering: service,
            identity: protection == .tls ? county.identityProvider : nil,
            logger: Self.silent)
        let port = Mutex<Int>(0)
        let isListening = DispatchSemaphore(value: 0)
        serving = Task.detached {
            try await server.run { found in
                port.withLock { $0 = found }
                isListening.signal()
            }
        }
        isListening.wait()
        line = try BadLine(
            to: UInt16(port.withLock { $0 }), LineProfile(), onEvent: onEvent)
        scope = county.randomness.identifier()
        try county.store.addScope(
            scope, authorityKey: county.publicKey, code: "620102001", name: "镇")
        let secret = county.randomness.bytes(32)
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        let invitation = JoinFile(
            scope: scope, scopeKey: county.randomness.bytes(32), code: "620102001", name: "镇",
            county: .init(
                code: "620102", name: "县", addresses: [line.address],
                publicKey: county.publicKey, exchangeKey: county.randomness.bytes(32)),
            secret: secret, expires: "2099-01-01T00:00:00Z")
        station = try NodeHome.join(
            invitation, in: directory.appendingPathComponent("station"))
        try agreed(exchange())
    }

    func close() {
        line.close()
        serving.cancel()
        desk.close()
    }

    func commit<T>(at time: Int64, _ body: (CommitDoor) throws -> T) throws -> T {
        try station.store.commit(to: scope, by: station.author, at: time, body)
    }

    /// One exchange of a process that has just begun.
    func exchange() throws -> SyncOutcome {
        try Daemon.exchangeOnce(station, protection: protection, log: Self.silent)
    }

    /// A daemon that keeps its connection.
    func daemon() throws -> Daemon {
        try Daemon(
            home: station, transport: CurlTransport(), protection: protection, log: Self.silent)
    }

    /// Breaks whatever connection stands; the next one meets a line as before.
    func breakConnections() {
        let before = line.counts.lost
        line.change { $0.isDown = true }
        while line.counts.lost == before { Thread.sleep(forTimeInterval: 0.01) }
        line.change { $0.isDown = false }
    }

    @discardableResult
    func agreed(_ outcome: SyncOutcome) throws -> SyncOutcome {
        guard outcome.result == .agreed else { throw Failure.notAgreed(outcome) }
        return outcome
    }

    /// How many of the station's changes the county holds.
    func delivered() throws -> UInt64 {
        let peer = Peer(key: station.publicKey, standpoint: .below, scopes: [scope])
        return try county.store.holdings(sharedWith: peer)[scope]?.vector[station.origin] ?? 0
    }

    func pending() throws -> Int { try station.store.view { try $0.delivery() }.pending }

    enum Failure: Error { case notAgreed(SyncOutcome) }
}
