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
        return CutScene(
            world: world,
            templates: [world.pair.county.directory, world.pair.station.directory])
    }

    /// Copies of the county and the station.
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

    /// One exchange that is cut at a byte, should it come so far.
    /// - Parameter staysDown: whether that was its last connection. Else libcurl says a request once more by
    ///   itself, where its connection had been used before.
    @discardableResult
    func exchange(
        _ ends: Ends, cutting place: Int, _ direction: LineDirection, staysDown: Bool = false
    ) async throws -> LineCounts {
        try await overLine(ends, staysDown: staysDown) { line in
            line.cut(direction, after: place)
            let outcome = try await exchange(ends.station)
            #expect([.unreachable, .agreed].contains(outcome.result), "\(place): \(outcome)")
        }
    }

    /// One whole exchange: both hold everything, once, and only what was missing has travelled.
    @discardableResult
    func finish(_ ends: Ends, _ what: String) async throws -> LineCounts {
        let held = try standing(of: ends).held
        let counts = try await overLine(ends) { _ in
            let outcome = try await exchange(ends.station)
            #expect(outcome.result == .agreed, "\(what): \(outcome.detail)")
        }
        let end = try standing(of: ends)
        #expect(end.pending == 0 && end.held == UInt64(Self.changes), "\(what)")
        #expect(try end.digest != nil && end.digest == digest(at: ends.station), "\(what)")
        // What the county took before is not sent again, but for one message whose answer was lost.
        let missing = Self.changes - Int(held)
        #expect(counts.up < (missing + 1) * Self.changeBytes, "\(what)")
        return counts
    }

    /// The exchange from the beginning, cut once, and to its end by a second one.
    /// - Returns: how many connections were lost.
    func run(cutting place: Int, _ direction: LineDirection) async throws -> Int {
        let ends = try begin()
        let lost = try await exchange(ends, cutting: place, direction).lost
        if direction == .up, place > 2 * Self.changeBytes {
            let held = try standing(of: ends).held
            #expect(held > 0, "\(place): the first request had come through")
        }
        return lost + (try await finish(ends, "\(place)").lost)
    }

    func stop() async throws { try await world.stop() }

    /// A line and a server behind it, for one exchange. Afterwards nothing is under way any more: the county
    /// has done what had come to it whole before the cut, and who looks at the two sees that.
    private func overLine(
        _ ends: Ends, staysDown: Bool = false, _ body: (BadLine) async throws -> Void
    ) async throws -> LineCounts {
        let service = SyncService(home: ends.county, log: Pair.silent)
        let server = try await ServerUnderTest.sync(service, as: ends.county)
        let falling = FallingLine()
        let line = try BadLine(to: UInt16(server.port), LineProfile()) { event in
            if case .lost = event { falling.takeDown() }
        }
        if staysDown { falling.line.withLock { $0 = line } }
        try ends.station.store.set("upstream-addresses", line.address)
        let failure: (any Error)?
        do {
            try await body(line)
            failure = nil
        } catch { failure = error }
        line.close()
        try await server.stop()
        service.close()
        if let failure { throw failure }
        return line.counts
    }

    private func exchange(_ station: NodeHome) async throws -> SyncOutcome {
        try await onThread { try Daemon.exchangeOnce(station, log: Pair.silent) }
    }
}

/// A line that its own thread takes down.
private final class FallingLine: Sendable {
    let line = Mutex<BadLine?>(nil)

    func takeDown() { line.withLock { $0 }?.change { $0.isDown = true } }
}
