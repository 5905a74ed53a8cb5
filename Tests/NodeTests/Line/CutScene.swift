import BadLine
import Foundation
import Node
import NodeServer
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// A station with some 200 kB to deliver and its county, as they are before every run.
struct CutScene: Sendable {
    /// Few and large ones: what they cost the two stores is not what is tried here.
    static let changes = 12
    /// That one of them takes on the line, at most.
    private static let changeBytes = 26_000

    private let world: LineWorld
    private let templates: [URL]
    private let service: Shared<SyncService>
    private let server: ServerUnderTest
    private let line: BadLine
    /// The line, once it is to be down after a cut until the exchange has ended.
    private let falling: Shared<BadLine>

    /// What another thread reads.
    private final class Shared<Value: Sendable>: Sendable {
        private let value = Mutex<Value?>(nil)
        var current: Value? {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }

        /// Whoever sets another value meanwhile waits until `body` is over.
        func use(_ body: (Value) -> Void) { value.withLock { $0.map(body) } }
    }

    static func make() async throws -> CutScene {
        let world = try await LineWorld.make()
        var texts = LineWorld.longNames(changes * 2 * 50).makeIterator()
        for _ in 0..<changes {
            var draft = Draft(Activity.kind)
            for field in [Activity.title, Activity.post] {
                draft[field] = .text((0..<50).compactMap { _ in texts.next() }.joined())
            }
            let large = draft
            _ = try world.pair.station.store.commit(
                to: world.pair.scope, by: Store.Author(), at: 1_767_225_600_000
            ) { try $0.write(large) }
        }
        for home in [world.pair.county, world.pair.station] { try home.store.checkpointFile() }
        let (service, falling) = (Shared<SyncService>(), Shared<BadLine>())
        let server = try await ServerUnderTest.sync(
            ForwardingAnswerer { service.current }, as: world.pair.county)
        return CutScene(
            world: world,
            templates: [world.pair.county.directory, world.pair.station.directory],
            service: service, server: server,
            line: try BadLine(to: UInt16(server.port), LineProfile()) { event in
                guard case .lost = event else { return }
                falling.use { line in line.change { $0.isDown = true } }
            },
            falling: falling)
    }

    /// Copies of the county and the station, and a line between them.
    struct Ends: Sendable {
        let place: TemporaryPlace
        let county: NodeHome
        let station: NodeHome
    }

    /// How far the two have come.
    struct Standing: Hashable {
        /// Changes of the station that the county holds.
        let held: UInt64
        /// What the station has no receipt for.
        let pending: Int
        let digest: String?
    }

    /// As they were made.
    func begin() throws -> Ends { try ends(of: templates) }

    /// As they stand, in another place.
    func copy(of ends: Ends) throws -> Ends {
        try self.ends(of: [ends.county.directory, ends.station.directory])
    }

    private func ends(of directories: [URL]) throws -> Ends {
        let place = try TemporaryPlace()
        let homes = try directories.enumerated().map { number, directory in
            let copy = URL(fileURLWithPath: place.path).appendingPathComponent("\(number)")
            try FileManager.default.copyItem(at: directory, to: copy)
            return try NodeHome(opening: copy)
        }
        try homes[1].store.set("upstream-addresses", line.address)
        return Ends(place: place, county: homes[0], station: homes[1])
    }

    func standing(of ends: Ends) throws -> Standing {
        let peer = Peer(
            key: ends.station.publicKey, standpoint: .below, scopes: [world.pair.scope])
        let holdings = try ends.county.store.holdings(sharedWith: peer)
        return Standing(
            held: holdings[world.pair.scope]?.vector[ends.station.origin] ?? 0,
            pending: Int(try ends.station.store.view { try $0.delivery() }.pending),
            digest: try digest(at: ends.county))
    }

    private func digest(at home: NodeHome) throws -> String? {
        try home.store.view { try $0.stateDigest(of: world.pair.scope)?.hex }
    }

    /// The county answers for as long as `body` takes.
    func answering<T>(_ county: NodeHome, _ body: () async throws -> T) async throws -> T {
        let (service, before) = (SyncService(home: county, log: Pair.silent), self.service.current)
        self.service.current = service
        defer {
            self.service.current = before
            service.close()
        }
        return try await body()
    }

    /// One exchange that is cut at a byte, should it come so far.
    /// - Parameter staysDown: whether that was its last connection. Else libcurl says a request once more by
    ///   itself, where its connection had been used before.
    func exchange(
        _ ends: Ends, cutting place: Int, _ direction: LineDirection, staysDown: Bool = false
    ) async throws {
        falling.current = staysDown ? line : nil
        line.cut(direction, after: place)
        let outcome = try await exchange(ends.station)
        #expect([.unreachable, .agreed].contains(outcome.result), "\(place): \(outcome)")
        falling.current = nil
        line.spare()
        line.change { $0.isDown = false }
        while !line.takesCallers { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// One whole exchange: both hold everything, once, and only what was missing has travelled.
    func finish(_ ends: Ends, _ what: String) async throws {
        let held = try standing(of: ends).held
        let before = line.counts
        let outcome = try await exchange(ends.station)
        #expect(outcome.result == .agreed, "\(what): \(outcome.detail)")
        let end = try standing(of: ends)
        #expect(end.pending == 0 && end.held == UInt64(Self.changes), "\(what)")
        #expect(try end.digest != nil && end.digest == digest(at: ends.station), "\(what)")
        // What the county took before is not sent again, but for one message whose answer was lost.
        let missing = Self.changes - Int(held)
        #expect((line.counts - before).up < (missing + 1) * Self.changeBytes, "\(what)")
    }

    /// The exchange from the beginning, cut once, and to its end by a second one.
    func run(cutting place: Int?, _ direction: LineDirection) async throws -> LineCounts {
        let ends = try begin()
        let before = line.counts
        try await answering(ends.county) {
            if let place {
                try await exchange(ends, cutting: place, direction)
                if direction == .up, place > 2 * Self.changeBytes {
                    let held = try standing(of: ends).held
                    #expect(held > 0, "\(place): the first request had come through")
                }
            }
            try await finish(ends, "\(place ?? -1)")
        }
        return line.counts - before
    }

    func stop() async throws {
        line.close()
        try await server.stop()
        try await world.stop()
    }

    private func exchange(_ station: NodeHome) async throws -> SyncOutcome {
        try await onThread { try Daemon.exchangeOnce(station, log: Pair.silent) }
    }
}
