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

/// An exchange of about 200 kB that is cut at one byte: it resumes, and nothing is lost or doubled.
///
/// Every run begins with the same two directories. `YIZHAN_CUT_STRIDE` says how many bytes lie between two
/// cuts, `YIZHAN_CUT_FIRST` where the first is; Scripts/soak tries all of them.
@Suite(.serialized, .timeLimit(.minutes(600))) struct CutEverywhereTests {
    private static let stride = setting("YIZHAN_CUT_STRIDE")
    private static let first = setting("YIZHAN_CUT_FIRST") ?? 0

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test(arguments: LineDirection.allCases)
    func `an exchange that is cut at any byte resumes and loses nothing`(
        _ direction: LineDirection
    ) async throws {
        let scene = try await CutScene.make()
        let whole = try await scene.run(cutting: nil, direction)
        #expect(whole.up > 150_000)
        let bytes = direction == .up ? whole.up : whole.down
        let stride = Self.stride ?? (bytes / 20 + 1)
        var lost = 0
        let places = Array(Swift.stride(from: Self.first, to: bytes, by: stride))
        for place in places {
            let counts = try await scene.run(cutting: place, direction)
            #expect(counts.lost <= 1, "\(place)")
            lost += counts.lost
        }
        // The last places may lie behind the end: how an exchange is parted depends on how quick it was.
        #expect(lost * 10 >= places.count * 8)
        try await scene.stop()
    }
}

/// A station with some 200 kB to deliver and its county, as they are before every run.
private struct CutScene: Sendable {
    /// Few and large ones: what they cost the two stores is not what is tried here.
    private static let changes = 12
    /// That one of them takes on the line, at most.
    private static let changeBytes = 26_000

    private let world: LineWorld
    private let templates: [URL]
    private let service: Mutexed
    private let server: ServerUnderTest
    private let line: BadLine

    /// The answering end of the present run.
    private final class Mutexed: Sendable {
        private let value = Mutex<SyncService?>(nil)
        var current: SyncService? {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
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
        let service = Mutexed()
        let server = try await ServerUnderTest.sync(
            ForwardingAnswerer { service.current }, as: world.pair.county)
        return CutScene(
            world: world,
            templates: [world.pair.county.directory, world.pair.station.directory],
            service: service, server: server,
            line: try BadLine(to: UInt16(server.port), LineProfile()))
    }

    /// The exchange from the beginning, cut once, and to its end by a second one.
    func run(cutting place: Int?, _ direction: LineDirection) async throws -> LineCounts {
        let place = try (place, TemporaryPlace())
        let homes = try templates.enumerated().map { number, template in
            let copy = URL(fileURLWithPath: place.1.path).appendingPathComponent("\(number)")
            try FileManager.default.copyItem(at: template, to: copy)
            return try NodeHome(opening: copy)
        }
        let (county, station) = (homes[0], homes[1])
        try station.store.set("upstream-addresses", line.address)
        let service = SyncService(home: county, log: Pair.silent)
        self.service.current = service
        defer {
            self.service.current = nil
            service.close()
        }
        let before = line.counts
        if let cut = place.0 {
            line.cut(direction, after: cut)
            let first = try await exchange(station)
            // On a connection that was used before, libcurl says the request once more by itself.
            #expect([.unreachable, .agreed].contains(first.result), "\(cut)")
        }
        line.spare()
        let held = try length(of: station, at: county)
        if let cut = place.0, direction == .up, cut > 2 * Self.changeBytes {
            #expect(held > 0, "\(cut): the first request had come through")
        }
        let middle = line.counts
        let second = try await exchange(station)
        #expect(second.result == .agreed, "\(place.0 ?? -1): \(second.detail)")
        #expect(try station.store.view { try $0.delivery() }.pending == 0)
        #expect(try length(of: station, at: county) == UInt64(Self.changes))
        let digests = try homes.map { home in
            try home.store.view { try $0.stateDigest(of: world.pair.scope)?.hex }
        }
        #expect(digests[0] != nil && digests[0] == digests[1], "\(place.0 ?? -1)")
        let counts = line.counts - before
        // What the county took before the cut is not sent again, but for one message whose answer was lost.
        let missing = Self.changes - Int(held)
        #expect((line.counts - middle).up < (missing + 1) * Self.changeBytes, "\(held) were held")
        return counts
    }

    func stop() async throws {
        line.close()
        try await server.stop()
        try await world.stop()
    }

    private func exchange(_ station: NodeHome) async throws -> SyncOutcome {
        try await onThread { try Daemon.exchangeOnce(station, log: Pair.silent) }
    }

    private func length(of station: NodeHome, at county: NodeHome) throws -> UInt64 {
        let scope = world.pair.scope
        let peer = Peer(key: station.publicKey, standpoint: .below, scopes: [scope])
        return try county.store.holdings(sharedWith: peer)[scope]?.vector[station.origin] ?? 0
    }
}
