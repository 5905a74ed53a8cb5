import Foundation
import GRDB
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// A node in whose file SQLite trips over pages goes on: what can be read is there, the rest comes from its
/// neighbours, and what nobody has is named.
@Suite(.timeLimit(.minutes(5))) struct NodeSalvageTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }
    private let delivered = (0..<40).map { "人\($0)" }
    private let waiting = (0..<4).map { "后\($0)" }

    /// Forty volunteers that are delivered, most of them in segments, and four that are not.
    init() async throws {
        pair = try Pair()
        for name in delivered { try pair.register(name, at: station) }
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
        for home in [station, county] {
            var packing = Store.Packing()
            (packing.changes, packing.kept) = (8, 16)
            while try home.store.pack(packing) > 0 {}
        }
        for name in waiting { try pair.register(name, at: station) }
    }

    /// Fills a page of a table, or of an index, with zeros.
    /// - Parameters:
    ///   - isLeaf: whether a leaf, else its root.
    ///   - number: which of these, from the first or from the last one on.
    /// - Returns: false where the tree has no such page.
    @discardableResult
    private func spoil(
        _ tree: String, isLeaf: Bool = true, last: Bool = false, number: Int = 0, at home: NodeHome
    ) throws -> Bool {
        try home.store.checkpointFile()
        let file = home.directory.appendingPathComponent(Store.fileName)
        let queue = try DatabaseQueue(path: file.path)
        let page = try queue.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ?
                    ORDER BY path \(last ? "DESC" : "") LIMIT 1 OFFSET ?
                    """, arguments: [tree, isLeaf ? "leaf" : "internal", number])
        }
        try queue.close()
        guard let page else { return false }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seek(toOffset: UInt64((page - 1) * 4_096))
        try handle.write(contentsOf: Data(repeating: 0, count: 4_096))
        try handle.close()
        return true
    }

    /// As whoever looks at the file afresh finds it: pages that are remembered would hide it.
    private func salvage(_ home: NodeHome) throws -> FileSalvage {
        let salvage = try NodeHome.salvage(in: home.directory, clock: home.clock)
        let done = try #require(salvage)
        try home.noteSalvage(done.report)
        return done
    }

    /// Both have done with each other what they owe.
    private func settle() async throws {
        for _ in 0..<4 {
            _ = try await pair.exchange()
            _ = try Resync(county).step(after: SyncOutcome(.noUpstream))
        }
    }

    /// - Parameter names: of everybody who is there afterwards.
    private func expectWhole(_ comment: Comment, names: [String]? = nil) async throws {
        try await settle()
        #expect(try pair.delivery().pending == 0, comment)
        #expect(try pair.digest(at: station) == pair.digest(at: county), comment)
        for home in [station, county] {
            #expect(try pair.names(at: home) == (names ?? delivered + waiting).sorted(), comment)
            #expect(try home.safety.check(home).isSound, comment)
        }
    }

    private static let trees = [
        "segment", "packed", "personal", "subtree", "checkpoint", "receipt", "peer_log", "chain",
        "entity", "token", "register", "volunteer_identity", "exchange",
        "service_record_by_volunteer",
    ]

    @Test(arguments: trees)
    func
        `I16 whatever of a station's file goes, all that was delivered is there, and the rest is delivered`(
            _ tree: String
        ) async throws
    {
        guard try spoil(tree, at: station) else { return }
        let broken = try Data(
            contentsOf: station.directory.appendingPathComponent(Store.fileName))
        let done = try salvage(station)
        #expect(try Data(contentsOf: done.kept) == broken, "as it lay on the disk")
        #expect(try station.store.fileFinding() == nil)
        try await settle()
        // Whose names were on the page and nowhere else, nobody has.
        let names = try pair.names(at: station)
        #expect(tree == "personal" && Set(names).isSuperset(of: delivered) || names.count == 44)
        try await expectWhole("\(tree)", names: names)
    }

    @Test(arguments: trees)
    func `I16 whatever of a county's file goes, its stations heal it unasked`(
        _ tree: String
    ) async throws {
        _ = try await pair.exchange()
        guard try spoil(tree, at: county) else { return }
        _ = try salvage(county)
        #expect(try county.store.fileFinding() == nil)
        try await expectWhole("\(tree)")
    }

    /// What lay at the end of the station's log before another page went.
    enum Lost: CaseIterable { case entries, instruction }

    /// A safety bundle or a backup may still hold them, and no sidecar knows of them.
    @Test(arguments: Lost.allCases)
    func `I2 sequences that were lost before anybody saw them are not used again`(
        _ lost: Lost
    ) async throws {
        let old = station.origin
        if lost == .instruction {
            _ = try await pair.exchange()
            try station.askItself(.verify)
        }
        let count = lost == .instruction ? 1 : 2
        try station.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot IN (SELECT dot FROM change WHERE dot > (SELECT log << 40
                FROM log WHERE origin = x'\(old)') ORDER BY dot DESC LIMIT \(count))
            """)
        #expect(try spoil("exchange", at: station))
        let done = try salvage(station)
        #expect(done.report.lost.count == (lost == .entries ? 2 : 0))
        try pair.register("再来", at: station)
        #expect(station.origin != old)
        let names = delivered + (lost == .entries ? waiting.dropLast(2) : waiting) + ["再来"]
        try await expectWhole("\(lost)", names: names)
    }

    @Test func `I16 the undelivered end of a log is lost with its page, and what is lost is said`()
        async throws
    {
        let before = try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] }
        let old = station.origin
        #expect(try spoil("change", last: true, at: station))
        let done = try salvage(station)
        #expect(done.report.isLogTouched)
        // What was written since the last exchange, by what other pages say.
        let records = try done.report.lost.map {
            try #require($0.split(separator: ":").last).description
        }
        #expect(records.count == waiting.count && Set(records).count == waiting.count)
        #expect(try station.store.pastDamage().lost == waiting.count)
        try await settle()
        let after = try station.store.view { try $0.heldVector(of: pair.scope)[old] }
        #expect(after < before)
        let told = try station.store.view { try $0.incidents(limit: 20) }
        #expect(told.contains { $0.kind == .unreadable && $0.point == nil }, "a new name")
        #expect(told.contains { $0.kind == .unreadable && $0.count == waiting.count })
        #expect(try station.store.pastDamage().lost == 0, "the repair has told it")
        try await expectWhole("\(told.map(\.kind))", names: delivered)
        try pair.register("再来", at: station)
        try await expectWhole("and goes on", names: delivered + ["再来"])
    }

    @Test
    func `I16 what is lost in the middle of an own log with its page is named by its records`()
        async throws
    {
        let written = try (0..<60).map { try pair.register("新\($0)", at: station) }
        let old = station.origin
        #expect(try spoil("change", last: true, number: 1, at: station))
        let done = try salvage(station)
        #expect(done.report.isLogTouched && done.report.lost.isEmpty, "the end is there")
        try await settle()
        let cards = try county.store.view {
            try $0.instructions(in: pair.scope, at: county.clock.now)
        }
        let own = Set(try station.store.ownOrigins())
        let reports = cards.compactMap { $0.lastReport(of: own)?.report }
        let report = try #require(reports.first { $0.reason == PastDamage.word }, "\(reports)")
        #expect(report["lost"] ?? 0 > 1 && report.places.count > 1, "\(report)")
        for place in report.places {
            let parts = place.split(separator: ":")
            #expect(parts[0] == old.description && parts.count == 3, "\(place)")
            #expect(parts.last.map { last in written.contains { "\($0)" == last } } == true)
        }
        let left = written.count + delivered.count + waiting.count - Int(report["lost"] ?? 0)
        #expect(try pair.names(at: county).count == left)
        try await expectWhole("named", names: try pair.names(at: county))
        #expect(try station.store.setting("damaged-records") == "", "told, and forgotten")
    }

    /// Rows that are gone from a sound file: by a hand, or a page that an old cache has put back.
    private func remove(_ sequence: UInt64, of origin: Origin, at home: NodeHome) throws {
        for table in ["change", "personal"] {
            try home.tamper(
                past: table,
                """
                DELETE FROM \(table) WHERE dot = (SELECT log << 40 FROM log JOIN scope USING(scope)
                    WHERE origin = x'\(origin)' AND scope.id = x'\(pair.scope)') + \(sequence)
                """)
        }
    }

    @Test(arguments: [true, false])
    func `I16 a hole in a station's log at its county is healed by the station`(
        byDaemon: Bool
    ) async throws {
        for name in waiting { try pair.register("又" + name, at: station) }
        _ = try await pair.exchange()
        let names = try pair.names(at: station)
        let length = try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] }
        try remove(length - 2, of: station.origin, at: county)
        #expect(try await pair.exchange().result != .agreed, "nothing can be said of that log")
        #expect(try county.store.fileFinding()?.hasPrefix("gap in log") == true)
        if byDaemon {
            let daemon = try Daemon(
                home: county, transport: TwinTransport(pair.answer), log: Pair.silent)
            daemon.lookAtFile()
        } else {
            try county.askItself(.repair)
            _ = try Resync(county).step(after: SyncOutcome(.noUpstream))
        }
        #expect(try county.store.fileFinding() == nil)
        try await expectWhole("given again", names: names)
    }

    @Test
    func `a sound file is left alone, and one that goes wrong in its vital tables is as it was`()
        throws
    {
        #expect(try NodeHome.salvage(in: station.directory, clock: station.clock) == nil)
        #expect(try spoil("setting", at: station))
        let file = station.directory.appendingPathComponent(Store.fileName)
        let before = try Data(contentsOf: file)
        #expect(throws: (any Error).self) {
            try NodeHome.salvage(in: station.directory, clock: station.clock)
        }
        #expect(try Data(contentsOf: file) == before)
        #expect(FolderSafety.kept(station).isEmpty, "a copy at every try would fill the disk")
        #expect(throws: (any Error).self) { try station.safety.salvage(station) }
        #expect(FolderSafety.kept(station).isEmpty, "by the daemon no less")
    }

    @Test func `without room for the broken file nothing is touched`() throws {
        #expect(try spoil("token", at: station))
        let file = station.directory.appendingPathComponent(Store.fileName)
        let before = try Data(contentsOf: file)
        #expect(throws: SafetyError.noRoom) {
            try NodeHome.salvage(
                in: station.directory, clock: station.clock, safety: FolderSafety { _ in 4_096 })
        }
        #expect(try Data(contentsOf: file) == before)
    }

    @Test func `a daemon puts its file right by itself, and goes on`() async throws {
        #expect(try spoil("token", at: station))
        #expect(try station.store.fileFinding() != nil)
        try await onThread {
            let daemon = try Daemon(
                home: station, transport: TwinTransport(pair.answer), log: Pair.silent)
            daemon.lookAtFile()
            #expect(try daemon.home.store.fileFinding() == nil)
        }
        #expect(try station.store.setting(NodeHome.brokenFileSetting) == "")
        try await expectWhole("by itself")
    }
}
